//! Help by a language model. It only ever makes a draft: what is sent, a person sends.

use serde::{Deserialize, Serialize};

use crate::{ConversationId, MessageId, Problem};

/// Longest draft that help can be asked for with, in characters.
pub const TEXT_CHARS: usize = 10_000;

/// Body of `POST /assist`. The answer is a stream of [`AssistLine`]s, each a JSON object on a line
/// of its own (`application/x-ndjson`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AskAssist {
    pub task: AssistTask,
    pub conversation: ConversationId,
    /// The draft that the task is about; not needed for `suggest`, `summarise` and for translating
    /// a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The message that is to be translated, instead of a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
    /// Into which language, as a tag such as `pt-BR`: to translate, and for a summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// What the model is asked to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AssistTask {
    Friendlier,
    Formal,
    Shorter,
    Longer,
    Spelling,
    Translate,
    /// A reply to what the customer said last.
    Suggest,
    /// What happened so far, for colleagues.
    Summarise,
}

/// One line of the answer. A line that says none of it is skipped.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AssistLine {
    /// What comes next of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The text is whole. An answer that ends without this was cut off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub done: bool,
    /// Why there is no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// The same in a word, beside `problem`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<AssistTrouble>,
}

/// Why an answer ended before it was whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AssistTrouble {
    /// The model said nothing for too long, or took too long.
    Slow,
    /// The model's server broke off.
    Cut,
    /// What it said can't be read.
    Unreadable,
    /// It wrote more than a message can hold; what came is its beginning.
    TooLong,
    #[serde(other)]
    Unknown,
}
