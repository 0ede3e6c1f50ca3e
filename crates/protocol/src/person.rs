//! What is known of the person behind a conversation beyond it: all conversations, all files, and what is blocked.

use serde::{Deserialize, Serialize};

use crate::message::rich::Attachment;
use crate::{ConversationId, ConversationRecord, Feature, MessageId, Timestamp};

/// `PUT /conversations/{id}/notifications_blocked`, `true` or `false`: whether the contact gets no messages but answers.
pub const NOTIFICATIONS_BLOCKED: &str = "notifications_blocked";
/// `PUT /conversations/{id}/customer_blocked`, `true` or `false`: whether what the contact writes is not taken in.
pub const CUSTOMER_BLOCKED: &str = "customer_blocked";

/// Answer to `GET /conversations/{id}/blocks`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Blocks {
    pub notifications: bool,
    pub customer: bool,
}

/// Answer to `GET /conversations/{id}/siblings`: every conversation with the same person, itself among them, the newest
/// activity first.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Siblings {
    pub items: Vec<ConversationRecord>,
}

impl Siblings {
    /// So many are given at the most.
    pub const MOST: u32 = 500;
}

/// Which files of a person are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileSort {
    Pictures,
    Films,
    Sounds,
    /// All others.
    Files,
}

impl FileSort {
    pub const EVERY: [Self; 4] = [Self::Pictures, Self::Films, Self::Sounds, Self::Files];

    /// The word in URLs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pictures => "pictures",
            Self::Films => "films",
            Self::Sounds => "sounds",
            Self::Files => "files",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|sort| sort.word() == word)
    }
}

/// A file that was exchanged, and where it stands.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Exchanged {
    pub attachment: Attachment,
    pub conversation: ConversationId,
    pub message: MessageId,
    pub at: Timestamp,
    /// Whether the customer sent it.
    #[serde(default)]
    pub from_customer: bool,
}

/// Answer to `GET /conversations/{id}/files?sort=…&cursor=…`: the files of every conversation with the same person, the
/// newest first.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ExchangedPage {
    pub items: Vec<Exchanged>,
    /// What asks for those after these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl ExchangedPage {
    /// So many are on a page.
    pub const SIZE: u32 = 40;
}

impl Feature {
    /// All conversations and files of a person: [`Siblings`], [`ExchangedPage`].
    pub const PERSON: Self = Self::known("person");
    /// Blocking notifications to a contact, and the contact: [`Blocks`].
    pub const BLOCK: Self = Self::known("block");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_survives_its_word() {
        for sort in FileSort::EVERY {
            assert_eq!(FileSort::from_word(sort.word()), Some(sort));
        }
        assert_eq!(FileSort::from_word("songs"), None);
    }
}
