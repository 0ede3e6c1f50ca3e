//! The agent who is responsible, or nobody.

use super::{Definition, belongs};

pub(super) const ASSIGNEE: Definition = Definition {
    word: "assignee",
    values: &[],
    holds: |subject, value| {
        belongs(
            subject
                .conversation
                .assignee
                .as_ref()
                .map(crate::AgentId::as_str),
            value,
        )
    },
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn one_is_responsible_or_nobody_is() {
        let mut sample = sample();
        let holds = ASSIGNEE.holds;
        assert!(holds(&sample.subject(), "none"));
        sample.conversation.assignee = Some("rafael".into());
        assert!(holds(&sample.subject(), "rafael"));
        assert!(!holds(&sample.subject(), "none"));
    }
}
