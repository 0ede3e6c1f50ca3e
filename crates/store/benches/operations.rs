//! What one operation of the store costs in accounts of different sizes: `cargo bench -p recado-store`.
//!
//! Lines are Markdown, for `docs/performance.md`.

use std::hint::black_box;
use std::time::Instant;

use recado_protocol::event::MessageChange;
use recado_protocol::http::{ConversationPage, Snapshot};
use recado_protocol::{
    Agent, AgentStatus, Author, BaseView, Channel, ChannelId, ChannelKind, ChannelState, Command,
    CommandEnvelope, Condition, Contact, Content, Conversation, ConversationRecord,
    ConversationStatus, Counts, Event, EventBody, Filter, Message, OutgoingContent, Preview, Role,
    Timestamp, WriteAnswer,
};
use recado_store::Store;

/// Conversations in the account.
const SIZES: [u32; 4] = [1_000, 10_000, 100_000, 1_000_000];
const REPEATS: u32 = 2_000;
/// An open view is made from all conversations: fewer repeats do.
const OPENINGS: u32 = 11;
const CHANNELS: u32 = 14;
/// Customers have several conversations.
const CONVERSATIONS_OF_CONTACT: u32 = 2;
/// What fits on a screen.
const ROWS: usize = 30;
/// So many people and messages the palette offers.
const FOUND: usize = 10;
const SECOND_MS: i64 = 1_000;
/// Steps over the account so that no two operations that follow one another are neighbours.
const STRIDE: u32 = 7_919;

fn main() {
    let names = [
        "apply a message that moves its conversation in four views",
        "switch the filter: read 30 rows",
        "issue a message and confirm it",
        "open a view over two channels",
        "open the five views of a label, a kind of channel and what waits for an answer",
        "a key in the palette: find people and messages",
    ];
    let measured: Vec<[Vec<u64>; 6]> = SIZES.into_iter().map(measure).collect();
    println!("| operation | conversations | p50 (ns) | p95 (ns) | p50 to that of 1,000 |");
    println!("|---|--:|--:|--:|--:|");
    for (operation, name) in names.into_iter().enumerate() {
        for (size, of_size) in SIZES.into_iter().zip(&measured) {
            let at = |times: &[u64], percent: usize| times[(times.len() - 1) * percent / 100];
            let first = at(&measured[0][operation], 50).max(1);
            let times = &of_size[operation];
            let (p50, p95) = (at(times, 50), at(times, 95));
            #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
            let ratio = p50 as f64 / first as f64;
            println!("| {name} | {size} | {p50} | {p95} | {ratio:.1} |");
        }
    }
}

/// The sorted times of each operation, in nanoseconds.
fn measure(size: u32) -> [Vec<u64>; 6] {
    let mut store = Store::new(me());
    store.load_snapshot(Snapshot {
        me: me(),
        agents: vec![me()],
        teams: Vec::new(),
        companies: Vec::new(),
        channels: (0..CHANNELS).map(channel_of).collect(),
        counts: Counts::default(),
        conversations: ConversationPage {
            items: (0..size).map(|number| record(number, 1)).collect(),
            next: None,
        },
        cursor: 0,
    });
    let mut times = [
        apply(&mut store, size),
        switch(&store),
        issue_and_confirm(&mut store, size),
        open(&mut store),
        open_narrow(&mut store),
        find(size),
    ];
    times.iter_mut().for_each(|times| times.sort_unstable());
    times
}

fn apply(store: &mut Store, size: u32) -> Vec<u64> {
    let events: Vec<Event> = (1..=REPEATS)
        .map(|turn| customer_writes(conversation_of(turn, size), turn))
        .collect();
    let times = events.into_iter().map(|event| {
        timed(|| {
            let changes = store.apply(event);
            assert!(changes.views, "it moves");
        })
    });
    times.collect()
}

fn switch(store: &Store) -> Vec<u64> {
    let filters = BaseView::EVERY.map(Filter::of);
    let times = (0..REPEATS).zip(filters.iter().cycle()).map(|(_, filter)| {
        timed(|| {
            let view = store.view(filter).expect("base views are always open");
            for id in view.ids(0..ROWS) {
                black_box(store.conversation(id));
            }
            black_box(store.count(filter));
        })
    });
    times.collect()
}

fn issue_and_confirm(store: &mut Store, size: u32) -> Vec<u64> {
    let steps: Vec<(CommandEnvelope, WriteAnswer)> = (1..=REPEATS)
        .map(|turn| {
            let turn = turn + REPEATS;
            let number = conversation_of(turn, size);
            (command(number, turn), answer(number, turn))
        })
        .collect();
    let times = steps.into_iter().map(|(envelope, answer)| {
        timed(|| {
            let id = envelope.id.clone();
            let entry = store.entry_for(envelope);
            black_box(store.issue(entry));
            black_box(store.begin_sending(&id));
            black_box(store.confirm(&id, answer));
        })
    });
    let times = times.collect();
    assert_eq!(store.outbox().iter().count(), 0, "all are confirmed");
    times
}

fn open(store: &mut Store) -> Vec<u64> {
    let filter = Filter::of(BaseView::Pending)
        .with(Condition::Channel, channel(1).as_str())
        .with(Condition::Channel, channel(2).as_str());
    let times = (0..OPENINGS).map(|_| {
        let time = timed(|| store.open_views(vec![filter.clone()]));
        store.keep_views(|it| *it != filter);
        time
    });
    times.collect()
}

/// Conditions that a person combines: none of these views was open before.
fn open_narrow(store: &mut Store) -> Vec<u64> {
    let filters = BaseView::EVERY.map(|view| {
        Filter::of(view)
            .with(Condition::Label, "vip")
            .with(Condition::Kind, "telegram")
            .with(Condition::Answered, "no")
    });
    let times = (0..OPENINGS).map(|_| {
        let time = timed(|| store.open_views(filters.to_vec()));
        assert!(store.count(&filters[0]) > 0, "some are found");
        store.keep_views(|it| !it.is_narrowed());
        time
    });
    times.collect()
}

/// What each key of a name and of a sentence costs, in an account whose every row shows a message.
fn find(size: u32) -> Vec<u64> {
    let mut store = Store::new(me());
    let items = (0..size).map(|number| {
        let mut record = record(number, 1);
        let author = Author::Contact {
            id: record.contact.id.clone(),
        };
        record.conversation.last_message = Preview::of(&message(number, number, author));
        record
    });
    store.load_snapshot(Snapshot {
        me: me(),
        agents: vec![me()],
        teams: Vec::new(),
        companies: Vec::new(),
        channels: Vec::new(),
        counts: Counts::default(),
        conversations: ConversationPage {
            items: items.collect(),
            next: None,
        },
        cursor: 0,
    });
    while store.prepare_search() {}
    let typed = ["Customer 4711", "where is my order", "nothing like it"];
    let keys = typed
        .iter()
        .flat_map(|typed| (1..=typed.len()).map(|end| &typed[..end]));
    keys.map(|query| timed(|| drop(black_box(store.search(query, FOUND)))))
        .collect()
}

fn timed(work: impl FnOnce()) -> u64 {
    let begun = Instant::now();
    work();
    u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

fn conversation_of(turn: u32, size: u32) -> u32 {
    turn.wrapping_mul(STRIDE) % size
}

fn at(turn: u32) -> Timestamp {
    // After everything that the account begins with.
    Timestamp::from_millis(i64::from(turn) * SECOND_MS)
}

fn channel(number: u32) -> ChannelId {
    format!("channel-{}", number % CHANNELS).as_str().into()
}

fn channel_of(number: u32) -> Channel {
    Channel {
        id: channel(number),
        kind: match number % 3 {
            0 => ChannelKind::Telegram,
            1 => ChannelKind::Whatsapp,
            _ => ChannelKind::Email,
        },
        name: format!("Channel {number}"),
        state: ChannelState::Active,
    }
}

fn me() -> Agent {
    Agent {
        id: "me".into(),
        name: "Lívia".into(),
        email: None,
        avatar_url: None,
        role: Role::Agent,
        status: AgentStatus::Available,
    }
}

/// Half of the conversations are mine, half of them wait; revisions are turns.
fn record(number: u32, revision: u32) -> ConversationRecord {
    let contact = number / CONVERSATIONS_OF_CONTACT;
    let status = match number % 2 {
        0 => ConversationStatus::Open,
        _ => ConversationStatus::Resolved,
    };
    ConversationRecord {
        conversation: Conversation {
            id: format!("conversation-{number}").into(),
            channel: channel(number),
            contact: format!("contact-{contact}").into(),
            status,
            snoozed_until: None,
            archived: false,
            answered: false,
            priority: None,
            assignee: (number % 4 < 2).then(|| "me".into()),
            team: None,
            labels: if number.is_multiple_of(5) {
                vec!["bug".into(), "vip".into()]
            } else {
                Vec::new()
            },
            waiting_since: None,
            customer_wrote_at: None,
            created_at: Timestamp::from_millis(0),
            last_activity_at: Timestamp::from_millis(-i64::from(number)),
            last_message: None,
            last_position: 0,
            read_position: 0,
            unread_count: number % 3,
            resolution: None,
            blocked_by_customer: false,
            blocked: false,
            erased: false,
            deleted: false,
            mentions: Vec::new(),
            scheduled: None,
            pinned: None,
            revision: revision.into(),
        },
        contact: Contact {
            id: format!("contact-{contact}").into(),
            name: format!("Customer {contact}"),
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

/// The record after turn `turn`, in which somebody wrote: mine, open and unread, so that it is in
/// every view but the one for those that nobody has.
fn written_record(number: u32, turn: u32) -> ConversationRecord {
    let mut record = record(number, turn + 1);
    let conversation = &mut record.conversation;
    conversation.status = ConversationStatus::Open;
    conversation.assignee = Some("me".into());
    conversation.unread_count = 1;
    conversation.last_activity_at = at(turn);
    conversation.last_position = turn.into();
    record
}

fn message(number: u32, turn: u32, author: Author) -> Message {
    Message {
        id: format!("message-{turn}").into(),
        conversation: format!("conversation-{number}").into(),
        position: turn.into(),
        at: at(turn),
        author,
        content: Content::Text {
            text: "Where is my order?".to_owned(),
        },
        delivery: None,
        more: None,
        revision: 1,
    }
}

fn customer_writes(number: u32, turn: u32) -> Event {
    let record = written_record(number, turn);
    let author = Author::Contact {
        id: record.contact.id.clone(),
    };
    let message = message(number, turn, author);
    Event {
        seq: turn.into(),
        at: at(turn),
        body: EventBody::Message(Box::new(MessageChange {
            message,
            record: Some(record),
        })),
    }
}

fn command(number: u32, turn: u32) -> CommandEnvelope {
    CommandEnvelope {
        id: format!("message-{turn}").into(),
        issued_at: at(turn),
        command: Command::SendMessage {
            conversation: format!("conversation-{number}").into(),
            message: format!("message-{turn}").into(),
            content: OutgoingContent::Text {
                text: "It is on its way.".to_owned(),
            },
            more: None,
        },
    }
}

fn answer(number: u32, turn: u32) -> WriteAnswer {
    let author = Author::Agent {
        id: "me".into(),
        name: "Lívia".to_owned(),
    };
    WriteAnswer {
        record: written_record(number, turn),
        message: Some(message(number, turn, author)),
    }
}
