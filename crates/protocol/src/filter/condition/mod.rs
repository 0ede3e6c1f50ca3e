//! What can be asked of a conversation beyond its view, one file for each condition.

mod answered;
mod archived;
mod assignee;
mod channel;
mod company;
mod kind;
mod label;
mod mentions;
mod priority;
mod status;
mod team;

use super::Subject;
use super::term::NONE;

/// A condition, by its word in URLs and on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Condition {
    /// The channel instance, by its id.
    Channel,
    /// The kind of the channel: the messenger.
    Kind,
    /// The company of the contact, by its id, or none.
    Company,
    /// The responsible agent, by their id, or nobody.
    Assignee,
    /// The team, by its id, or none.
    Team,
    Label,
    /// The priority, or none.
    Priority,
    Status,
    /// Whether the customer's last word has an answer.
    Answered,
    /// Whom a note has mentioned who has not seen it yet.
    Mentions,
    /// Whether it is archived; who does not ask gets what is not.
    Archived,
}

type Test<'a> = &'a mut dyn FnMut(&str) -> bool;

/// What a condition is made of.
struct Definition {
    word: &'static str,
    /// The values that there are; empty where any text may be one.
    values: &'static [&'static str],
    /// Whether any value passes a test of which the condition holds for a subject.
    any: fn(&Subject<'_>, Test<'_>) -> bool,
}

impl Definition {
    fn holds(&self, subject: &Subject<'_>, value: &str) -> bool {
        (self.any)(subject, &mut |it| it == value)
    }
}

/// In the order of the conditions.
static DEFINITIONS: [Definition; 11] = [
    channel::CHANNEL,
    kind::KIND,
    company::COMPANY,
    assignee::ASSIGNEE,
    team::TEAM,
    label::LABEL,
    priority::PRIORITY,
    status::STATUS,
    answered::ANSWERED,
    mentions::MENTIONS,
    archived::ARCHIVED,
];

const YES_OR_NO: &[&str] = &["yes", "no"];

impl Condition {
    pub const EVERY: [Self; 11] = [
        Self::Channel,
        Self::Kind,
        Self::Company,
        Self::Assignee,
        Self::Team,
        Self::Label,
        Self::Priority,
        Self::Status,
        Self::Answered,
        Self::Mentions,
        Self::Archived,
    ];

    const fn definition(self) -> &'static Definition {
        &DEFINITIONS[self as usize]
    }

    pub fn word(self) -> &'static str {
        self.definition().word
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::EVERY
            .into_iter()
            .find(|condition| condition.word() == word)
    }

    /// The values that there are; empty where any text may be one.
    pub const fn values(self) -> &'static [&'static str] {
        self.definition().values
    }

    pub fn allows(self, value: &str) -> bool {
        let values = self.values();
        !value.is_empty() && (values.is_empty() || values.contains(&value))
    }

    /// Whether the conversation alone decides, and not what is known of whom or where it is with.
    pub(super) const fn is_of_conversation(self) -> bool {
        !matches!(self, Self::Kind | Self::Company)
    }

    /// Gives each of the values of which the condition holds.
    pub(super) fn each_value(self, subject: &Subject<'_>, mut give: impl FnMut(&str)) {
        (self.definition().any)(subject, &mut |value| {
            give(value);
            false
        });
    }

    pub(super) fn holds(self, subject: &Subject<'_>, value: &str) -> bool {
        self.definition().holds(subject, value)
    }
}

fn yes_or_no(fact: bool) -> &'static str {
    YES_OR_NO[usize::from(!fact)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_is_read_as_it_is_written() {
        for condition in Condition::EVERY {
            assert_eq!(Condition::from_word(condition.word()), Some(condition));
        }
        assert_eq!(Condition::from_word("weather"), None);
    }
}
