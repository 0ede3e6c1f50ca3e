//! What this visitor's conversation holds, as far as this page knows it.
//!
//! Messages come from four sides: pages of history, events of the live socket, answers to our own
//! sends, and repetitions of all three. Each is put in by id, the higher revision wins, and the
//! order is the backend's position, so neither the order of arrival nor repetition matters.

use recado_protocol::{Author, Content, Message, MessageId, http::MessagePage};

/// The messages of one conversation, by position, and which stretch of it is known without gaps.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ConversationLog {
    /// By position. A visitor's page never holds so many that looking through them would be felt.
    messages: Vec<Message>,
    known: Coverage,
    /// The highest position that history or the live socket brought. Answers to our own sends do
    /// not count: they may run ahead of somebody else's message.
    followed_to: u64,
}

impl ConversationLog {
    /// The log of a conversation that does not exist yet: nothing is missing from it.
    pub fn of_new_conversation() -> Self {
        let mut log = Self::default();
        log.known.add(0, u64::MAX);
        log
    }

    /// Puts in the newest page, asked for while the live socket was followed.
    pub fn put_newest(&mut self, page: MessagePage) {
        self.put_page(page, u64::MAX);
    }

    /// Puts in the page just before the position `before`.
    pub fn put_older(&mut self, page: MessagePage, before: u64) {
        self.put_page(page, before.saturating_sub(1));
    }

    /// Puts in a message that the live socket brought, new or changed.
    pub fn put_event(&mut self, message: Message) {
        self.followed_to = self.followed_to.max(message.position);
        self.put(message);
    }

    /// Puts in the answer to a send of our own.
    pub fn put_answer(&mut self, message: Message) {
        self.put(message);
    }

    /// Says that messages may have been missed after what was followed so far. Until the newest
    /// page reaches back to there, what lies before the gap is not shown.
    pub fn note_gap(&mut self) {
        self.known.cut_after(self.followed_to);
    }

    /// Whether any history was loaded, or there is none.
    pub fn is_loaded(&self) -> bool {
        self.known.start_of_newest().is_some()
    }

    /// The position before which older messages can be asked for; `None` when there are none or
    /// nothing is loaded yet.
    pub fn older_before(&self) -> Option<u64> {
        self.known.start_of_newest().filter(|start| *start > 0)
    }

    pub fn contains(&self, id: &MessageId) -> bool {
        self.messages.iter().rev().any(|message| message.id == *id)
    }

    /// The messages that a visitor sees, oldest first, without a gap.
    pub fn shown(&self) -> impl DoubleEndedIterator<Item = &Message> {
        let start = self.known.start_of_newest().unwrap_or(0);
        self.messages
            .iter()
            .filter(move |message| message.position >= start)
            .filter(|message| is_for_visitors(message))
    }

    fn put_page(&mut self, page: MessagePage, last: u64) {
        let first = match page.items.first() {
            Some(message) if page.has_older => message.position,
            _ => 0,
        };
        for message in page.items {
            self.followed_to = self.followed_to.max(message.position);
            self.put(message);
        }
        self.known.add(first, last);
    }

    fn put(&mut self, message: Message) {
        if let Some(at) = self
            .messages
            .iter()
            .rposition(|known| known.id == message.id)
        {
            if self.messages[at].revision >= message.revision {
                return;
            }
            self.messages.remove(at);
        }
        let at = self
            .messages
            .partition_point(|known| known.position < message.position);
        self.messages.insert(at, message);
    }
}

/// Whether the visitor may see a message. The backend leaves notes and system lines out; one that
/// comes nevertheless is not shown either.
fn is_for_visitors(message: &Message) -> bool {
    !matches!(
        message.content,
        Content::Note { .. } | Content::System { .. }
    ) && message.author != Author::System
}

/// Stretches of positions that are known completely: disjoint, not touching, in order. The two
/// ends belong to a stretch; [`u64::MAX`] as an end means "and everything that the live socket
/// brings from now on".
#[derive(Clone, PartialEq, Debug, Default)]
struct Coverage(Vec<(u64, u64)>);

impl Coverage {
    fn add(&mut self, mut first: u64, mut last: u64) {
        if first > last {
            return;
        }
        self.0.retain(|&(start, end)| {
            let apart = end.saturating_add(1) < first || last.saturating_add(1) < start;
            if !apart {
                first = first.min(start);
                last = last.max(end);
            }
            apart
        });
        let at = self.0.partition_point(|&(start, _)| start < first);
        self.0.insert(at, (first, last));
    }

    fn cut_after(&mut self, position: u64) {
        self.0.retain(|&(start, _)| start <= position);
        if let Some((_, end)) = self.0.last_mut() {
            *end = (*end).min(position);
        }
    }

    /// Where the stretch begins that reaches to now.
    fn start_of_newest(&self) -> Option<u64> {
        self.0
            .last()
            .filter(|(_, end)| *end == u64::MAX)
            .map(|(start, _)| *start)
    }
}

#[cfg(test)]
mod tests;
