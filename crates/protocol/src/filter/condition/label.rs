//! A label that a conversation has.

use super::Definition;

pub(super) const LABEL: Definition = Definition {
    word: "label",
    values: &[],
    any: |subject, is| subject.conversation.labels.iter().any(|label| is(label)),
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn any_of_its_labels_will_do() {
        let mut sample = sample();
        assert!(!LABEL.holds(&sample.subject(), "vip"));
        sample.conversation.labels = vec!["late".into(), "vip".into()];
        assert!(LABEL.holds(&sample.subject(), "vip"));
        assert!(!LABEL.holds(&sample.subject(), "VIP"));
    }
}
