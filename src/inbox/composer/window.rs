//! Some platforms take free text for a while after the customer's last message, and then approved
//! templates only.

use recado_protocol::{ChannelLimits, ConversationId, Timestamp};

use crate::browser::clock;
use crate::session::{Session, Topic};

/// Whether free text is taken now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Window {
    /// The channel has no such rule.
    Always,
    /// Until then.
    Until(Timestamp),
    /// Templates only.
    Closed,
}

impl Window {
    /// Of a conversation. Reactive.
    pub fn of(session: Session, conversation: &ConversationId) -> Self {
        let topic = Topic::Conversation(conversation.clone());
        let known = session.watch(topic, |store| {
            let known = store.conversation(conversation)?;
            Some((known.channel.clone(), known.customer_wrote_at))
        });
        let Some((channel, wrote_at)) = known else {
            return Self::Always;
        };
        let limits = session
            .watch(Topic::Directory, |store| {
                Some(store.channel(&channel)?.kind.clone())
            })
            .map(|kind| session.capabilities().limits_of(&kind));
        let limits = limits.unwrap_or_default();
        // Where there is no such rule, the clock is not looked at.
        if limits.answer_within.is_none() {
            return Self::Always;
        }
        Self::at(&limits, wrote_at, clock::minute().get())
    }

    /// When it closes, where that is known.
    pub fn end(self) -> Option<Timestamp> {
        match self {
            Self::Until(end) => Some(end),
            Self::Always | Self::Closed => None,
        }
    }

    fn at(limits: &ChannelLimits, wrote_at: Option<Timestamp>, now: Timestamp) -> Self {
        let Some(seconds) = limits.answer_within else {
            return Self::Always;
        };
        let until = wrote_at.map(|at| at.plus_millis(i64::from(seconds) * 1_000));
        match until {
            Some(until) if now < until => Self::Until(until),
            _ => Self::Closed,
        }
    }
}

/// Whether the conversation's channel takes templates. Reactive.
pub fn takes_templates(session: Session, conversation: &ConversationId) -> bool {
    let topic = Topic::Conversation(conversation.clone());
    let channel = session.watch(topic, |store| {
        Some(store.conversation(conversation)?.channel.clone())
    });
    let kind = channel.and_then(|channel| {
        session.watch(Topic::Directory, |store| {
            Some(store.channel(&channel)?.kind.clone())
        })
    });
    kind.is_some_and(|kind| session.capabilities().limits_of(&kind).templates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_counts_from_the_customers_last_message() {
        let limits = ChannelLimits {
            answer_within: Some(60),
            ..ChannelLimits::default()
        };
        let at = Timestamp::from_millis;
        let wrote = Some(at(0));
        assert_eq!(
            Window::at(&limits, wrote, at(59_999)),
            Window::Until(at(60_000))
        );
        assert_eq!(Window::at(&limits, wrote, at(60_000)), Window::Closed);
        assert_eq!(Window::at(&limits, None, at(0)), Window::Closed);
        let free = ChannelLimits::default();
        assert_eq!(Window::at(&free, None, at(0)), Window::Always);
    }
}
