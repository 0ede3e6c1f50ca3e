//! How urgent a conversation is.

use super::{Definition, NONE, belongs};

pub(super) const PRIORITY: Definition = Definition {
    word: "priority",
    values: &["urgent", "high", "medium", "low", NONE],
    holds: |subject, value| {
        belongs(
            subject.conversation.priority.map(crate::Priority::word),
            value,
        )
    },
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn it_has_one_priority_or_none() {
        let mut sample = sample();
        let holds = PRIORITY.holds;
        assert!(holds(&sample.subject(), "none"));
        sample.conversation.priority = Some(crate::Priority::High);
        assert!(holds(&sample.subject(), "high"));
        assert!(!holds(&sample.subject(), "urgent"));
    }
}
