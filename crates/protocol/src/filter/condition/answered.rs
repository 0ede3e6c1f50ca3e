//! Whether the last word of the customer has an answer.

use super::{Definition, YES_OR_NO, is};

pub(super) const ANSWERED: Definition = Definition {
    word: "answered",
    values: YES_OR_NO,
    holds: |subject, value| is(subject.conversation.answered, value),
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn it_has_an_answer_or_it_has_none() {
        let mut sample = sample();
        let holds = ANSWERED.holds;
        assert!(holds(&sample.subject(), "no"));
        sample.conversation.answered = true;
        assert!(holds(&sample.subject(), "yes"));
        assert!(!holds(&sample.subject(), "no"));
    }
}
