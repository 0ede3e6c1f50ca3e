//! In what order a list shows its conversations.

use crate::{Conversation, ConversationStatus};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Sort {
    /// Where something happened last.
    #[default]
    Activity,
    /// Whose customer has waited longest; after them those who do not wait, by activity.
    Waiting,
    /// The most urgent, and among equals where something happened last.
    Priority,
    /// The newest conversations.
    Created,
}

impl Sort {
    pub const EVERY: [Self; 4] = [Self::Activity, Self::Waiting, Self::Priority, Self::Created];

    /// Above every time. Who waits stands above it less the time since when.
    pub const WAITS: i64 = 1 << 60;
    /// Between two priorities: more than any time.
    pub const STEP: i64 = 1 << 50;

    /// The word in URLs and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Waiting => "waiting",
            Self::Priority => "priority",
            Self::Created => "created",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|sort| sort.word() == word)
    }

    /// The greatest stands first; of equal ones that with the greatest id.
    pub fn key(self, conversation: &Conversation) -> i64 {
        let activity = conversation.last_activity_at.millis();
        match self {
            Self::Activity => activity,
            Self::Waiting => conversation
                .waiting_since
                .filter(|_| conversation.status != ConversationStatus::Resolved)
                .map_or(activity, |since| Self::WAITS - since.millis()),
            Self::Priority => {
                let rank = conversation
                    .priority
                    .map_or(0, |priority| priority as i64 + 1);
                rank * Self::STEP + activity
            }
            Self::Created => conversation.created_at.millis(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::subject::sample;
    use super::*;
    use crate::{Priority, Timestamp};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_790_000_000_000 + seconds * 1_000)
    }

    #[test]
    fn who_waits_longest_stands_first_and_who_does_not_wait_after_them() {
        let mut one = sample().conversation;
        one.last_activity_at = at(9);
        let mut two = one.clone();
        one.waiting_since = Some(at(1));
        two.waiting_since = Some(at(2));
        let key = |it: &Conversation| Sort::Waiting.key(it);
        assert!(key(&one) > key(&two));
        let mut idle = two.clone();
        idle.waiting_since = None;
        assert!(key(&two) > key(&idle));
        // Nobody waits for what is done.
        two.status = ConversationStatus::Resolved;
        assert_eq!(key(&two), key(&idle));
    }

    #[test]
    fn the_most_urgent_stands_first_and_then_the_newest_activity() {
        let mut one = sample().conversation;
        one.last_activity_at = at(1);
        let mut two = one.clone();
        two.last_activity_at = at(2);
        let key = |it: &Conversation| Sort::Priority.key(it);
        assert!(key(&two) > key(&one));
        one.priority = Some(Priority::Low);
        assert!(key(&one) > key(&two));
        two.priority = Some(Priority::Urgent);
        assert!(key(&two) > key(&one));
        assert!(Sort::Activity.key(&two) > Sort::Activity.key(&one));
        one.created_at = at(3);
        assert!(Sort::Created.key(&one) > Sort::Created.key(&two));
    }
}
