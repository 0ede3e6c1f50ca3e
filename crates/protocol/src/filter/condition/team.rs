//! The team that a conversation belongs to, or none.

use super::{Definition, NONE};

pub(super) const TEAM: Definition = Definition {
    word: "team",
    values: &[],
    any: |subject, is| {
        let team = subject.conversation.team.as_ref();
        is(team.map_or(NONE, crate::TeamId::as_str))
    },
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn it_belongs_to_one_team_or_to_none() {
        let mut sample = sample();
        assert!(TEAM.holds(&sample.subject(), "none"));
        sample.conversation.team = Some("sales".into());
        assert!(TEAM.holds(&sample.subject(), "sales"));
        assert!(!TEAM.holds(&sample.subject(), "support"));
    }
}
