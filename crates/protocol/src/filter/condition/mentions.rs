//! Whether a note has mentioned the agent who looks, and they have not seen it.

use super::Definition;

pub(super) const MENTIONS: Definition = Definition {
    word: "mentions",
    values: &["me"],
    holds: |subject, value| {
        value == "me"
            && subject
                .conversation
                .mentions
                .iter()
                .any(|agent| agent == subject.me.as_str())
    },
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn a_mention_is_for_who_is_named() {
        let mut sample = sample();
        let holds = MENTIONS.holds;
        sample.conversation.mentions = vec!["rafael".into()];
        assert!(!holds(&sample.subject(), "me"));
        sample.conversation.mentions.push("me".into());
        assert!(holds(&sample.subject(), "me"));
        assert!(!holds(&sample.subject(), "rafael"));
    }
}
