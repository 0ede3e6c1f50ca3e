//! How long a text is, beside the longest one that can be sent.

/// From this share of the limit on, in percent, it is said how much room is left.
const SAID_FROM_PERCENT: usize = 80;

/// How a text stands to its limit, in Unicode scalar values, as limits are stated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// There is nothing to send.
    Blank,
    /// The limit is far, or not known.
    Comfortable,
    /// So many more can be written.
    Near(usize),
    /// So many are too many.
    Over(usize),
}

impl Length {
    /// Measures what would be sent: a text without the white space around it.
    pub fn of(text: &str, longest: Option<u32>) -> Self {
        let text = text.trim();
        let used = text.chars().count();
        match longest.map(|longest| longest as usize) {
            _ if used == 0 => Self::Blank,
            Some(longest) if used > longest => Self::Over(used - longest),
            Some(longest) if used * 100 >= longest * SAID_FROM_PERCENT => {
                Self::Near(longest - used)
            }
            _ => Self::Comfortable,
        }
    }

    pub fn can_be_sent(self) -> bool {
        !matches!(self, Self::Blank | Self::Over(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_what_is_left_near_the_limit_and_what_is_too_much_above_it() {
        for (chars, length) in [
            (0, Length::Blank),
            (79, Length::Comfortable),
            (80, Length::Near(20)),
            (100, Length::Near(0)),
            (101, Length::Over(1)),
        ] {
            let text = format!(" {} ", "é".repeat(chars));
            assert_eq!(Length::of(&text, Some(100)), length);
        }
        assert_eq!(Length::of(&"x".repeat(1_000), None), Length::Comfortable);
    }

    #[test]
    fn nothing_and_too_much_cannot_be_sent() {
        assert!(!Length::Blank.can_be_sent() && !Length::Over(1).can_be_sent());
        assert!(Length::Comfortable.can_be_sent() && Length::Near(0).can_be_sent());
    }
}
