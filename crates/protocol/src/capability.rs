//! What a backend can do. A view offers nothing that is not stated here.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{ChannelKind, Fields, Message, Timestamp};

/// Body of `GET /capabilities`, which needs no sign-in.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Capabilities {
    /// See [`crate::PROTOCOL_VERSION`].
    pub protocol: u32,
    pub features: BTreeSet<Feature>,
    /// Limits per channel kind, by its word. A kind without an entry has no stated limits.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = BTreeMap<String, ChannelLimits>))]
    pub limits: BTreeMap<String, Fields>,
    /// Ways to sign in: `password`, or others to come.
    pub sign_in: Vec<String>,
}

impl Capabilities {
    pub fn can(&self, feature: &Feature) -> bool {
        self.features.contains(feature)
    }

    /// None for a kind that states none, or some that can't be read.
    pub fn limits_of(&self, kind: &ChannelKind) -> ChannelLimits {
        let limits = self.limits.get(kind.word());
        limits.and_then(Fields::read).unwrap_or_default()
    }
}

/// A group of features that a backend may or may not have: an open word.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(value_type = String))]
#[serde(transparent)]
pub struct Feature(Cow<'static, str>);

impl Feature {
    /// Internal notes.
    pub const NOTES: Self = Self::known("notes");
    /// Assigning conversations to agents.
    pub const ASSIGN: Self = Self::known("assign");
    /// Delivery receipts beyond `sent`.
    pub const RECEIPTS: Self = Self::known("receipts");
    /// Typing notices, both ways.
    pub const TYPING: Self = Self::known("typing");
    /// The visitor API that the live-chat widget speaks.
    pub const VISITOR: Self = Self::known("visitor");
    /// Finding people and messages: `GET /search`.
    pub const SEARCH: Self = Self::known("search");
    /// Changing what is known of a contact.
    pub const CONTACTS: Self = Self::known("contacts");
    /// Changing the text of a sent message, where the channel can.
    pub const EDIT: Self = Self::known("edit");
    /// Taking a message back, where the channel can.
    pub const DELETE: Self = Self::known("delete");
    /// Reactions to messages.
    pub const REACT: Self = Self::known("react");
    /// Pinning messages.
    pub const PIN: Self = Self::known("pin");
    /// Sending a message on to other conversations.
    pub const FORWARD: Self = Self::known("forward");
    /// Sending at a later time.
    pub const SCHEDULE: Self = Self::known("schedule");
    /// Files: uploads by tus 1.0, signed downloads.
    pub const UPLOADS: Self = Self::known("uploads");
    /// Prepared texts.
    pub const CANNED_REPLIES: Self = Self::known("canned_replies");
    /// Knowledge-base articles.
    pub const ARTICLES: Self = Self::known("articles");
    /// Approved templates.
    pub const TEMPLATES: Self = Self::known("templates");
    /// Several actions in one step.
    pub const MACROS: Self = Self::known("macros");
    /// Help by a language model: `POST /assist`.
    pub const ASSIST: Self = Self::known("assist");
    /// Who else looks at a conversation.
    pub const VIEWING: Self = Self::known("viewing");
    /// Notes that mention somebody say so in the conversation's record.
    pub const MENTIONS: Self = Self::known("mentions");
    /// Filters that an agent keeps under a name: `/queues`.
    pub const QUEUES: Self = Self::known("queues");
    /// E-mail with subject, copies and HTML.
    pub const EMAIL: Self = Self::known("email");

    pub(crate) const fn known(word: &'static str) -> Self {
        Self(Cow::Borrowed(word))
    }
}

/// What one kind of channel can carry.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChannelLimits {
    /// Longest text in Unicode scalar values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_length: Option<u32>,
    /// For how many seconds a message can be called back after Send; a client holds it so long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo_seconds: Option<u32>,
    /// How long after the customer's last message free text is taken, in seconds; after that only
    /// templates are. Absent where there is no such rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_within: Option<u32>,
    /// Whether approved templates can be sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub templates: bool,
    /// The kinds of messages that it carries besides texts: `buttons`, `form`...
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// How much of each of these kinds it carries, by its word; a kind without an entry has no stated
    /// bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<BTreeMap<String, crate::message::rich::Bounds>>))]
    pub bounds: Option<Fields>,
    /// Largest file in bytes by media type; a key is a type, a family such as `image/*`, or `*/*`,
    /// and the nearest one counts (see [`crate::attachment::limit_for`]). A type that no key fits is
    /// not taken, and an empty map takes no file at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<BTreeMap<String, u64>>,
    /// Most files in one message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment_count: Option<u32>,
    /// Whether the text of a message can be changed after it was sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edit: bool,
    /// Whether a message can be taken back after it was sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delete: bool,
    /// Whether people can react to a message with an emoji.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub react: bool,
    /// How long after a message was sent its text can be changed, and it can be taken back; absent
    /// where there is no such rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<ChangesWithin>))]
    pub within: Option<Fields>,
}

/// For how long platforms let a message be changed, in seconds; absent where there is no such rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ChangesWithin {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete: Option<u32>,
}

impl ChangesWithin {
    /// Whether what has to be done `within` so many seconds can still be done to a message.
    pub fn is_in_time(within: Option<u32>, message: &Message, now: Timestamp) -> bool {
        let sent_at = message.read_more().sent_at().unwrap_or(message.at);
        within.is_none_or(|seconds| now < sent_at.plus_millis(i64::from(seconds) * 1_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_is_a_word_and_any_word_is_a_feature() {
        assert_eq!(serde_json::to_string(&Feature::NOTES).unwrap(), "\"notes\"");
        assert_eq!(
            serde_json::from_str::<Feature>("\"notes\"").unwrap(),
            Feature::NOTES
        );
        assert!(serde_json::from_str::<Feature>("\"telepathy\"").is_ok());
    }
}
