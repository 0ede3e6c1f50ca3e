//! Whether a note has mentioned the agent who looks, and they have not seen it.

use super::Definition;

pub(super) const MENTIONS: Definition = Definition {
    word: "mentions",
    values: &["me"],
    any: |subject, is| {
        let mut mentioned = subject.conversation.mentions.iter();
        mentioned.any(|agent| agent == subject.me.as_str()) && is("me")
    },
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn a_mention_is_for_who_is_named() {
        let mut sample = sample();
        sample.conversation.mentions = vec!["rafael".into()];
        assert!(!MENTIONS.holds(&sample.subject(), "me"));
        sample.conversation.mentions.push("me".into());
        assert!(MENTIONS.holds(&sample.subject(), "me"));
        assert!(!MENTIONS.holds(&sample.subject(), "rafael"));
    }
}
