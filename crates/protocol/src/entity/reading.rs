//! Reads the enums of channels by their words: a fraction of the code that derived readers become
//! in a browser.

use serde::Deserialize;

use super::{ChannelKind, ChannelState};
use crate::Timestamp;

#[derive(Deserialize)]
pub struct ChannelStateFields {
    state: String,
    until: Option<Timestamp>,
}

impl From<ChannelStateFields> for ChannelState {
    fn from(fields: ChannelStateFields) -> Self {
        match (fields.state.as_str(), fields.until) {
            ("active", _) => Self::Active,
            ("disabled", _) => Self::Disabled,
            ("token_expired", _) => Self::TokenExpired,
            ("limited", Some(until)) => Self::Limited { until },
            _ => Self::Unknown,
        }
    }
}

impl From<String> for ChannelKind {
    fn from(word: String) -> Self {
        match word.as_str() {
            "live_chat" => Self::LiveChat,
            "whatsapp" => Self::Whatsapp,
            "whatsapp_business_api" => Self::WhatsappBusinessApi,
            "instagram" => Self::Instagram,
            "messenger" => Self::Messenger,
            "telegram" => Self::Telegram,
            "telegram_personal" => Self::TelegramPersonal,
            "line" => Self::Line,
            "wechat" => Self::Wechat,
            "sms" => Self::Sms,
            "apple_messages" => Self::AppleMessages,
            "email" => Self::Email,
            "api" => Self::Api,
            _ => Self::Other(word),
        }
    }
}
