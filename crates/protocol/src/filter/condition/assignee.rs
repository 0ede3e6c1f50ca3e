//! The agent who is responsible, or nobody.

use super::{Definition, NONE};

pub(super) const ASSIGNEE: Definition = Definition {
    word: "assignee",
    values: &[],
    any: |subject, is| {
        let assignee = subject.conversation.assignee.as_ref();
        is(assignee.map_or(NONE, crate::AgentId::as_str))
    },
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn one_is_responsible_or_nobody_is() {
        let mut sample = sample();
        assert!(ASSIGNEE.holds(&sample.subject(), "none"));
        sample.conversation.assignee = Some("rafael".into());
        assert!(ASSIGNEE.holds(&sample.subject(), "rafael"));
        assert!(!ASSIGNEE.holds(&sample.subject(), "none"));
    }
}
