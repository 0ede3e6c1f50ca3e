//! Messages that go out later. The backend keeps them, and sends them in time.

use serde::{Deserialize, Serialize};

use crate::{Author, Content, Fields, MessageId, Timestamp};

/// A message that goes to the customer later. Those of a conversation stand in its record.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Scheduled {
    pub id: MessageId,
    pub author: Author,
    pub content: Content,
    pub send_at: Timestamp,
}

/// Body of `PUT /conversations/{id}/scheduled/{message}`: another time; one that is over means now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewTime {
    pub send_at: Timestamp,
}

/// When a message is to go out, if what its sender says besides names a time: see [`crate::More`].
pub fn send_at(more: Option<&Fields>) -> Option<Timestamp> {
    #[derive(Deserialize)]
    struct Later {
        send_at: Timestamp,
    }
    more?.read().map(|Later { send_at }| send_at)
}
