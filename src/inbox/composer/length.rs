//! How long a text is, beside the longest one that a channel takes.

/// From this share of the limit on, in percent, the count is shown.
const COUNTED_FROM_PERCENT: u64 = 80;

/// How a text stands to its limit. Lengths are in Unicode scalar values, as the limits are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// There is nothing to send.
    Blank,
    /// It can be sent, and the limit is far or there is none.
    Comfortable,
    /// It can be sent, but the limit is near.
    Near { used: u64, limit: u64 },
    /// It can't be sent: this many characters are too many.
    Over { by: u64 },
}

impl Length {
    /// Measures what would be sent: see [`outgoing`].
    pub fn of(text: &str, limit: Option<u32>) -> Self {
        let text = outgoing(text);
        let Some(limit) = limit.map(u64::from) else {
            return if text.is_empty() {
                Self::Blank
            } else {
                Self::Comfortable
            };
        };
        let used = text.chars().count() as u64;
        if used == 0 {
            Self::Blank
        } else if used > limit {
            Self::Over { by: used - limit }
        } else if used * 100 >= limit * COUNTED_FROM_PERCENT {
            Self::Near { used, limit }
        } else {
            Self::Comfortable
        }
    }

    pub fn can_be_sent(self) -> bool {
        matches!(self, Self::Comfortable | Self::Near { .. })
    }
}

/// A text as it goes out: the white space around it stays behind.
pub fn outgoing(text: &str) -> &str {
    text.trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_appears_near_the_limit_and_sending_ends_above_it() {
        for (chars, length) in [
            (0, Length::Blank),
            (1, Length::Comfortable),
            (79, Length::Comfortable),
            (
                80,
                Length::Near {
                    used: 80,
                    limit: 100,
                },
            ),
            (
                100,
                Length::Near {
                    used: 100,
                    limit: 100,
                },
            ),
            (101, Length::Over { by: 1 }),
            (100_000, Length::Over { by: 99_900 }),
        ] {
            let text = "é".repeat(chars);
            assert_eq!(Length::of(&text, Some(100)), length, "{chars} characters");
        }
    }

    #[test]
    fn characters_are_counted_as_unicode_counts_them() {
        // A family of three is five scalar values: three people and two joiners.
        assert_eq!(Length::of("👨‍👩‍👧", Some(4)), Length::Over { by: 1 });
    }

    #[test]
    fn white_space_alone_is_nothing_and_around_a_text_it_does_not_count() {
        assert_eq!(Length::of(" \n\t\u{a0} ", Some(100)), Length::Blank);
        assert_eq!(Length::of(" \n", None), Length::Blank);
        assert_eq!(
            Length::of("  ab\n\n", Some(2)),
            Length::Near { used: 2, limit: 2 }
        );
        assert_eq!(outgoing("  a\n b\n"), "a\n b");
    }

    #[test]
    fn without_a_limit_everything_fits() {
        assert_eq!(Length::of(&"x".repeat(100_000), None), Length::Comfortable);
    }
}
