//! The messages of one conversation, as far as they are known.

use std::collections::BTreeMap;

use recado_protocol::http::{MessagePage, MessageWindow};
use recado_protocol::{Message, MessageId};
use rustc_hash::FxHashMap;

/// A stretch of a conversation in which nothing is missing. Positions, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    pub start: u64,
    pub end: u64,
}

impl Run {
    pub fn contains(self, position: u64) -> bool {
        self.start <= position && position <= self.end
    }

    /// Whether older messages than those of this run exist.
    pub fn has_older(self) -> bool {
        self.start > FIRST_POSITION
    }
}

/// The position of the first message of every conversation.
pub const FIRST_POSITION: u64 = 1;

/// The known messages in order of position, and the runs without gaps that they form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    messages: BTreeMap<u64, Message>,
    positions: FxHashMap<MessageId, u64>,
    /// Sorted, not touching one another.
    runs: Vec<Run>,
    /// A snapshot came since: the next page replaces everything.
    stale: bool,
}

impl Timeline {
    /// Adds a page that the backend gave for a window.
    pub fn add_page(&mut self, window: MessageWindow, page: MessagePage) {
        if self.stale {
            *self = Self::default();
        }
        let first = page.items.first().map(|message| message.position);
        let last = page.items.last().map(|message| message.position);
        let start = match (page.has_older, window) {
            (
                false,
                MessageWindow::Latest | MessageWindow::Before(_) | MessageWindow::Around(_),
            ) => Some(FIRST_POSITION),
            // Nothing is missing between the place that was asked from and the first one after it.
            (_, MessageWindow::After(position)) => first.map(|first| first.min(position + 1)),
            _ => first,
        };
        let end = match window {
            MessageWindow::Before(position) => Some(position.saturating_sub(1)),
            _ => last.or(start),
        };
        for message in page.items {
            self.put(message);
        }
        if let (Some(start), Some(end)) = (start, end)
            && start <= end
        {
            self.cover(Run { start, end });
        }
    }

    /// Adds a message that came by itself, or a newer copy of a known one. Returns whether anything
    /// changed.
    pub fn add(&mut self, message: Message) -> bool {
        let position = message.position;
        let changed = self.put(message);
        if changed {
            self.cover(Run {
                start: position,
                end: position,
            });
        }
        changed
    }

    /// Says that changes may have been missed: the next page replaces everything.
    pub fn mark_stale(&mut self) {
        self.stale = true;
    }

    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// How many messages are known.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    pub fn get(&self, id: &MessageId) -> Option<&Message> {
        self.messages.get(self.positions.get(id)?)
    }

    /// The run that holds a position, if it is known.
    pub fn run_at(&self, position: u64) -> Option<Run> {
        self.runs.iter().copied().find(|run| run.contains(position))
    }

    /// The run with the newest messages.
    pub fn latest_run(&self) -> Option<Run> {
        self.runs.last().copied()
    }

    /// All known messages, oldest first.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.values()
    }

    /// The messages of a run, oldest first.
    pub fn messages_in(&self, run: Run) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages
            .range(run.start..=run.end)
            .map(|(_, message)| message)
    }

    /// How many of the customer's messages stand after a position; `None` when some of them are not
    /// known.
    pub fn unread_after(&self, position: u64, last_position: u64) -> Option<u32> {
        if position >= last_position {
            return Some(0);
        }
        let run = self.run_at(last_position)?;
        if run.start > position + 1 {
            return None;
        }
        let unread = self.messages.range(position + 1..).filter(|(_, message)| {
            matches!(message.author, recado_protocol::Author::Contact { .. })
        });
        u32::try_from(unread.count()).ok()
    }

    fn put(&mut self, message: Message) -> bool {
        if let Some(known) = self.messages.get(&message.position)
            && known.revision >= message.revision
        {
            return false;
        }
        self.positions.insert(message.id.clone(), message.position);
        self.messages.insert(message.position, message);
        true
    }

    /// Notes that nothing is missing in a run, and joins it with those that it touches.
    fn cover(&mut self, mut new: Run) {
        self.runs.retain(|run| {
            let apart = run.end + 1 < new.start || new.end + 1 < run.start;
            if !apart {
                new = Run {
                    start: new.start.min(run.start),
                    end: new.end.max(run.end),
                };
            }
            apart
        });
        let at = self.runs.partition_point(|run| run.start < new.start);
        self.runs.insert(at, new);
    }
}

#[cfg(test)]
mod tests {
    use recado_protocol::{Author, Content, Timestamp};

    use super::*;

    fn message(position: u64) -> Message {
        Message {
            id: format!("m{position}").into(),
            conversation: "c".into(),
            position,
            at: Timestamp::from_millis(0),
            author: Author::Contact { id: "p".into() },
            content: Content::Text {
                text: position.to_string(),
            },
            delivery: None,
            more: None,
            revision: 1,
        }
    }

    fn page(positions: std::ops::RangeInclusive<u64>, has_older: bool) -> MessagePage {
        MessagePage {
            items: positions.map(message).collect(),
            has_older,
            has_newer: false,
        }
    }

    #[test]
    fn a_gap_stays_visible_until_a_page_closes_it() {
        let mut timeline = Timeline::default();
        timeline.add_page(MessageWindow::Latest, page(8..=10, true));
        timeline.add(message(11));
        timeline.add(message(15));
        assert_eq!(timeline.run_at(9), Some(Run { start: 8, end: 11 }));
        assert_eq!(timeline.latest_run(), Some(Run { start: 15, end: 15 }));
        timeline.add_page(MessageWindow::After(11), page(12..=15, true));
        assert_eq!(timeline.latest_run(), Some(Run { start: 8, end: 15 }));
    }

    #[test]
    fn the_page_without_older_ones_reaches_the_beginning() {
        let mut timeline = Timeline::default();
        timeline.add_page(MessageWindow::Latest, page(4..=5, true));
        assert!(timeline.latest_run().unwrap().has_older());
        timeline.add_page(MessageWindow::Before(4), page(2..=3, false));
        assert_eq!(timeline.latest_run(), Some(Run { start: 1, end: 5 }));
    }

    #[test]
    fn an_empty_page_after_the_newest_message_covers_nothing() {
        let mut timeline = Timeline::default();
        timeline.add_page(MessageWindow::Latest, page(4..=5, true));
        timeline.add_page(MessageWindow::After(5), MessagePage::default());
        assert_eq!(timeline.latest_run(), Some(Run { start: 4, end: 5 }));
    }

    #[test]
    fn an_older_copy_never_replaces_a_newer_one() {
        let mut timeline = Timeline::default();
        let newer = Message {
            revision: 3,
            ..message(1)
        };
        assert!(timeline.add(newer.clone()));
        assert!(!timeline.add(message(1)));
        assert_eq!(timeline.get(&"m1".into()), Some(&newer));
    }

    #[test]
    fn unread_messages_are_counted_only_when_all_are_known() {
        let mut timeline = Timeline::default();
        timeline.add_page(MessageWindow::Latest, page(8..=10, true));
        assert_eq!(timeline.unread_after(8, 10), Some(2));
        assert_eq!(timeline.unread_after(5, 10), None);
        assert_eq!(timeline.unread_after(10, 10), Some(0));
    }
}
