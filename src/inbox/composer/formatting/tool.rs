//! The tools of the toolbar.

use leptos::ev::KeyboardEvent;
use recado_formatting::Carries;

use crate::locale::Key;

/// One of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tool {
    Bold,
    Italic,
    Strike,
    Code,
    List,
    Quote,
    Link,
}

impl Tool {
    /// In the order of the toolbar.
    pub const EVERY: [Self; 7] = [
        Self::Bold,
        Self::Italic,
        Self::Strike,
        Self::Code,
        Self::List,
        Self::Quote,
        Self::Link,
    ];

    /// The tool whose shortcut was pressed.
    pub fn of(event: &KeyboardEvent) -> Option<Self> {
        // Ctrl, or Cmd on a Mac; both together are somebody else's.
        if event.ctrl_key() == event.meta_key() || event.alt_key() {
            return None;
        }
        let key = event.key();
        let shift = event.shift_key();
        Self::EVERY.into_iter().find(|tool| {
            tool.shortcut().is_some_and(|(letter, with_shift)| {
                with_shift == shift && key.eq_ignore_ascii_case(letter)
            })
        })
    }

    /// Whether a channel carries what the tool makes.
    pub const fn is_carried(self, carries: Carries) -> bool {
        match self {
            Self::Bold => carries.bold,
            Self::Italic => carries.italic,
            Self::Strike => carries.strike,
            Self::Code => carries.code,
            Self::List => carries.list,
            Self::Quote => carries.quote,
            Self::Link => carries.link,
        }
    }

    pub const fn label(self) -> Key {
        match self {
            Self::Bold => Key::ComposerBold,
            Self::Italic => Key::ComposerItalic,
            Self::Strike => Key::ComposerStrike,
            Self::Code => Key::ComposerCode,
            Self::List => Key::ComposerList,
            Self::Quote => Key::ComposerQuote,
            Self::Link => Key::ComposerLink,
        }
    }

    /// The letter that is pressed together with Ctrl, and whether Shift is too.
    const fn shortcut(self) -> Option<(&'static str, bool)> {
        match self {
            Self::Bold => Some(("b", false)),
            Self::Italic => Some(("i", false)),
            Self::Strike => Some(("x", true)),
            Self::Code => Some(("e", false)),
            Self::List | Self::Quote | Self::Link => None,
        }
    }

    /// The shortcut as a person reads it.
    pub const fn keys(self) -> Option<&'static str> {
        match self {
            Self::Bold => Some("Ctrl+B"),
            Self::Italic => Some("Ctrl+I"),
            Self::Strike => Some("Ctrl+Shift+X"),
            Self::Code => Some("Ctrl+E"),
            Self::List | Self::Quote | Self::Link => None,
        }
    }

    /// The shortcut as assistive technology reads it.
    pub const fn aria_keys(self) -> Option<&'static str> {
        match self {
            Self::Bold => Some("Control+B Meta+B"),
            Self::Italic => Some("Control+I Meta+I"),
            Self::Strike => Some("Control+Shift+X Meta+Shift+X"),
            Self::Code => Some("Control+E Meta+E"),
            Self::List | Self::Quote | Self::Link => None,
        }
    }

    /// The drawing on the button, as the icons of the set are drawn.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Bold => "M6 4h4.5a3 3 0 0 1 0 6H6zM6 10h5.2a3 3 0 0 1 0 6H6z",
            Self::Italic => "M8.5 4h5M6.5 16h5M11.5 4l-3 12",
            Self::Strike => {
                "M3.5 10h13M13.5 6.2c-.5-1.4-1.8-2.2-3.5-2.2-2 0-3.5 1-3.5 2.8 0 1 .6 1.7 1.6 2.2M6.3 13.5c.4 1.6 1.8 2.5 3.8 2.5 2.1 0 3.6-1 3.6-2.9 0-.8-.3-1.5-.9-2"
            }
            Self::Code => "M7 6 3 10l4 4M13 6l4 4-4 4",
            Self::List => " M8 5.5h8.5M8 10h8.5M8 14.5h8.5M4 5.5v.1M4 10v.1M4 14.5v.1",
            Self::Quote => " M4 4.5v11M8 6h8.5M8 10h8.5M8 14h5.5",
            Self::Link => {
                "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_channel_carries_is_offered() {
        let offered = |kind: &str| {
            let carries = recado_formatting::Writing::of(kind).carries();
            Tool::EVERY
                .into_iter()
                .filter(|tool| tool.is_carried(carries))
                .count()
        };
        assert_eq!(offered("live_chat"), 7);
        assert_eq!(offered("whatsapp"), 6);
        assert_eq!(offered("sms"), 0);
    }
}
