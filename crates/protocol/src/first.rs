//! Writing to somebody who has not written.

use serde::{Deserialize, Serialize};

use crate::command::NewMessage;
use crate::contact::{international_phone, is_email};
use crate::{ChannelId, ChannelKind, Contact, ConversationRecord};

/// What a channel calls people by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AddressKind {
    /// A telephone number in international form.
    Phone,
    /// A nickname, with or without `@`.
    Handle,
    Email,
}

impl AddressKind {
    /// What people are called by on a kind of channel; `None` where nobody can be written to first.
    pub fn of(kind: &ChannelKind) -> Option<Self> {
        match kind {
            ChannelKind::Whatsapp | ChannelKind::WhatsappBusinessApi | ChannelKind::Sms => {
                Some(Self::Phone)
            }
            ChannelKind::Telegram | ChannelKind::TelegramPersonal => Some(Self::Handle),
            ChannelKind::Email => Some(Self::Email),
            _ => None,
        }
    }

    /// An address as it is kept: `+` and digits, `@` and a nickname, an e-mail address in small letters.
    /// `None` when it is none.
    pub fn read(self, text: &str) -> Option<String> {
        let text = text.trim();
        match self {
            Self::Phone => {
                let digits = text.trim_start_matches('+');
                international_phone(&format!("+{digits}"))
            }
            Self::Handle => {
                let name = text.trim_start_matches('@');
                let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
                let is_handle = HANDLE_CHARS.contains(&name.len())
                    && name.bytes().all(is_name)
                    && name.starts_with(|c: char| c.is_ascii_alphabetic());
                is_handle.then(|| format!("@{name}"))
            }
            Self::Email => is_email(text).then(|| text.to_lowercase()),
        }
    }
}

/// How long a nickname is.
const HANDLE_CHARS: std::ops::RangeInclusive<usize> = 5..=32;

/// Body of `POST /conversations/reach`: who is behind an address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reach {
    pub channel: ChannelId,
    pub address: String,
}

/// Answer to [`Reach`].
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reached {
    /// The conversation with them on this channel: a second one is never begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationRecord>,
    /// The contact with this address, where there is no such conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Why they may not be written to, where they have not written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barrier: Option<Barrier>,
}

/// Why somebody may not be written to without having asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Barrier {
    /// They said that they want no such messages.
    OptedOut,
    /// They have blocked us on this channel.
    BlockedUs,
    /// We have blocked them.
    Blocked,
}

/// Body of `POST /conversations`. The id of the message is the idempotency key.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewConversation {
    pub channel: ChannelId,
    pub address: String,
    /// The name of a contact who is not known yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub message: NewMessage,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_in_one_form() {
        let phone = |text| AddressKind::Phone.read(text);
        assert_eq!(phone("5581999992210").as_deref(), Some("+5581999992210"));
        assert_eq!(
            phone("+55 (81) 99999-2210").as_deref(),
            Some("+5581999992210")
        );
        assert_eq!(phone("81 9999"), None);
        assert_eq!(phone("055819999922"), None);
        let handle = |text| AddressKind::Handle.read(text);
        assert_eq!(handle("bia_souza").as_deref(), Some("@bia_souza"));
        assert_eq!(handle(" @Bia_Souza ").as_deref(), Some("@Bia_Souza"));
        for wrong in ["bia", "bia souza", "1bia_souza", "bia-souza", "@"] {
            assert_eq!(handle(wrong), None, "{wrong}");
        }
        let email = |text| AddressKind::Email.read(text);
        assert_eq!(email("Bia@Host.Test").as_deref(), Some("bia@host.test"));
        assert_eq!(email("bia"), None);
    }

    #[test]
    fn nobody_is_written_to_first_in_a_live_chat() {
        assert_eq!(AddressKind::of(&ChannelKind::LiveChat), None);
        let other = ChannelKind::Other("pigeon_post".to_owned());
        assert_eq!(AddressKind::of(&other), None);
        assert_eq!(AddressKind::of(&ChannelKind::Sms), Some(AddressKind::Phone));
    }
}
