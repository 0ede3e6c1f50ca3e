//! How much of each kind of structured message a channel carries, as its platform takes it.

use recado_protocol::ChannelKind;
use recado_protocol::message::rich::Bounds;

/// Where the platform states nothing, or there is none.
const OURS: Bounds = Bounds {
    text: 10_000,
    parts: 20,
    heading: 80,
    choices: 20,
    title: 80,
    description: 300,
};

/// The bounds of a kind of message on a kind of channel whose texts have at most `text` characters.
pub fn bounds(channel: &ChannelKind, kind: &str, text: u32) -> Bounds {
    use ChannelKind as On;
    let bounds = match (channel, kind) {
        (On::WhatsappBusinessApi, "buttons") => Bounds {
            text: 1_024,
            choices: 3,
            title: 20,
            ..OURS
        },
        (On::WhatsappBusinessApi, "list") => Bounds {
            text: 1_024,
            parts: 10,
            heading: 24,
            choices: 10,
            title: 24,
            description: 72,
        },
        (On::Messenger | On::Instagram, "buttons") => Bounds {
            text: 640,
            choices: 3,
            title: 20,
            ..OURS
        },
        (On::Messenger | On::Instagram | On::Line, "quick_replies") => Bounds {
            choices: 13,
            title: 20,
            ..OURS
        },
        (On::Messenger | On::Instagram, "cards") => Bounds {
            parts: 10,
            choices: 3,
            title: 20,
            description: 80,
            ..OURS
        },
        (On::Line, "buttons") => Bounds {
            text: 160,
            choices: 4,
            title: 20,
            ..OURS
        },
        (On::Line, "cards") => Bounds {
            parts: 10,
            heading: 40,
            choices: 3,
            title: 20,
            description: 120,
            ..OURS
        },
        (On::AppleMessages, "quick_replies") => Bounds {
            choices: 5,
            title: 24,
            ..OURS
        },
        _ => OURS,
    };
    Bounds {
        text: bounds.text.min(text),
        ..bounds
    }
}
