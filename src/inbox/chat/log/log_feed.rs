//! What the log is to show of a conversation: where it opens, which part of the history that is,
//! where the unread divider stands, and what is news.

use recado_protocol::{AgentId, Author, Content, Conversation, Message, MessageId};
use recado_store::{FIRST_POSITION, Run, Timeline};
use rustc_hash::FxHashSet;

use super::log_rows::Place;
use super::scroll_anchor::ScrollAnchor;

/// How far below the top of the view the row stands at which the log opens, as a part of the view:
/// a little of what was before is seen too.
pub const OPENS_AT: f64 = 0.2;

/// Follows one open conversation.
#[derive(Debug)]
pub struct LogFeed {
    me: AgentId,
    /// The message that a link leads to.
    link: Option<MessageId>,
    opening: Opening,
    /// The position of the message above which the unread divider stands.
    first_unread: Option<u64>,
    /// How many messages were unread when the log opened.
    unread: u32,
    /// No message after this position is known yet.
    newest: u64,
    /// What this agent sent and the backend had not placed.
    sent: FxHashSet<MessageId>,
}

/// How far the log has come with opening.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Opening {
    /// The conversation is not known yet.
    Unknown,
    /// The messages at which to open may still be on their way.
    Awaited {
        at: u64,
    },
    Done,
}

/// A conversation as it is known now.
pub struct Moment<'a> {
    pub conversation: &'a Conversation,
    pub timeline: &'a Timeline,
    pub pending: &'a [Message],
    /// Whether a page of messages is on its way.
    pub is_loading: bool,
    /// Whether the message that a link leads to is being looked for.
    pub is_seeking: bool,
    /// What keeps its place in the log, and with which position the shown messages begin.
    pub anchor: ScrollAnchor,
    pub shown_start: Option<u64>,
    /// The height of what is seen, in CSS pixels.
    pub view_height: f64,
}

/// What follows for the log.
#[derive(PartialEq, Debug, Default)]
pub struct Feed {
    /// The part to show; `None` while it is on its way.
    pub run: Option<Run>,
    /// Where the reader is taken.
    pub goes_to: Option<ScrollAnchor>,
    /// Messages of others that were not there before, oldest first.
    pub news: Vec<Message>,
}

impl LogFeed {
    pub fn new(me: AgentId, link: Option<MessageId>) -> Self {
        Self {
            me,
            link,
            opening: Opening::Unknown,
            first_unread: None,
            unread: 0,
            newest: 0,
            sent: FxHashSet::default(),
        }
    }

    pub fn first_unread(&self) -> Option<u64> {
        self.first_unread
    }

    /// How many messages stand below the unread divider that were unread when the log opened.
    pub fn unread(&self) -> u32 {
        self.unread
    }

    /// Takes what is known now.
    pub fn take(&mut self, moment: &Moment<'_>) -> Feed {
        if self.opening == Opening::Unknown {
            if moment.is_seeking {
                return Feed::default();
            }
            self.begin(moment);
        }
        if let Opening::Awaited { at } = self.opening {
            return self.open(moment, at);
        }
        let arrived = self.arrived(moment);
        let has_sent = self.note_sent(moment.pending);
        // What was sent may be placed before it was ever seen waiting. But it may also have been sent elsewhere before
        // this log opened, and who came by a link came for that message.
        let has_sent = has_sent
            || self.link.is_none() && arrived.iter().any(|message| self.is_mine(&message.author));
        if has_sent {
            self.first_unread = None;
        }
        let anchor = if has_sent {
            ScrollAnchor::End
        } else {
            moment.anchor
        };
        Feed {
            run: shown_run(moment.timeline, anchor, moment.shown_start),
            goes_to: has_sent.then_some(ScrollAnchor::End),
            news: arrived
                .into_iter()
                .filter(|message| !self.is_mine(&message.author))
                .filter(|message| !matches!(message.content, Content::System { .. }))
                .collect(),
        }
    }

    fn begin(&mut self, moment: &Moment<'_>) {
        let conversation = moment.conversation;
        self.newest = conversation.last_position;
        self.note_sent(moment.pending);
        let linked = self
            .link
            .as_ref()
            .and_then(|link| moment.timeline.get(link));
        let at = match linked {
            Some(message) => message.position,
            None if conversation.unread_count > 0 => conversation.read_position + 1,
            None => conversation.last_position,
        };
        self.unread = conversation.unread_count;
        self.opening = Opening::Awaited { at };
    }

    fn open(&mut self, moment: &Moment<'_>, at: u64) -> Feed {
        let run = moment.timeline.run_at(at);
        if run.is_none() && moment.is_loading {
            return Feed::default();
        }
        let Some(run) = run.or_else(|| moment.timeline.latest_run()) else {
            // Nothing has come: what does come later is opened then. What was sent is shown anyway.
            return Feed {
                goes_to: Some(ScrollAnchor::End),
                ..Feed::default()
            };
        };
        self.opening = Opening::Done;
        if self.unread > 0 {
            let after = moment.conversation.read_position + 1;
            self.first_unread = moment
                .timeline
                .messages_in(Run {
                    start: after,
                    end: run.end.max(after),
                })
                .find(|message| matches!(message.author, Author::Contact { .. }))
                .map(|message| message.position)
                .filter(|position| run.contains(*position));
        }
        let linked = self
            .link
            .as_ref()
            .and_then(|link| moment.timeline.get(link));
        let place = match (linked, self.first_unread) {
            (Some(message), _) if run.contains(message.position) => {
                Some(Place::of_message(message.position))
            }
            (_, Some(first)) => Some(Place::of_divider(first)),
            _ => None,
        };
        let goes_to = place.map_or(ScrollAnchor::End, |place| ScrollAnchor::Row {
            place,
            below_top: moment.view_height * OPENS_AT,
        });
        Feed {
            run: Some(run),
            goes_to: Some(goes_to),
            news: Vec::new(),
        }
    }

    /// Messages after those that were known.
    fn arrived(&mut self, moment: &Moment<'_>) -> Vec<Message> {
        let Some(latest) = moment
            .timeline
            .latest_run()
            .filter(|run| run.end > self.newest)
        else {
            return Vec::new();
        };
        let from = (self.newest + 1).max(latest.start);
        self.newest = latest.end;
        moment
            .timeline
            .messages_in(Run {
                start: from,
                end: latest.end,
            })
            .cloned()
            .collect()
    }

    /// Says whether something was sent since the last time.
    fn note_sent(&mut self, pending: &[Message]) -> bool {
        let before = std::mem::take(&mut self.sent);
        self.sent = pending.iter().map(|message| message.id.clone()).collect();
        !self.sent.is_subset(&before)
    }

    fn is_mine(&self, author: &Author) -> bool {
        matches!(author, Author::Agent { id, .. } if *id == self.me)
    }
}

/// The part of the history that holds what the reader looks at.
fn shown_run(timeline: &Timeline, anchor: ScrollAnchor, shown_start: Option<u64>) -> Option<Run> {
    let at_anchor = match anchor {
        ScrollAnchor::End => None,
        ScrollAnchor::Row { place, .. } => timeline
            .run_at(place.position.max(FIRST_POSITION))
            .or_else(|| timeline.run_at(shown_start?)),
    };
    at_anchor.or_else(|| timeline.latest_run())
}

#[cfg(test)]
mod tests;
