//! Whether messages can pass through a channel changes.

use recado_protocol::event::event_type;
use recado_protocol::{Channel, ChannelId, ChannelState, Timestamp};

use super::publish_to_agents;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{outgoing, people};

/// Sets the state of a channel and tells the team. What waits for a channel that is active again
/// goes on at once.
///
/// # Errors
/// `NotFound`, or `InvalidField` for a state that this backend does not know.
pub fn write(change: &mut Change<'_>, id: &ChannelId, state: ChannelState) -> Outcome<Channel> {
    let mut channel =
        people::channel(change.sql, id)?.ok_or_else(|| Refusal::not_found("channel"))?;
    let state = match state {
        ChannelState::Unknown => {
            return Err(Refusal::field(
                "state",
                "The state must be active, disabled, token_expired or limited with a time.",
            ));
        }
        ChannelState::Limited { until } if until <= change.now => ChannelState::Active,
        state => state,
    };
    if channel.state != state {
        channel.state = state;
        people::set_channel_state(change.sql, id, state)?;
        let data = serde_json::to_string(&channel)?;
        publish_to_agents(change, event_type::CHANNEL_UPDATED, &data)?;
        if state == ChannelState::Active {
            outgoing::hurry(change.sql, id, change.now)?;
        }
        change.wake_dispatcher();
    }
    Ok(channel)
}

/// Ends the limits whose time is over.
pub fn end_limits(change: &mut Change<'_>) -> Outcome<()> {
    for channel in people::channels(change.sql)? {
        if is_over(channel.state, change.now) {
            write(change, &channel.id, ChannelState::Active)?;
        }
    }
    Ok(())
}

/// Whether it is a limit that is over.
pub fn is_over(state: ChannelState, now: Timestamp) -> bool {
    matches!(state, ChannelState::Limited { until } if until <= now)
}
