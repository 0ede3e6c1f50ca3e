//! Names in prepared texts that stand for what is known of a conversation.

use std::ops::Range;

use crate::{Agent, Contact, Conversation};

/// Everything that a variable may name begins with one of these.
const OWNERS: [&str; 3] = ["contact", "agent", "conversation"];

/// The variables that there are, in the order in which they are offered to who prepares a text.
pub const EVERY: [&str; 12] = [
    "contact.name",
    "contact.first_name",
    "contact.handle",
    "contact.phone",
    "contact.email",
    "contact.company",
    "agent.name",
    "agent.first_name",
    "agent.email",
    "conversation.id",
    "conversation.channel",
    "conversation.priority",
];

/// How a name begins that was made up.
const MADE_UP: &str = "Visitor ";

/// What the variables are filled from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub contact: &'a Contact,
    /// The name of the contact's company.
    pub company: Option<&'a str>,
    pub agent: &'a Agent,
    /// `None` where somebody is written to first.
    pub conversation: Option<&'a Conversation>,
    /// The name of the conversation's channel.
    pub channel: Option<&'a str>,
    /// Whether colleagues alone read it, who know a visitor by the name that was made up.
    pub for_team: bool,
}

/// A text with its variables filled in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filled {
    /// What could not be filled in stands in it as before.
    pub text: String,
    /// The names of what could not be filled in, once each.
    pub missing: Vec<String>,
}

impl Facts<'_> {
    /// What a variable stands for; `None` when nobody knows, or when there is no such variable.
    pub fn value(&self, name: &str) -> Option<String> {
        let (contact, agent) = (self.contact, self.agent);
        let their_name =
            Some(contact.name.as_str()).filter(|name| self.for_team || !is_made_up(name));
        let known = match name {
            "contact.name" => their_name,
            // Of one that was made up the first word says nothing.
            "contact.first_name" if is_made_up(&contact.name) => their_name,
            "contact.first_name" => first_word(&contact.name),
            "contact.handle" => contact.handle.as_deref(),
            "contact.phone" => contact.phone.as_deref(),
            "contact.email" => contact.email.as_deref(),
            "contact.company" => self.company,
            "agent.name" => Some(agent.name.as_str()),
            "agent.first_name" => first_word(&agent.name),
            "agent.email" => agent.email.as_deref(),
            "conversation.id" => self
                .conversation
                .map(|conversation| conversation.id.as_str()),
            "conversation.channel" => self.channel,
            "conversation.priority" => {
                let priority = self.conversation?.priority?;
                return recado_json::to_string(&priority)
                    .ok()
                    .map(|word| word.trim_matches('"').to_owned());
            }
            _ => None,
        };
        known
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    }

    /// Fills the variables of a text in.
    pub fn fill(&self, text: &str) -> Filled {
        fill(text, unfilled(text), |name| self.value(name))
    }
}

/// What a visitor is called who has not said a name, "Visitor 4F2A": the last letters of the visitor's id tell visitors
/// apart at a glance.
pub fn made_up_name(visitor: &str) -> String {
    let start = visitor
        .char_indices()
        .rev()
        .nth(3)
        .map_or(0, |(index, _)| index);
    format!("{MADE_UP}{}", visitor[start..].to_uppercase())
}

/// Whether nobody is called so: one does not write it to them.
pub fn is_made_up(name: &str) -> bool {
    name.strip_prefix(MADE_UP).is_some_and(|end| {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
        end.len() == 4 && end.bytes().all(is_digit)
    })
}

/// Where variables stand in a text that nobody has filled in, in order, as byte ranges with their
/// braces. Other things in braces are none: people write about code, too.
pub fn unfilled(text: &str) -> Vec<Range<usize>> {
    placeholders(text)
        .into_iter()
        .filter(|range| is_variable(name_in(text, range)))
        .collect()
}

/// The name between the braces of a range that [`unfilled`] or [`placeholders`] gave.
pub fn name_in<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text.get(range.clone())
        .map(|braced| braced.trim_matches(['{', '}']).trim())
        .unwrap_or_default()
}

/// Everything of the form `{{name}}`, as byte ranges with the braces.
pub fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|at| from + at) {
        // Of more than two braces the last two are meant.
        let inside = open + 2 + text[open + 2..].bytes().take_while(|b| *b == b'{').count();
        let Some(length) = text[inside..].find(['}', '{', '\n']) else {
            break;
        };
        let close = inside + length;
        if text[close..].starts_with("}}") {
            found.push(inside - 2..close + 2);
            from = close + 2;
        } else {
            from = close;
        }
    }
    found
}

/// Fills what stands at `ranges` of a text.
pub fn fill(
    text: &str,
    ranges: Vec<Range<usize>>,
    value: impl Fn(&str) -> Option<String>,
) -> Filled {
    let mut filled = Filled::default();
    let mut from = 0;
    for range in ranges {
        let name = name_in(text, &range);
        if let Some(value) = value(name) {
            filled.text.push_str(&text[from..range.start]);
            filled.text.push_str(&value);
            from = range.end;
        } else if !filled.missing.iter().any(|missing| missing == name) {
            filled.missing.push(name.to_owned());
        }
    }
    filled.text.push_str(&text[from..]);
    filled
}

fn is_variable(name: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.split_once('.').is_some_and(|(owner, rest)| {
        OWNERS.contains(&owner) && !rest.is_empty() && rest.bytes().all(is_word)
    })
}

fn first_word(name: &str) -> Option<&str> {
    name.split_whitespace().next()
}

#[cfg(test)]
mod tests;
