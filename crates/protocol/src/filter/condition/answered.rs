//! Whether the last word of the customer has an answer.

use super::{Definition, YES_OR_NO, yes_or_no};

pub(super) const ANSWERED: Definition = Definition {
    word: "answered",
    values: YES_OR_NO,
    any: |subject, is| is(yes_or_no(subject.conversation.answered)),
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn it_has_an_answer_or_it_has_none() {
        let mut sample = sample();
        assert!(ANSWERED.holds(&sample.subject(), "no"));
        sample.conversation.answered = true;
        assert!(ANSWERED.holds(&sample.subject(), "yes"));
        assert!(!ANSWERED.holds(&sample.subject(), "no"));
    }
}
