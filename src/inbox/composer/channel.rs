//! The channel of one conversation, as far as a message that is being written depends on it.

use recado_protocol::{ChannelId, ChannelKind, ChannelState, ConversationId};

use super::openness::{Block, Openness};
use super::window::Window;
use crate::locale::{Key, channel_closed, t};
use crate::reactive::{Memo, StoredValue, memo};
use crate::session::{Session, Topic};

/// Everything here is live.
#[derive(Clone, Copy)]
pub struct Channel {
    session: Session,
    conversation: StoredValue<ConversationId>,
    /// `None` as long as it is not known.
    pub kind: Memo<Option<ChannelKind>>,
    pub openness: Memo<Openness>,
    /// Whether the platform takes free text now.
    pub window: Memo<Window>,
    /// The channel, when it has lost its connection to the platform.
    pub expired: Memo<Option<ChannelId>>,
    /// For how long a message can be called back here, in milliseconds.
    pub undo_ms: Memo<u32>,
}

impl Channel {
    /// Follows it for as long as the current owner lives.
    pub fn follow(session: Session, conversation: StoredValue<ConversationId>) -> Self {
        Self {
            session,
            conversation,
            kind: memo(move || channel_kind(session, &conversation.get_value())),
            openness: memo(move || {
                let (state, block) = channel_state(session, &conversation.get_value());
                Openness::of(state.as_ref(), block)
            }),
            window: memo(move || Window::of(session, &conversation.get_value())),
            expired: memo(move || expired_channel(session, &conversation.get_value())),
            undo_ms: memo(move || undo_ms(session, &conversation.get_value())),
        }
    }

    /// Whether nothing can be sent to the customer. Reactive.
    pub fn is_closed(self) -> bool {
        self.openness.get() == Openness::Closed || self.window.get() == Window::Closed
    }

    /// Whether messages can't go out, or not now. Reactive.
    pub fn is_troubled(self) -> bool {
        self.openness.get() != Openness::Open || self.window.get() == Window::Closed
    }

    /// Whether this is why nothing gets through. Reactive.
    pub fn is_blocked(self, block: Block) -> bool {
        channel_state(self.session, &self.conversation.get_value()).1 == Some(block)
    }

    /// Whether nobody can write here, for the customer or for the team. Reactive.
    pub fn is_over(self) -> bool {
        self.is_blocked(Block::Erased) || self.is_blocked(Block::Deleted)
    }

    /// Why messages can't go out, or not now. Reactive.
    pub fn why_not_open(self) -> Option<String> {
        let (state, block) = channel_state(self.session, &self.conversation.get_value());
        let closed = channel_closed(
            &state.unwrap_or(ChannelState::Active),
            block.map(Block::reason),
        );
        let is_late = || self.window.get() == Window::Closed;
        closed.or_else(|| is_late().then(|| t(Key::ComposerWindowClosed)))
    }
}

/// The state of the channel, and why else nothing gets through, if it does not. Reactive.
fn channel_state(
    session: Session,
    conversation: &ConversationId,
) -> (Option<ChannelState>, Option<Block>) {
    let topic = Topic::Conversation(conversation.clone());
    let known = session.watch(topic, |store| {
        let conversation = store.conversation(conversation)?;
        let block = if conversation.erased {
            Some(Block::Erased)
        } else if conversation.deleted {
            Some(Block::Deleted)
        } else if conversation.blocked {
            Some(Block::ByUs)
        } else {
            conversation
                .blocked_by_customer
                .then_some(Block::ByCustomer)
        };
        Some((conversation.channel.clone(), block))
    });
    let Some((channel, block)) = known else {
        return (None, None);
    };
    let state = session.watch(Topic::Directory, |store| {
        Some(store.channel(&channel)?.state)
    });
    (state, block)
}

/// The channel, when it has lost its connection to the platform. Reactive.
fn expired_channel(session: Session, id: &ConversationId) -> Option<ChannelId> {
    let topic = Topic::Conversation(id.clone());
    let channel = session.watch(topic, |store| Some(store.conversation(id)?.channel.clone()))?;
    let state = session.watch(Topic::Directory, |store| {
        Some(store.channel(&channel)?.state)
    });
    (state == Some(ChannelState::TokenExpired)).then_some(channel)
}

fn undo_ms(session: Session, conversation: &ConversationId) -> u32 {
    let kind = channel_kind(session, conversation);
    let seconds = kind.and_then(|kind| session.capabilities().limits_of(&kind).undo_seconds);
    seconds.unwrap_or(0).saturating_mul(1_000)
}

/// The kind of the conversation's channel; `None` where that is not known yet. Reactive.
fn channel_kind(session: Session, conversation: &ConversationId) -> Option<ChannelKind> {
    let topic = Topic::Conversation(conversation.clone());
    let channel = session.watch(topic, |store| {
        store
            .conversation(conversation)
            .map(|conversation| conversation.channel.clone())
    })?;
    session.watch(Topic::Directory, |store| {
        Some(store.channel(&channel)?.kind.clone())
    })
}
