//! What a backend can do. A view offers nothing that is not stated here.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ChannelKind;

/// Body of `GET /capabilities`, which needs no sign-in.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Capabilities {
    /// See [`crate::PROTOCOL_VERSION`].
    pub protocol: u32,
    pub features: BTreeSet<Feature>,
    /// Limits per channel kind, by its word. A kind without an entry has no stated limits.
    #[serde(default)]
    pub limits: BTreeMap<String, ChannelLimits>,
    /// Ways to sign in: `password`, or others to come.
    pub sign_in: Vec<String>,
}

impl Capabilities {
    pub fn can(&self, feature: &Feature) -> bool {
        self.features.contains(feature)
    }

    pub fn limits_of(&self, kind: &ChannelKind) -> ChannelLimits {
        let word =
            recado_json::to_string(kind).and_then(|word| recado_json::from_str::<String>(&word));
        word.ok()
            .and_then(|word| self.limits.get(&word).cloned())
            .unwrap_or_default()
    }
}

/// A group of features that a backend may or may not have.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", from = "String")]
pub enum Feature {
    /// Internal notes.
    Notes,
    /// Assigning conversations to agents.
    Assign,
    /// Delivery receipts beyond `sent`.
    Receipts,
    /// Typing notices, both ways.
    Typing,
    /// The visitor API that the live-chat widget speaks.
    Visitor,
    /// Finding people and messages: `GET /search`.
    Search,
    /// Files in messages, both ways: `/uploads` and `/files/urls`.
    Attachments,
    #[serde(untagged)]
    Other(String),
}

impl From<String> for Feature {
    fn from(word: String) -> Self {
        match word.as_str() {
            "notes" => Self::Notes,
            "assign" => Self::Assign,
            "receipts" => Self::Receipts,
            "typing" => Self::Typing,
            "visitor" => Self::Visitor,
            "search" => Self::Search,
            "attachments" => Self::Attachments,
            _ => Self::Other(word),
        }
    }
}

/// What one kind of channel can carry.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChannelLimits {
    /// Longest text in Unicode scalar values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_length: Option<u32>,
    /// Largest file in bytes by media type; a key is a type, a family such as `image/*`, or `*/*`,
    /// and the nearest one counts (see [`crate::attachment::limit_for`]). A type that no key fits is
    /// not taken, and an empty map takes no file at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<BTreeMap<String, u64>>,
    /// Most files in one message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment_count: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_is_read_as_it_is_written() {
        for feature in [
            Feature::Notes,
            Feature::Assign,
            Feature::Receipts,
            Feature::Typing,
            Feature::Visitor,
            Feature::Search,
            Feature::Attachments,
            Feature::Other("telepathy".to_owned()),
        ] {
            let wire = serde_json::to_string(&feature).unwrap();
            assert_eq!(serde_json::from_str::<Feature>(&wire).unwrap(), feature);
        }
    }
}
