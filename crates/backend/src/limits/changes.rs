//! What can still become of a message once it was sent, by channel kind.
//!
//! WhatsApp lets a text be changed for 15 minutes, and a message be deleted for everybody for two days and twelve
//! hours (its help centre, "How to edit messages" and "How to delete messages"); its Business API sends reactions, and
//! neither changes nor deletes. Telegram lets a text be changed for 48 hours, and a bot delete what it sent in the
//! last 48 (Bot API, `deleteMessage`); people delete in their private chats for as long as they like. Instagram's API
//! sends reactions. No other platform carries any of it.

use recado_protocol::ChannelKind;
use recado_protocol::capability::ChangesWithin;

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;

/// What a platform carries, and for how long.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    pub edit: bool,
    pub delete: bool,
    pub react: bool,
    pub within: ChangesWithin,
}

/// What a channel of this kind carries.
pub fn of(kind: &ChannelKind) -> Changes {
    let everything = |edit, delete| Changes {
        edit: true,
        delete: true,
        react: true,
        within: ChangesWithin { edit, delete },
    };
    match kind {
        ChannelKind::LiveChat => everything(None, None),
        ChannelKind::Whatsapp => everything(Some(15 * MINUTE), Some(60 * HOUR)),
        ChannelKind::Telegram => everything(Some(48 * HOUR), Some(48 * HOUR)),
        ChannelKind::TelegramPersonal => everything(Some(48 * HOUR), None),
        ChannelKind::WhatsappBusinessApi | ChannelKind::Instagram => Changes {
            react: true,
            ..Changes::default()
        },
        _ => Changes::default(),
    }
}
