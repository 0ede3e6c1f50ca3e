//! The channel instance that a conversation is on.

use super::Definition;

pub(super) const CHANNEL: Definition = Definition {
    word: "channel",
    values: &[],
    any: |subject, is| is(subject.conversation.channel.as_str()),
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn it_is_on_one_channel() {
        let mut sample = sample();
        assert!(CHANNEL.holds(&sample.subject(), "web"));
        sample.conversation.channel = "shop".into();
        assert!(!CHANNEL.holds(&sample.subject(), "web"));
    }
}
