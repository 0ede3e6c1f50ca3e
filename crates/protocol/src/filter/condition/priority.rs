//! How urgent a conversation is.

use super::{Definition, NONE};

pub(super) const PRIORITY: Definition = Definition {
    word: "priority",
    values: &["urgent", "high", "medium", "low", NONE],
    any: |subject, is| {
        let priority = subject.conversation.priority;
        is(priority.map_or(NONE, crate::Priority::word))
    },
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn it_has_one_priority_or_none() {
        let mut sample = sample();
        assert!(PRIORITY.holds(&sample.subject(), "none"));
        sample.conversation.priority = Some(crate::Priority::High);
        assert!(PRIORITY.holds(&sample.subject(), "high"));
        assert!(!PRIORITY.holds(&sample.subject(), "urgent"));
    }
}
