//! Whether a conversation was put into the archive.

use super::{Definition, YES_OR_NO, yes_or_no};

pub(super) const ARCHIVED: Definition = Definition {
    word: "archived",
    values: YES_OR_NO,
    any: |subject, is| is(yes_or_no(subject.conversation.archived)),
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn who_asks_for_the_archive_gets_it_and_all_others_do_not() {
        let mut sample = sample();
        assert!(ARCHIVED.holds(&sample.subject(), "no"));
        sample.conversation.archived = true;
        assert!(ARCHIVED.holds(&sample.subject(), "yes"));
        let all = crate::Filter::of(crate::BaseView::All);
        assert!(!all.matches(&sample.subject()));
        let archive = all.clone().with(crate::Condition::Archived, "yes");
        assert!(archive.matches(&sample.subject()));
        let both = archive.with(crate::Condition::Archived, "no");
        assert!(both.matches(&sample.subject()));
        sample.conversation.archived = false;
        assert!(both.matches(&sample.subject()));
        assert!(all.matches(&sample.subject()));
    }
}
