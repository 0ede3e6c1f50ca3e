//! What a filter may show, told without looking at the conversation.

use super::{Condition, Filter, Subject};
use crate::{AgentId, Conversation};

/// What a conversation is, in one word of memory: some bits for each condition that it decides by itself. Values that are
/// known beforehand have one each; ids and labels share those of their condition. So a glance says of what a filter doesn't
/// show, and only of that, that it is sure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Glance(u64);

/// So many bits the ids or labels of one condition share.
const SHARED: usize = 12;
/// Where the bits of each condition begin, and where the last ones end.
const BEGINNINGS: [usize; Condition::EVERY.len() + 1] = beginnings();
const _: () = assert!(BEGINNINGS[Condition::EVERY.len()] <= u64::BITS as usize);

impl Glance {
    pub fn of(conversation: &Conversation, me: &AgentId) -> Self {
        let subject = Subject {
            conversation,
            company: None,
            kind: None,
            me,
        };
        let mut bits = 0;
        for condition in Condition::EVERY {
            if condition.is_of_conversation() {
                condition.each_value(&subject, |value| bits |= bit(condition, value));
            }
        }
        Self(bits)
    }
}

/// What has to be seen at a glance before a filter may show a conversation: one bit of each.
pub struct Sought(Vec<u64>);

impl Sought {
    pub fn by(filter: &Filter) -> Self {
        let terms = filter.terms();
        let of_one = terms.chunk_by(|one, next| one.condition == next.condition);
        let mut sought: Vec<u64> = of_one
            .filter(|terms| terms[0].condition.is_of_conversation())
            .map(|terms| {
                terms
                    .iter()
                    .fold(0, |bits, term| bits | bit(term.condition, &term.value))
            })
            .collect();
        if !filter.has(Condition::Archived) {
            sought.push(bit(Condition::Archived, "no"));
        }
        Self(sought)
    }

    /// Whether the filter may show it. What it shows always may be.
    pub fn may_be(&self, glance: Glance) -> bool {
        self.0.iter().all(|any| glance.0 & any != 0)
    }
}

fn bit(condition: Condition, value: &str) -> u64 {
    let known = condition.values();
    let at = if known.is_empty() {
        let mixed = value.bytes().fold(0_usize, |mixed, byte| {
            mixed.wrapping_mul(31).wrapping_add(byte.into())
        });
        mixed % SHARED
    } else {
        // What is none of them, no filter asks for.
        known.iter().position(|it| *it == value).unwrap_or(0)
    };
    1 << (BEGINNINGS[condition as usize] + at)
}

const fn beginnings() -> [usize; Condition::EVERY.len() + 1] {
    let mut all = [0; Condition::EVERY.len() + 1];
    let mut at = 0;
    while at < Condition::EVERY.len() {
        let condition = Condition::EVERY[at];
        let width = match condition.values().len() {
            _ if !condition.is_of_conversation() => 0,
            0 => SHARED,
            known => known,
        };
        all[at + 1] = all[at] + width;
        at += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::subject::sample;
    use super::*;
    use crate::BaseView;

    #[test]
    fn what_a_filter_shows_is_never_passed_over_and_most_of_the_rest_is() {
        let values = [
            "vip", "late", "bug", "none", "rafael", "support", "yes", "no", "high", "open", "me",
            "web",
        ];
        let (mut passed, mut shown, mut looked) = (0, 0, 0);
        for turn in 0..values.len() {
            let mut sample = sample();
            let it = &mut sample.conversation;
            it.labels = vec![values[turn].into(), values[(turn + 5) % 12].into()];
            it.answered = turn % 2 == 0;
            it.archived = turn % 5 == 0;
            it.assignee = (turn % 3 == 0).then(|| "rafael".into());
            it.team = (turn % 4 == 0).then(|| "support".into());
            it.mentions = vec!["me".into(); turn % 2];
            let glance = Glance::of(&sample.conversation, &sample.me);
            for condition in Condition::EVERY {
                for value in values.into_iter().filter(|value| condition.allows(value)) {
                    for more in [Condition::Label, Condition::Answered] {
                        let filter = Filter::of(BaseView::All).with(condition, value).with(
                            more,
                            if more == Condition::Label {
                                "bug"
                            } else {
                                "no"
                            },
                        );
                        let (is_shown, may_be) = (
                            filter.matches(&sample.subject()),
                            Sought::by(&filter).may_be(glance),
                        );
                        assert!(
                            may_be || !is_shown,
                            "{filter:?} shows {sample_it:?}",
                            sample_it = sample.conversation
                        );
                        shown += usize::from(is_shown);
                        looked += usize::from(may_be && !is_shown);
                        passed += usize::from(!may_be);
                    }
                }
            }
        }
        assert!(shown > 0, "some are shown");
        assert!(
            passed > 2 * looked,
            "{passed} of what is not shown were passed over, {looked} were not"
        );
    }
}
