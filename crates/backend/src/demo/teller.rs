//! Tells a conversation line by line, so that its record agrees with its history.

use recado_protocol::{
    Agent, Author, Content, ConversationRecord, ConversationStatus, Delivery, Message, Resolution,
    SystemEvent, Timestamp,
};

use super::chance::Chance;
use super::dialogue::{Line, Slots, Speaker};
use super::history::History;
use super::team::Cast;
use crate::write::{Draft, place};

/// How a conversation is to stand in the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// The customer wrote last and waits.
    Waiting,
    /// The team answered last.
    Answered,
    /// A bot speaks with the customer.
    WithBot,
    Snoozed,
    Resolved,
}

const SECOND_MS: i64 = 1_000;
const HOUR_MS: i64 = 60 * 60 * SECOND_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

const BOT: &str = "Aurora Bot";

const UNREACHABLE: (&str, &str, bool) = (
    "unreachable",
    "The customer's device could not be reached.",
    true,
);

/// Why messages fail in the demo: code, sentence, whether trying again may help.
const FAILURES: [(&str, &str, bool); 4] = [
    (
        "blocked_by_customer",
        "The customer has blocked messages from this channel.",
        false,
    ),
    UNREACHABLE,
    (
        "window_closed",
        "The customer wrote more than 24 hours ago: only templates can be sent.",
        false,
    ),
    (
        "rate_limited",
        "The channel took too many messages at once.",
        true,
    ),
];

/// Tells a history, keeping the record as the real writes would.
pub struct Teller<'c> {
    record: ConversationRecord,
    messages: Vec<Message>,
    responsible: Agent,
    with_bot: bool,
    chance: &'c mut Chance,
}

impl<'c> Teller<'c> {
    pub fn new(
        record: ConversationRecord,
        responsible: Agent,
        with_bot: bool,
        chance: &'c mut Chance,
    ) -> Self {
        Self {
            record,
            messages: Vec::new(),
            responsible,
            with_bot,
            chance,
        }
    }

    pub fn say(&mut self, line: &Line, slots: &Slots, at: Timestamp, now: Timestamp) {
        let text = line.filled(slots);
        match line.speaker {
            Speaker::Customer => {
                self.reopen(at);
                let author = Author::Contact {
                    id: self.record.contact.id.clone(),
                };
                self.add(author, Content::Text { text }, None, at);
                let conversation = &mut self.record.conversation;
                conversation.waiting_since = conversation.waiting_since.or(Some(at));
                conversation.customer_wrote_at = Some(at);
                conversation.answered = false;
                conversation.unread_count = conversation.unread_count.saturating_add(1);
            }
            Speaker::Team => {
                let delivery = self.delivery(at, now);
                let author = self.author();
                self.add(author, Content::Text { text }, Some(delivery), at);
                self.record.conversation.waiting_since = None;
                self.record.conversation.answered = true;
                self.read_all();
            }
            Speaker::Note => {
                let author = self.agent();
                self.add(author, Content::Note { text }, None, at);
                self.read_all();
            }
        }
    }

    pub fn assign(&mut self, at: Timestamp) {
        let to = self.responsible.name.clone();
        let by = self.chance.percent(60).then(|| to.clone());
        self.add_line(SystemEvent::Assigned { by, to }, at);
        self.record.conversation.assignee = Some(self.responsible.id.clone());
    }

    pub fn resolve(&mut self, at: Timestamp) {
        let at = at.plus_millis(20 * SECOND_MS);
        self.add_line(
            SystemEvent::Resolved {
                by: Some(self.responsible.name.clone()),
            },
            at,
        );
        let conversation = &mut self.record.conversation;
        conversation.status = ConversationStatus::Resolved;
        conversation.waiting_since = None;
        let times = conversation
            .resolution
            .as_ref()
            .map_or(0, |resolution| resolution.times);
        conversation.resolution = Some(Resolution {
            by: self.responsible.id.clone(),
            at,
            times: times.saturating_add(1),
        });
    }

    fn reopen(&mut self, at: Timestamp) {
        if self.record.conversation.status == ConversationStatus::Resolved {
            self.record.conversation.status = ConversationStatus::Open;
            self.add_line(SystemEvent::Reopened { by: None }, at);
        }
    }

    /// Brings the conversation to how it stands now.
    pub fn finish(mut self, ending: Ending, cast: &Cast, now: Timestamp) -> History {
        let last_at = self.last_at();
        match ending {
            Ending::Waiting => {
                // Somebody may have looked without answering.
                if self.chance.percent(35) {
                    self.read_all();
                }
            }
            Ending::Answered => {}
            Ending::WithBot => self.record.conversation.status = ConversationStatus::Pending,
            Ending::Snoozed => {
                let until = now.plus_millis(self.chance.between(2 * HOUR_MS, 6 * DAY_MS));
                let by = Some(self.responsible.name.clone());
                self.add_line(
                    SystemEvent::Snoozed {
                        by,
                        until: Some(until),
                    },
                    last_at,
                );
                self.record.conversation.status = ConversationStatus::Snoozed;
                self.record.conversation.snoozed_until = Some(until);
            }
            Ending::Resolved => {
                self.read_all();
                self.resolve(last_at);
                let is_old = now.millis_since(last_at) > 20 * DAY_MS;
                self.record.conversation.archived = is_old && self.chance.percent(15);
            }
        }
        let conversation = &mut self.record.conversation;
        if self.chance.percent(45) {
            conversation.team = Some(self.chance.pick(&cast.teams).id.clone());
        }
        conversation.blocked_by_customer = matches!(
            conversation.last_message.as_ref().and_then(|preview| preview.delivery.as_ref()),
            Some(Delivery::Failed { code, .. }) if code == FAILURES[0].0
        );
        conversation.revision = conversation.last_position;
        History {
            record: self.record,
            messages: self.messages,
        }
    }

    fn read_all(&mut self) {
        let conversation = &mut self.record.conversation;
        conversation.read_position = conversation.last_position;
        conversation.unread_count = 0;
    }

    pub fn last_at(&self) -> Timestamp {
        self.messages
            .last()
            .map_or(self.record.conversation.created_at, |message| message.at)
    }

    fn author(&self) -> Author {
        if self.with_bot {
            Author::Bot {
                name: BOT.to_owned(),
            }
        } else {
            self.agent()
        }
    }

    fn agent(&self) -> Author {
        let agent = &self.responsible;
        Author::Agent {
            id: agent.id.clone(),
            name: agent.name.clone(),
        }
    }

    fn delivery(&mut self, at: Timestamp, now: Timestamp) -> Delivery {
        let is_recent = now.millis_since(at) < DAY_MS;
        match (self.chance.below(100), is_recent) {
            (0..3, _) => {
                let (code, reason, retryable) = match *self.chance.pick(&FAILURES) {
                    // Only there an answer can come too late.
                    ("window_closed", ..) if !self.is_on_whatsapp() => UNREACHABLE,
                    failure => failure,
                };
                Delivery::Failed {
                    code: code.to_owned(),
                    reason: reason.to_owned(),
                    retryable,
                }
            }
            (3..15, _) | (15..45, true) => Delivery::Delivered,
            (45..65, true) => Delivery::Sent,
            _ => Delivery::Read,
        }
    }

    fn is_on_whatsapp(&self) -> bool {
        let channel = self.record.conversation.channel.as_str();
        channel.starts_with("demo-whatsapp")
    }

    fn add_line(&mut self, event: SystemEvent, at: Timestamp) {
        self.add(Author::System, Content::System { event }, None, at);
    }

    fn add(&mut self, author: Author, content: Content, delivery: Option<Delivery>, at: Timestamp) {
        let draft = Draft {
            id: self.chance.id(at),
            author,
            content,
            delivery,
            more: None,
        };
        let message = place(&mut self.record, draft, at);
        self.messages.push(message);
    }
}
