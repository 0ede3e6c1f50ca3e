//! Keeps the reader's place in the log while messages come in at both ends.

/// Closer to the end than this counts as being at the end, in CSS pixels.
const AT_NEWEST_PX: f64 = 48.0;

/// The heights of a scrolled box, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Extent {
    /// How far it is scrolled down.
    pub top: f64,
    /// The whole content.
    pub content: f64,
    /// What is visible at once.
    pub view: f64,
}

/// Where the reader is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ScrollAnchor {
    /// At the newest message, and stays there.
    Newest,
    /// Somewhere in the history, this far from the end of the content.
    Within { from_end: f64 },
}

impl ScrollAnchor {
    /// Where a reader is who has scrolled to here.
    pub fn at(extent: Extent) -> Self {
        if extent.content - extent.top - extent.view <= AT_NEWEST_PX {
            Self::Newest
        } else {
            Self::Within {
                from_end: extent.content - extent.top,
            }
        }
    }

    /// How far to scroll down after the content changed; `None` to leave it as it is.
    pub fn top_after_change(self, extent: Extent, older_were_added: bool) -> Option<f64> {
        match self {
            Self::Newest => Some(extent.content - extent.view),
            Self::Within { from_end } if older_were_added => Some(extent.content - from_end),
            Self::Within { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(top: f64, content: f64) -> Extent {
        Extent {
            top,
            content,
            view: 400.0,
        }
    }

    #[test]
    fn a_reader_at_the_end_follows_new_messages() {
        let anchor = ScrollAnchor::at(extent(590.0, 1_000.0));
        assert_eq!(anchor, ScrollAnchor::Newest);
        assert_eq!(
            anchor.top_after_change(extent(590.0, 1_060.0), false),
            Some(660.0)
        );
    }

    #[test]
    fn a_reader_of_history_is_not_moved_by_new_messages() {
        let anchor = ScrollAnchor::at(extent(100.0, 1_000.0));
        assert_eq!(anchor.top_after_change(extent(100.0, 1_060.0), false), None);
    }

    #[test]
    fn older_messages_come_in_above_without_moving_what_is_read() {
        let anchor = ScrollAnchor::at(extent(0.0, 1_000.0));
        assert_eq!(
            anchor.top_after_change(extent(0.0, 1_700.0), true),
            Some(700.0)
        );
    }
}
