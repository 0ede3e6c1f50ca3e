//! Which conversations a list shows, and in what order. The replica and the backend evaluate this same
//! definition.

mod base_view;
mod condition;
mod counts;
mod glance;
mod query;
mod sort;
mod subject;
mod term;

use serde::{Deserialize, Serialize};

pub use base_view::BaseView;
pub use condition::Condition;
pub use counts::Counts;
pub use glance::{Glance, Sought};
pub use query::{decode, encode, pairs};
pub use sort::Sort;
pub use subject::Subject;
pub use term::{NONE, Term};

/// A view, narrowed by further conditions, in an order. On the wire it is the query of a URL.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Filter {
    pub view: BaseView,
    pub sort: Sort,
    /// In order, each once.
    terms: Vec<Term>,
}

impl Filter {
    pub fn of(view: BaseView) -> Self {
        Self {
            view,
            ..Self::default()
        }
    }

    /// The same conditions and the same order in another view.
    #[must_use]
    pub fn in_view(&self, view: BaseView) -> Self {
        Self {
            view,
            ..self.clone()
        }
    }

    /// The same conditions in another order.
    #[must_use]
    pub fn sorted(&self, sort: Sort) -> Self {
        Self {
            sort,
            ..self.clone()
        }
    }

    /// With one more value of a condition.
    #[must_use]
    pub fn with(mut self, condition: Condition, value: &str) -> Self {
        let term = Term::new(condition, value);
        if let Err(at) = self.terms.binary_search(&term) {
            self.terms.insert(at, term);
        }
        self
    }

    /// Without one value of a condition.
    #[must_use]
    pub fn without(mut self, condition: Condition, value: &str) -> Self {
        self.terms
            .retain(|term| term.condition != condition || *term.value != *value);
        self
    }

    /// Without a condition.
    #[must_use]
    pub fn without_any(mut self, condition: Condition) -> Self {
        self.terms.retain(|term| term.condition != condition);
        self
    }

    /// The view alone, in its own order.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self::of(self.view)
    }

    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether it shows less than its view.
    pub fn is_narrowed(&self) -> bool {
        !self.terms.is_empty()
    }

    /// Whether it is a view and nothing else.
    pub fn is_base(&self) -> bool {
        !self.is_narrowed() && self.sort == Sort::default()
    }

    pub fn has(&self, condition: Condition) -> bool {
        self.terms.iter().any(|term| term.condition == condition)
    }

    pub fn contains(&self, condition: Condition, value: &str) -> bool {
        self.values(condition).any(|held| held == value)
    }

    /// The values of a condition.
    pub fn values(&self, condition: Condition) -> impl Iterator<Item = &str> {
        self.terms
            .iter()
            .filter(move |term| term.condition == condition)
            .map(|term| &*term.value)
    }

    /// Whether a conversation belongs here. Archived ones belong nowhere, unless a condition asks for
    /// them.
    pub fn matches(&self, subject: &Subject<'_>) -> bool {
        self.view_matches(subject) && self.terms_match(subject)
    }

    /// Whether it belongs to the view, and is not archived unless that is asked for.
    pub fn view_matches(&self, subject: &Subject<'_>) -> bool {
        (!subject.conversation.archived || self.has(Condition::Archived))
            && self.view.matches(subject)
    }

    /// Whether each condition holds by one of its values.
    pub fn terms_match(&self, subject: &Subject<'_>) -> bool {
        self.terms
            .chunk_by(|one, next| one.condition == next.condition)
            // What is said in one word comes last, and is found out soonest.
            .rev()
            .all(|values| values.iter().any(|term| term.holds(subject)))
    }
}

#[cfg(test)]
mod tests {
    use super::subject::sample;
    use super::*;

    #[test]
    fn values_of_one_condition_add_up_and_conditions_narrow_each_other() {
        let mut sample = sample();
        sample.conversation.labels = vec!["vip".into()];
        sample.conversation.team = Some("support".into());
        let all = Filter::of(BaseView::All);
        let labels = all
            .with(Condition::Label, "vip")
            .with(Condition::Label, "late");
        assert!(labels.matches(&sample.subject()));
        let both = labels.clone().with(Condition::Team, "support");
        assert!(both.matches(&sample.subject()));
        let other = labels.with(Condition::Team, "sales");
        assert!(!other.matches(&sample.subject()));
    }

    #[test]
    fn the_same_terms_in_another_order_are_the_same_filter() {
        let one = Filter::default()
            .with(Condition::Label, "a")
            .with(Condition::Channel, "b");
        let other = Filter::default()
            .with(Condition::Channel, "b")
            .with(Condition::Label, "a")
            .with(Condition::Label, "a");
        assert_eq!(one, other);
        let without = one
            .without(Condition::Label, "a")
            .without_any(Condition::Channel);
        assert_eq!(without, Filter::default());
    }
}
