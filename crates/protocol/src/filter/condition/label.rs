//! A label that a conversation has.

use super::Definition;

pub(super) const LABEL: Definition = Definition {
    word: "label",
    values: &[],
    holds: |subject, value| {
        subject
            .conversation
            .labels
            .iter()
            .any(|label| label == value)
    },
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn any_of_its_labels_will_do() {
        let mut sample = sample();
        let holds = LABEL.holds;
        assert!(!holds(&sample.subject(), "vip"));
        sample.conversation.labels = vec!["late".into(), "vip".into()];
        assert!(holds(&sample.subject(), "vip"));
        assert!(!holds(&sample.subject(), "VIP"));
    }
}
