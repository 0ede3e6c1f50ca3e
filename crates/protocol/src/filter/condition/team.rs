//! The team that a conversation belongs to, or none.

use super::{Definition, belongs};

pub(super) const TEAM: Definition = Definition {
    word: "team",
    values: &[],
    holds: |subject, value| {
        belongs(
            subject
                .conversation
                .team
                .as_ref()
                .map(crate::TeamId::as_str),
            value,
        )
    },
};

#[cfg(test)]
mod tests {
    use super::super::super::subject::sample;
    use super::*;

    #[test]
    fn it_belongs_to_one_team_or_to_none() {
        let mut sample = sample();
        let holds = TEAM.holds;
        assert!(holds(&sample.subject(), "none"));
        sample.conversation.team = Some("sales".into());
        assert!(holds(&sample.subject(), "sales"));
        assert!(!holds(&sample.subject(), "support"));
    }
}
