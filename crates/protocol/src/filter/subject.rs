//! What a filter looks at.

use crate::{AgentId, ChannelKind, CompanyId, Conversation};

/// A conversation, and what is known besides of whom and where it is with.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub conversation: &'a Conversation,
    /// The company of its contact.
    pub company: Option<&'a CompanyId>,
    /// The kind of its channel.
    pub kind: Option<&'a ChannelKind>,
    /// Who looks.
    pub me: &'a AgentId,
}

#[cfg(test)]
pub use samples::sample;

#[cfg(test)]
mod samples {
    use super::Subject;
    use crate::{AgentId, ChannelKind, CompanyId, Conversation, ConversationStatus, Timestamp};

    /// What a subject looks at, for tests to change.
    pub struct Sample {
        pub conversation: Conversation,
        pub company: Option<CompanyId>,
        pub kind: Option<ChannelKind>,
        pub me: AgentId,
    }

    impl Sample {
        pub fn subject(&self) -> Subject<'_> {
            Subject {
                conversation: &self.conversation,
                company: self.company.as_ref(),
                kind: self.kind.as_ref(),
                me: &self.me,
            }
        }
    }

    /// An open conversation of which nothing is said.
    pub fn sample() -> Sample {
        Sample {
            conversation: Conversation {
                id: "c".into(),
                channel: "web".into(),
                contact: "p".into(),
                status: ConversationStatus::Open,
                snoozed_until: None,
                archived: false,
                answered: false,
                priority: None,
                assignee: None,
                team: None,
                labels: Vec::new(),
                mentions: Vec::new(),
                waiting_since: None,
                customer_wrote_at: None,
                created_at: Timestamp::from_millis(1_000),
                last_activity_at: Timestamp::from_millis(2_000),
                last_message: None,
                last_position: 0,
                read_position: 0,
                unread_count: 0,
                resolution: None,
                blocked_by_customer: false,
                blocked: false,
                erased: false,
                deleted: false,
                scheduled: None,
                pinned: None,
                revision: 1,
            },
            company: None,
            kind: None,
            me: "me".into(),
        }
    }
}
