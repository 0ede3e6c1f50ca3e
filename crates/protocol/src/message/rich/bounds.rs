//! How much of a structured message a channel carries.

use serde::{Deserialize, Serialize};

/// The bounds of one kind of message on one kind of channel; lengths are in Unicode scalar values.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Bounds {
    /// Longest text that stands with it.
    pub text: u32,
    /// Most sections, cards or questions.
    pub parts: u32,
    /// Longest title of one of them.
    pub heading: u32,
    /// Most choices: of the whole message, of one card, of one question.
    pub choices: u32,
    /// Longest title of a choice, and of the button that opens a list.
    pub title: u32,
    /// Longest description of a choice, and text of a card.
    pub description: u32,
}
