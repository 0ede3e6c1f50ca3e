//! Whether a message can go out to the customer.

use recado_protocol::ChannelState;

use crate::locale::Key;

/// What the channel says to a message of ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Openness {
    Open,
    /// It takes messages, but they wait until the platform lets them pass.
    Delayed,
    /// It takes none.
    Closed,
}

/// Why nothing gets through from one side to the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Block {
    ByUs,
    ByCustomer,
    /// Nobody knows any more who they are.
    Erased,
    /// The conversation was deleted.
    Deleted,
}

impl Block {
    /// The same as a text.
    pub fn reason(self) -> Key {
        match self {
            Self::ByUs => Key::ClosedByUs,
            Self::ByCustomer => Key::ClosedBlocked,
            Self::Erased => Key::ClosedErased,
            Self::Deleted => Key::ClosedDeleted,
        }
    }
}

impl Openness {
    /// Judges by the state of the conversation's channel, `None` where that is not known yet.
    pub fn of(channel: Option<&ChannelState>, block: Option<Block>) -> Self {
        if block.is_some() {
            return Self::Closed;
        }
        match channel {
            None | Some(ChannelState::Active) => Self::Open,
            Some(ChannelState::Limited { .. }) => Self::Delayed,
            Some(ChannelState::Disabled | ChannelState::TokenExpired | ChannelState::Unknown) => {
                Self::Closed
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use recado_protocol::Timestamp;

    use super::*;
    use crate::locale::channel_closed;

    #[test]
    fn there_is_a_reason_for_everything_that_is_not_open() {
        let until = Timestamp::from_millis(0);
        let (ours, theirs) = (Some(Block::ByUs), Some(Block::ByCustomer));
        for (state, block, openness) in [
            (ChannelState::Active, None, Openness::Open),
            (ChannelState::Active, ours, Openness::Closed),
            (ChannelState::Active, Some(Block::Erased), Openness::Closed),
            (ChannelState::Active, Some(Block::Deleted), Openness::Closed),
            (ChannelState::Disabled, None, Openness::Closed),
            (ChannelState::TokenExpired, None, Openness::Closed),
            (ChannelState::Limited { until }, None, Openness::Delayed),
            (ChannelState::Limited { until }, theirs, Openness::Closed),
            (ChannelState::Unknown, None, Openness::Closed),
        ] {
            assert_eq!(Openness::of(Some(&state), block), openness, "{state:?}");
            let reason = channel_closed(&state, block.map(Block::reason));
            assert_eq!(reason.is_none(), openness == Openness::Open, "{state:?}");
        }
    }

    #[test]
    fn a_channel_that_is_not_known_yet_closes_nothing() {
        assert_eq!(Openness::of(None, None), Openness::Open);
    }
}
