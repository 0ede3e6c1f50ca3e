//! Where a conversation stands; what is put off is `snoozed`.

use super::Definition;

pub(super) const STATUS: Definition = Definition {
    word: "status",
    values: &["open", "pending", "snoozed", "resolved"],
    any: |subject, is| is(subject.conversation.status.word()),
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn it_stands_in_one_place() {
        let mut sample = sample();
        assert!(STATUS.holds(&sample.subject(), "open"));
        sample.conversation.status = crate::ConversationStatus::Snoozed;
        assert!(STATUS.holds(&sample.subject(), "snoozed"));
        assert!(!STATUS.holds(&sample.subject(), "open"));
    }
}
