//! The definition of [`recado_protocol::filter`] in SQL.

use recado_protocol::filter::NONE;
use recado_protocol::{AgentId, BaseView, Condition, Filter, Sort};
use rusqlite::types::Value;

/// What a filter asks of the database.
pub struct Asked {
    /// What follows FROM: `c` are the conversations, `p` the contacts.
    pub source: String,
    pub condition: String,
    pub values: Vec<Value>,
}

/// Whether somebody wants the contacts besides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Alone,
    WithContacts,
}

impl Asked {
    pub fn of(filter: &Filter, me: &AgentId, source: Source) -> Self {
        let (index, of_view) = index_and_condition(filter.view);
        let is_of_archive = filter.has(Condition::Archived);
        let mut asked = Self {
            // The index is named because SQLite can't know how few rows each view has. It holds
            // nothing that is archived.
            source: if is_of_archive {
                "conversations c".to_owned()
            } else {
                format!("conversations c INDEXED BY {index}")
            },
            condition: format!(
                "{}{of_view}",
                if is_of_archive {
                    ""
                } else {
                    "c.archived = 0 AND "
                }
            ),
            values: Vec::new(),
        };
        if source == Source::WithContacts || filter.has(Condition::Company) {
            asked
                .source
                .push_str(" CROSS JOIN contacts p ON p.id = c.contact");
        }
        if filter.view == BaseView::Mine {
            asked.bind(me.as_str());
        }
        for terms in filter
            .terms()
            .chunk_by(|one, next| one.condition == next.condition)
        {
            let values: Vec<_> = terms.iter().map(|term| &*term.value).collect();
            asked.condition.push_str(" AND ");
            asked.ask(terms[0].condition, &values, me);
        }
        asked
    }

    /// That one of these values holds.
    fn ask(&mut self, condition: Condition, values: &[&str], me: &AgentId) {
        match condition {
            Condition::Channel => self.one_of("c.channel IN ", values, ""),
            Condition::Kind => self.one_of(
                "c.channel IN (SELECT id FROM channels WHERE kind IN ",
                values,
                ")",
            ),
            Condition::Company => self.belongs("p.company", values),
            Condition::Assignee => self.belongs("c.assignee", values),
            Condition::Team => self.belongs("c.team", values),
            Condition::Priority => self.belongs("c.priority", values),
            Condition::Status => self.one_of("c.status IN ", values, ""),
            Condition::Label => self.one_of(
                "EXISTS (SELECT 1 FROM json_each(c.labels) WHERE value IN ",
                values,
                ")",
            ),
            Condition::Mentions => self.one_of(
                "EXISTS (SELECT 1 FROM json_each(c.mentions) WHERE value IN ",
                &[me.as_str()],
                ")",
            ),
            Condition::Answered => self.is("c.answered", values),
            Condition::Archived => self.is("c.archived", values),
        }
    }

    fn one_of(&mut self, before: &str, values: &[&str], after: &str) {
        let marks = vec!["?"; values.len()].join(", ");
        self.condition
            .push_str(&format!("{before}({marks}){after}"));
        for value in values {
            self.bind(value);
        }
    }

    /// That a column holds one of these, or nothing where that is asked for.
    fn belongs(&mut self, column: &str, values: &[&str]) {
        let ids: Vec<_> = values.iter().copied().filter(|id| *id != NONE).collect();
        let or_none = if ids.len() < values.len() {
            format!(" OR {column} IS NULL")
        } else {
            String::new()
        };
        self.one_of(&format!("({column} IN "), &ids, &format!("{or_none})"));
    }

    fn is(&mut self, column: &str, values: &[&str]) {
        let facts: Vec<_> = values
            .iter()
            .map(|value| if *value == "yes" { "1" } else { "0" })
            .collect();
        self.condition
            .push_str(&format!("{column} IN ({})", facts.join(", ")));
    }

    fn bind(&mut self, value: &str) {
        self.values.push(value.to_owned().into());
    }
}

/// [`BaseView::matches`].
fn index_and_condition(view: BaseView) -> (&'static str, &'static str) {
    match view {
        BaseView::Mine => ("conversations_by_assignee", "c.assignee = ?"),
        BaseView::Pending => ("conversations_pending", "c.status <> 'resolved'"),
        BaseView::Unread => ("conversations_unread", "c.unread_count > 0"),
        BaseView::All => ("conversations_all", "TRUE"),
        BaseView::Unassigned => ("conversations_by_assignee", "c.assignee IS NULL"),
    }
}

/// [`Sort::key`].
pub fn key(sort: Sort) -> String {
    match sort {
        Sort::Activity => "c.last_activity_at".to_owned(),
        Sort::Waiting => format!(
            "IIF(c.waiting_since IS NULL OR c.status = 'resolved', c.last_activity_at,
              {} - c.waiting_since)",
            Sort::WAITS
        ),
        Sort::Priority => format!(
            "CASE c.priority WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3
              WHEN 'urgent' THEN 4 ELSE 0 END * {} + c.last_activity_at",
            Sort::STEP
        ),
        Sort::Created => "c.created_at".to_owned(),
    }
}

#[cfg(test)]
mod tests;
