//! Where a conversation stands; what is put off is `snoozed`.

use super::Definition;

pub(super) const STATUS: Definition = Definition {
    word: "status",
    values: &["open", "pending", "snoozed", "resolved"],
    holds: |subject, value| subject.conversation.status.word() == value,
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn it_stands_in_one_place() {
        let mut sample = sample();
        let holds = STATUS.holds;
        assert!(holds(&sample.subject(), "open"));
        sample.conversation.status = crate::ConversationStatus::Snoozed;
        assert!(holds(&sample.subject(), "snoozed"));
        assert!(!holds(&sample.subject(), "open"));
    }
}
