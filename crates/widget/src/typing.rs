//! Who is writing right now: what we say about the visitor, and what we show of the team.

/// While the visitor writes, a notice goes out this often, in milliseconds.
const REPEAT_AFTER_MS: f64 = 3_000.0;
/// After this long without a keystroke the visitor has stopped, in milliseconds.
pub const STOPPED_AFTER_MS: u32 = 5_000;
/// A notice about the team that is not renewed is forgotten after this long, in milliseconds.
pub const FORGOTTEN_AFTER_MS: u32 = 8_000;

/// Decides which of the visitor's keystrokes are worth a notice.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum OwnTyping {
    #[default]
    Still,
    /// The last notice went out at this time, in milliseconds of any steady clock.
    Told { at: f64 },
}

impl OwnTyping {
    /// The visitor changed the text at `now`. Gives the notice to send, if any.
    pub fn changed(&mut self, empty: bool, now: f64) -> Option<bool> {
        if empty {
            return self.stopped();
        }
        match *self {
            Self::Told { at } if now - at < REPEAT_AFTER_MS => None,
            _ => {
                *self = Self::Told { at: now };
                Some(true)
            }
        }
    }

    /// The visitor has sent the text or stopped. Gives the notice to send, if any.
    pub fn stopped(&mut self) -> Option<bool> {
        match std::mem::take(self) {
            Self::Still => None,
            Self::Told { .. } => Some(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_of_keys_is_one_notice_and_a_long_text_renews_it() {
        let mut typing = OwnTyping::default();
        let notices: Vec<_> = [0.0, 100.0, 2_900.0, 3_100.0, 3_200.0]
            .map(|now| typing.changed(false, now))
            .into_iter()
            .flatten()
            .collect();
        assert_eq!(notices, [true, true]);
    }

    #[test]
    fn stopping_is_told_once_and_only_if_writing_was() {
        let mut typing = OwnTyping::default();
        assert_eq!(typing.stopped(), None);
        typing.changed(false, 0.0);
        assert_eq!(typing.changed(true, 10.0), Some(false));
        assert_eq!(typing.stopped(), None);
    }
}
