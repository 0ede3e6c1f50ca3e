//! What each kind of channel can carry. A kind that nobody has heard of carries plain text.

use crate::Style;

/// In whose way a channel's texts are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Writing {
    /// As they are typed: whoever reads them reads this markup.
    Ours,
    /// `*bold*`, `_italic_`, `~struck out~`.
    Whatsapp,
    /// The few elements of HTML that Telegram's bots may send.
    Telegram,
    /// The HTML part of a mail.
    Mail,
    /// Letters and nothing else.
    Plain,
}

/// Which marks a reader on the other side will see as what they are. The others are left out, and what they were around
/// stays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Carries {
    pub bold: bool,
    pub italic: bool,
    pub strike: bool,
    pub code: bool,
    pub quote: bool,
    pub list: bool,
    /// A text that leads somewhere. Addresses as such pass everywhere.
    pub link: bool,
}

impl Writing {
    /// By the word of a channel's kind.
    pub fn of(kind: &str) -> Self {
        match kind {
            "live_chat" | "api" => Self::Ours,
            "whatsapp" | "whatsapp_business_api" => Self::Whatsapp,
            "telegram" | "telegram_personal" => Self::Telegram,
            "email" => Self::Mail,
            _ => Self::Plain,
        }
    }

    /// The word by which a connector is told in whose way a text is written.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ours => "recado",
            Self::Whatsapp => "whatsapp",
            Self::Telegram => "telegram_html",
            Self::Mail => "html",
            Self::Plain => "plain",
        }
    }

    pub const fn carries(self) -> Carries {
        match self {
            Self::Ours | Self::Mail => Carries::ALL,
            Self::Whatsapp => Carries {
                link: false,
                ..Carries::ALL
            },
            Self::Telegram => Carries {
                list: false,
                ..Carries::ALL
            },
            Self::Plain => Carries::NOTHING,
        }
    }
}

impl Carries {
    /// What a note carries, which no channel sees.
    pub const ALL: Self = Self {
        bold: true,
        italic: true,
        strike: true,
        code: true,
        quote: true,
        list: true,
        link: true,
    };

    pub const NOTHING: Self = Self {
        bold: false,
        italic: false,
        strike: false,
        code: false,
        quote: false,
        list: false,
        link: false,
    };

    pub const fn style(self, style: Style) -> bool {
        match style {
            Style::Bold => self.bold,
            Style::Italic => self.italic,
            Style::Strike => self.strike,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_nobody_knows_carries_plain_text() {
        assert_eq!(Writing::of("pigeon_post").carries(), Carries::NOTHING);
        assert_eq!(Writing::of("sms").carries(), Carries::NOTHING);
        assert_eq!(Writing::of("live_chat").carries(), Carries::ALL);
    }
}
