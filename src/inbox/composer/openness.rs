//! Whether a message can go out to the customer.

use recado_protocol::ChannelState;

/// What the channel says to a message of ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Openness {
    Open,
    /// It takes messages, but they wait until the platform lets them pass.
    Delayed,
    /// It takes none.
    Closed,
}

impl Openness {
    /// Judges by the state of the conversation's channel, `None` where that is not known yet, and by whether one side
    /// has blocked the other.
    pub fn of(channel: Option<&ChannelState>, is_blocked: bool) -> Self {
        if is_blocked {
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
    use crate::locale::{Key, channel_closed};

    #[test]
    fn there_is_a_reason_for_everything_that_is_not_open() {
        let until = Timestamp::from_millis(0);
        for (state, blocked, openness) in [
            (ChannelState::Active, false, Openness::Open),
            (ChannelState::Active, true, Openness::Closed),
            (ChannelState::Disabled, false, Openness::Closed),
            (ChannelState::TokenExpired, false, Openness::Closed),
            (ChannelState::Limited { until }, false, Openness::Delayed),
            (ChannelState::Limited { until }, true, Openness::Closed),
            (ChannelState::Unknown, false, Openness::Closed),
        ] {
            assert_eq!(Openness::of(Some(&state), blocked), openness, "{state:?}");
            let reason = channel_closed(&state, blocked.then_some(Key::ClosedBlocked));
            assert_eq!(reason.is_none(), openness == Openness::Open, "{state:?}");
        }
    }

    #[test]
    fn a_channel_that_is_not_known_yet_closes_nothing() {
        assert_eq!(Openness::of(None, false), Openness::Open);
    }
}
