//! Small accounts and random histories for the tests of the store.

use proptest::prelude::*;
use recado_protocol::event::MessageChange;
use recado_protocol::http::{ConversationPage, Snapshot};
use recado_protocol::{
    Agent, AgentStatus, Author, BaseView, Command, CommandEnvelope, Condition, Contact, Content,
    Conversation, ConversationRecord, ConversationStatus, Counts, Event, EventBody, Fields, Filter,
    Message, OutgoingContent, Role, Timestamp, Verb, deed,
};

use crate::Store;

/// One thing that can happen to a store.
#[derive(Clone, Debug)]
pub enum Step {
    Event(Event),
    Issue(CommandEnvelope),
    /// Settle the oldest entry of the outbox: confirmed by its echo, refused, or discarded.
    Discard,
    Refuse,
}

impl Step {
    pub fn take(self, store: &mut Store) {
        match self {
            Self::Event(event) => {
                store.apply(event);
            }
            Self::Issue(envelope) => {
                let entry = store.entry_for(envelope);
                store.issue(entry);
            }
            Self::Discard | Self::Refuse => {
                let Some(id) = store.outbox().iter().next().map(|e| e.envelope.id.clone()) else {
                    return;
                };
                if matches!(self, Self::Discard) {
                    store.discard(&id);
                } else {
                    let problem = recado_protocol::Problem::new(
                        recado_protocol::ProblemKind::ChannelClosed,
                        "closed",
                    );
                    store.refuse(&id, problem);
                }
            }
        }
    }

    pub fn event(self) -> Option<Event> {
        match self {
            Self::Event(event) => Some(event),
            _ => None,
        }
    }

    pub fn record(self) -> Option<ConversationRecord> {
        match self {
            Self::Event(Event {
                body: EventBody::Conversation(record),
                ..
            }) => Some(*record),
            Self::Event(Event {
                body: EventBody::Message(change),
                ..
            }) => change.record,
            _ => None,
        }
    }
}

pub fn me() -> Agent {
    Agent {
        id: "me".into(),
        name: "Lívia".into(),
        email: None,
        avatar_url: None,
        role: Role::Agent,
        status: AgentStatus::Available,
    }
}

pub fn channel_filter() -> Filter {
    Filter::of(BaseView::Pending).with(Condition::Channel, "ch1")
}

pub fn record(id: &str, revision: u64) -> ConversationRecord {
    ConversationRecord {
        conversation: Conversation {
            id: id.into(),
            channel: "ch0".into(),
            contact: "p".into(),
            status: ConversationStatus::Open,
            snoozed_until: None,
            archived: false,
            answered: false,
            priority: None,
            assignee: None,
            team: None,
            labels: Vec::new(),
            waiting_since: None,
            customer_wrote_at: None,
            created_at: Timestamp::from_millis(0),
            last_activity_at: Timestamp::from_millis(0),
            last_message: None,
            last_position: 0,
            read_position: 0,
            unread_count: 0,
            resolution: None,
            blocked_by_customer: false,
            blocked: false,
            erased: false,
            deleted: false,
            mentions: Vec::new(),
            scheduled: None,
            pinned: None,
            revision,
        },
        contact: Contact {
            id: "p".into(),
            name: "Beatriz".into(),
            handle: None,
            company: None,
            phone: None,
            email: None,
            avatar_url: None,
            comment: None,
            created_at: Timestamp::from_millis(0),
            revision: 1,
        },
    }
}

pub fn snapshot(ids: &[&str], cursor: u64) -> Snapshot {
    Snapshot {
        me: me(),
        agents: vec![me()],
        teams: Vec::new(),
        companies: Vec::new(),
        channels: Vec::new(),
        counts: Counts::default(),
        conversations: ConversationPage {
            items: ids.iter().map(|id| record(id, 1)).collect(),
            next: None,
        },
        cursor,
    }
}

pub fn store_with(ids: &[&str]) -> Store {
    let mut store = Store::new(me());
    store.load_snapshot(snapshot(ids, 0));
    store
}

pub fn issue(store: &mut Store, envelope: CommandEnvelope) {
    let entry = store.entry_for(envelope);
    store.issue(entry);
}

pub fn message(conversation: &str, id: &str, position: u64, author: Author) -> Message {
    Message {
        id: id.into(),
        conversation: conversation.into(),
        position,
        at: Timestamp::from_millis(0),
        author,
        content: Content::Text { text: "hi".into() },
        delivery: None,
        more: None,
        revision: 1,
    }
}

/// The event of a customer's first message, which raises the conversation to `revision`.
pub fn customer_writes(conversation: &str, at: i64, revision: u64) -> Step {
    let mut record = record(conversation, revision);
    record.conversation.last_activity_at = Timestamp::from_millis(at);
    record.conversation.unread_count = 1;
    record.conversation.last_position = 1;
    let author = Author::Contact { id: "p".into() };
    let message = message(conversation, &format!("{conversation}-1"), 1, author);
    Step::Event(Event {
        seq: revision,
        at: Timestamp::from_millis(at),
        body: EventBody::Message(Box::new(MessageChange {
            message,
            record: Some(record),
        })),
    })
}

pub fn text(conversation: &str, id: &str, at: i64) -> CommandEnvelope {
    CommandEnvelope {
        id: id.into(),
        issued_at: Timestamp::from_millis(at),
        command: Command::SendMessage {
            conversation: conversation.into(),
            message: id.into(),
            content: OutgoingContent::Text {
                text: "answer".into(),
            },
            more: None,
        },
    }
}

/// Random histories over six conversations. The numbers of the events grow; their records are
/// as random as a backend with several agents makes them.
pub fn history() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 0..60).prop_map(|mut steps| {
        let mut seq = 0;
        for (number, step) in steps.iter_mut().enumerate() {
            match step {
                Step::Event(event) => {
                    seq += 1;
                    event.seq = seq;
                }
                Step::Issue(envelope) => {
                    let id = format!("mine-{number}");
                    envelope.id = id.as_str().into();
                    if let Command::SendMessage { message, .. } = &mut envelope.command {
                        *message = id.into();
                    }
                }
                Step::Discard | Step::Refuse => {}
            }
        }
        steps
    })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => random_record().prop_map(|record| {
            Step::Event(event(EventBody::Conversation(Box::new(record))))
        }),
        3 => (random_record(), 1u64..9, 1u64..4).prop_map(|(record, position, revision)| {
            let conversation = record.conversation.id.to_string();
            let author = Author::Contact { id: "p".into() };
            let id = format!("{conversation}-{position}");
            let mut message = message(&conversation, &id, position, author);
            message.revision = revision;
            message.content = Content::Text { text: format!("written {revision} times") };
            Step::Event(event(EventBody::Message(Box::new(MessageChange { message, record: Some(record) }))))
        }),
        1 => Just(Step::Event(event(EventBody::Unknown { event_type: "moon.landed".into() }))),
        3 => command().prop_map(|command| Step::Issue(CommandEnvelope {
            id: "set later".into(),
            issued_at: Timestamp::from_millis(40),
            command,
        })),
        1 => Just(Step::Discard),
        1 => Just(Step::Refuse),
    ]
}

fn event(body: EventBody) -> Event {
    Event {
        seq: 0,
        at: Timestamp::from_millis(0),
        body,
    }
}

fn random_record() -> impl Strategy<Value = ConversationRecord> {
    // The revision decides everything else, as it does for a backend: two copies with the same
    // revision are the same.
    (0u8..6, 1u64..20).prop_map(|(id, revision)| {
        let mut record = record(&format!("c{id}"), revision);
        let seed = u64::from(id)
            .wrapping_mul(31)
            .wrapping_add(revision.wrapping_mul(7919));
        let conversation = &mut record.conversation;
        conversation.last_activity_at = Timestamp::from_millis((seed % 60).cast_signed());
        conversation.unread_count = u32::from(seed % 3 == 0);
        conversation.last_position = seed % 9;
        conversation.archived = seed % 11 == 0;
        conversation.answered = seed % 5 == 0;
        conversation.labels = vec!["vip".to_owned(); usize::from(seed % 4 == 0)];
        conversation.assignee =
            [None, Some("me".into()), Some("other".into())][(seed % 3) as usize].clone();
        conversation.channel = format!("ch{}", seed % 2).into();
        conversation.status = [
            ConversationStatus::Open,
            ConversationStatus::Pending,
            ConversationStatus::Snoozed,
            ConversationStatus::Resolved,
        ][(seed % 4) as usize];
        record
    })
}

fn command() -> impl Strategy<Value = Command> {
    (0u8..6, 0u8..7).prop_map(|(id, what)| {
        let conversation = format!("c{id}").into();
        match what {
            0 => Command::SendMessage {
                conversation,
                message: "set later".into(),
                content: OutgoingContent::Text {
                    text: "answer".into(),
                },
                more: None,
            },
            1 => Command::Assign {
                conversation,
                assignee: Some("me".into()),
            },
            2 => Command::SetStatus {
                conversation,
                status: ConversationStatus::Resolved,
            },
            3 => Command::MarkRead {
                conversation,
                position: 5,
            },
            4 => Command::Write {
                conversation,
                verb: Verb::Put,
                resource: deed::ARCHIVED.to_owned(),
                body: Some(deed::switch(true)),
            },
            5 => Command::Write {
                conversation,
                verb: Verb::Put,
                resource: "labels".to_owned(),
                body: Some(Fields::from_json(r#"{"labels":["vip"]}"#)),
            },
            _ => Command::Write {
                conversation,
                verb: Verb::Put,
                resource: deed::UNREAD.to_owned(),
                body: Some(Fields::from_json("{}")),
            },
        }
    })
}
