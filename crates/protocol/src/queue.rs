//! Filters that an agent keeps under a name.

use serde::{Deserialize, Serialize};

use crate::QueueId;

/// Body and answer of `/queues`: all queues of the agent, in their order.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Queues {
    pub items: Vec<Queue>,
}

/// A filter under a name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Queue {
    /// Made by whoever made the queue.
    pub id: QueueId,
    pub name: String,
    /// As a query says it: `view=pending&label=vip&sort=waiting`. See `GET /conversations`.
    pub filter: String,
}

impl Queue {
    /// Longest name, in characters.
    pub const NAME_CHARS: usize = 60;
    /// How many queues an agent can have.
    pub const MOST: usize = 50;
}
