//! The messenger that a conversation is on: the kind of its channel.

use super::Definition;

pub(super) const KIND: Definition = Definition {
    word: "kind",
    values: &[],
    any: |subject, is| subject.kind.is_some_and(|kind| is(kind.word())),
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn the_kind_is_that_of_the_channel() {
        let mut sample = sample();
        assert!(!KIND.holds(&sample.subject(), "telegram"));
        sample.kind = Some(crate::ChannelKind::Telegram);
        assert!(KIND.holds(&sample.subject(), "telegram"));
        sample.kind = Some(crate::ChannelKind::Other("matrix".into()));
        assert!(KIND.holds(&sample.subject(), "matrix"));
    }
}
