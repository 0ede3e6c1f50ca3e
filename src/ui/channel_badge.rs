//! The small round mark of a channel's kind: our own glyphs, in a colour that its users know.

use crate::markup::view;
use leptos::prelude::*;
use recado_protocol::ChannelKind;

/// The mark of a kind; one that this version does not know gets a plain one. It says nothing to
/// assistive technology: write the name beside it, or in a `visually-hidden` text.
pub fn channel_badge(kind: &ChannelKind) -> AnyView {
    let mark = mark(kind);
    view! {
        <span class=mark.class aria-hidden="true">
            <svg class="channel-badge__glyph" viewBox="0 0 20 20">
                <path d=mark.path />
            </svg>
        </span>
    }
}

struct Mark {
    class: &'static str,
    path: &'static str,
}

const ROUND_BUBBLE: &str = "M10 4a6 6 0 1 1-3 11.2L4 16l.8-3A6 6 0 0 1 10 4z";
const SQUARE_BUBBLE: &str = "M4 5h12v8H9l-3 3v-3H4z";
const PLANE: &str = "M3.5 10 16.5 4l-3 12-4-3.5zM9.5 12.5 16.5 4";
const ENVELOPE: &str = "M4 6h12v8.5H4zM4 6.5l6 4.5 6-4.5";

fn mark(kind: &ChannelKind) -> Mark {
    let (class, path) = match kind {
        ChannelKind::LiveChat => ("channel-badge channel-badge--live-chat", SQUARE_BUBBLE),
        ChannelKind::Whatsapp => ("channel-badge channel-badge--whatsapp", ROUND_BUBBLE),
        ChannelKind::WhatsappBusinessApi => (
            "channel-badge channel-badge--whatsapp",
            "M10 4a6 6 0 1 1-3 11.2L4 16l.8-3A6 6 0 0 1 10 4zM10 7.5v5M7.5 10h5",
        ),
        ChannelKind::Instagram => (
            "channel-badge channel-badge--instagram",
            "M5 5h10v10H5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
        ),
        ChannelKind::Messenger => (
            "channel-badge channel-badge--messenger",
            "M10 4a6 6 0 1 1-3 11.2L4 16l.8-3A6 6 0 0 1 10 4zM7 11l2.2-2 1.6 1.5L13 8.5",
        ),
        ChannelKind::Telegram => ("channel-badge channel-badge--telegram", PLANE),
        ChannelKind::TelegramPersonal => ("channel-badge channel-badge--telegram-personal", PLANE),
        ChannelKind::Line => (
            "channel-badge channel-badge--line",
            "M4 5h12v8H9l-3 3v-3H4zM7 9h6",
        ),
        ChannelKind::Wechat => (
            "channel-badge channel-badge--wechat",
            "M8 4.5a4.5 4 0 0 1 4 2.5M8 4.5A4.5 4 0 0 0 5 11.5V13.5l2-1M12.5 8.5a4 3.5 0 1 0 1.5 6.7l2 .8-.5-1.8a3.5 3.5 0 0 0-3-5.7z",
        ),
        ChannelKind::Sms => (
            "channel-badge channel-badge--sms",
            "M4 5h12v8H9l-3 3v-3H4zM7.5 9h.01M10 9h.01M12.5 9h.01",
        ),
        ChannelKind::AppleMessages => (
            "channel-badge channel-badge--apple",
            "M10 4.5c3.6 0 6.5 2.2 6.5 5s-2.9 5-6.5 5c-.8 0-1.6-.1-2.3-.3L4.5 15.5l.9-2.6A4.5 4.5 0 0 1 3.5 9.5c0-2.8 2.9-5 6.5-5z",
        ),
        ChannelKind::Email => ("channel-badge channel-badge--email", ENVELOPE),
        ChannelKind::Api => (
            "channel-badge channel-badge--api",
            "M7 6.5 3.5 10 7 13.5M13 6.5l3.5 3.5-3.5 3.5",
        ),
        ChannelKind::Other(_) => ("channel-badge", "M6 10h.01M10 10h.01M14 10h.01"),
    };
    Mark { class, path }
}
