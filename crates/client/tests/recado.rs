//! The adapter for our own protocol against the real reference backend, without a browser.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use futures_channel::mpsc::unbounded;
use recado_backend::{Config, Demo, Running, serve};
use recado_client::backend::{Link, Linked};
use recado_client::native::Native;
use recado_client::{Backend, Failure, LiveNews, LiveSink, RecadoBackend, RefreshVault, keep_live};
use recado_protocol::http::{KeepRefresh, MessageWindow};
use recado_protocol::{
    Agent, Command, CommandEnvelope, CommandId, Content, ConversationId, Delivery, OutgoingContent,
    ProblemKind, ServerFrame, Timestamp,
};
use recado_store::{Fill, Store};
use tempfile::TempDir;

const PASSWORD: &str = "recado-demo";

#[derive(Default)]
struct Memory(RefCell<Option<String>>);

impl RefreshVault for &Memory {
    fn load(&self) -> Option<String> {
        self.0.borrow().clone()
    }

    fn save(&self, token: Option<&str>) {
        self.0.replace(token.map(str::to_owned));
    }
}

/// A running backend with a small demo account, and where it keeps it.
async fn demo() -> (Running, TempDir) {
    let folder = TempDir::new().expect("a folder for the test");
    (start(&folder, 0).await, folder)
}

async fn start(folder: &TempDir, port: u16) -> Running {
    let mut config = Config::of(folder.path().to_owned());
    config.port = port;
    config.demo = Demo::Conversations(250);
    serve(config).await.expect("the backend starts")
}

fn client<'a>(backend: &Running, memory: &'a Memory) -> RecadoBackend<Native, &'a Memory> {
    let origin = format!("http://{}", backend.address());
    RecadoBackend::new(Native::new(), memory, &origin, KeepRefresh::Body)
}

async fn signed_in<B: Backend>(client: &B) -> Agent {
    client
        .sign_in("agent@demo.recado.test", PASSWORD)
        .await
        .expect("the demo sign-in works")
}

fn text(conversation: &ConversationId, id: &str, text: &str) -> CommandEnvelope {
    CommandEnvelope {
        id: id.into(),
        issued_at: Timestamp::from_millis(0),
        command: Command::SendMessage {
            conversation: conversation.clone(),
            message: id.into(),
            content: OutgoingContent::Text {
                text: text.to_owned(),
            },
            more: None,
        },
    }
}

/// A live-chat conversation: its channel takes messages by itself.
async fn open_conversation<B: Backend>(client: &B) -> ConversationId {
    let snapshot = client.snapshot().await.expect("a snapshot");
    let on_live_chat = |channel: &recado_protocol::ChannelId| {
        snapshot
            .channels
            .iter()
            .any(|c| c.id == *channel && c.kind == recado_protocol::ChannelKind::LiveChat)
    };
    let found = snapshot.conversations.items.iter().find(|item| {
        on_live_chat(&item.conversation.channel) && !item.conversation.blocked_by_customer
    });
    found
        .expect("the demo has live chats")
        .conversation
        .id
        .clone()
}

#[tokio::test]
async fn a_wrong_password_and_a_missing_backend_are_told_apart() {
    let (backend, _folder) = demo().await;
    let memory = Memory::default();
    let client = client(&backend, &memory);
    let wrong = client
        .sign_in("agent@demo.recado.test", "guess")
        .await
        .unwrap_err();
    assert!(
        matches!(&wrong, Failure::Refused(problem) if problem.kind == ProblemKind::WrongCredentials),
        "{wrong:?}"
    );
    backend.stop().await;
    let missing = client
        .sign_in("agent@demo.recado.test", PASSWORD)
        .await
        .unwrap_err();
    assert_eq!(missing, Failure::Unreachable);
}

#[tokio::test]
async fn the_pages_after_the_snapshot_fill_the_replica_without_doubles() {
    let (backend, _folder) = demo().await;
    let memory = Memory::default();
    let client = client(&backend, &memory);
    let mut store = Store::new(signed_in(&client).await);
    store.load_snapshot(client.snapshot().await.unwrap());
    let mut pages = 1;
    while let Fill::Loading { next } = store.fill().clone() {
        store.add_conversations(client.conversations(&next).await.unwrap());
        pages += 1;
    }
    assert!(pages > 1, "250 conversations are more than a page");
    let counts = client.counts().await.unwrap();
    for view in recado_protocol::BaseView::EVERY {
        let filter = recado_protocol::Filter::of(view);
        assert_eq!(store.count(&filter), counts.of(view), "{view:?}");
    }
    backend.stop().await;
}

#[tokio::test]
async fn a_command_sent_twice_takes_effect_once_also_over_a_restart() {
    let (backend, folder) = demo().await;
    let memory = Memory::default();
    let first = client(&backend, &memory);
    signed_in(&first).await;
    let conversation = open_conversation(&first).await;
    let envelope = text(
        &conversation,
        "0190aaaa-0000-7000-8000-000000000001",
        "once",
    );
    let answer = first.send(&envelope).await.unwrap();
    assert_eq!(first.send(&envelope).await.unwrap(), answer);
    backend.stop().await;

    let backend = start(&folder, 0).await;
    let second = client(&backend, &memory);
    second
        .resume()
        .await
        .expect("the session survives a restart");
    assert_eq!(second.send(&envelope).await.unwrap(), answer);
    let page = second
        .messages(&conversation, MessageWindow::Latest, 200)
        .await
        .unwrap();
    let once = Content::Text {
        text: "once".into(),
    };
    assert_eq!(
        page.items
            .iter()
            .filter(|message| message.content == once)
            .count(),
        1
    );
    assert_eq!(answer.message.unwrap().delivery, Some(Delivery::Sent));
    backend.stop().await;
}

#[tokio::test]
async fn a_refresh_token_that_was_used_long_ago_ends_the_session() {
    let (backend, _folder) = demo().await;
    let memory = Memory::default();
    let client = client(&backend, &memory);
    signed_in(&client).await;
    let stolen = memory.0.borrow().clone();
    for _ in 0..3 {
        client.resume().await.unwrap();
    }
    memory.0.replace(stolen);
    assert!(matches!(client.resume().await, Err(Failure::SignedOut(_))));
    assert!(
        matches!(client.counts().await, Err(Failure::SignedOut(_))),
        "the whole session ends"
    );
    backend.stop().await;
}

#[tokio::test]
async fn what_happened_while_the_link_was_down_comes_in_order_from_the_cursor() {
    let (backend, _folder) = demo().await;
    let memory = Memory::default();
    let client = client(&backend, &memory);
    signed_in(&client).await;
    let conversation = open_conversation(&client).await;
    let cursor = client.snapshot().await.unwrap().cursor;
    for number in 0..5 {
        let id = format!("0190aaaa-0000-7000-8000-00000000001{number}");
        client
            .send(&text(&conversation, &id, &number.to_string()))
            .await
            .unwrap();
    }
    let mut link = client.open_live(Some(cursor), "test").await.unwrap();
    let mut texts = Vec::new();
    let mut last_seq = cursor;
    while texts.len() < 5 {
        let linked = tokio::time::timeout(Duration::from_secs(10), link.next())
            .await
            .unwrap();
        let Linked::Frame(frame, _) = linked else {
            continue;
        };
        for event in frame.events() {
            assert!(event.seq > last_seq, "in order");
            last_seq = event.seq;
            if let recado_protocol::EventBody::Message(change) = &event.body {
                texts.extend(change.message.content.text().map(str::to_owned));
            }
        }
    }
    assert_eq!(texts, ["0", "1", "2", "3", "4"]);
    backend.stop().await;
}

/// Notes what a live link says.
struct Diary {
    cursor: Cell<u64>,
    lines: RefCell<Vec<String>>,
}

impl LiveSink for Diary {
    fn cursor(&self) -> Option<u64> {
        Some(self.cursor.get())
    }

    fn news(&self, news: LiveNews) {
        if matches!(news, LiveNews::Frame(ServerFrame::Ping, _)) {
            return;
        }
        let line = match news {
            LiveNews::Frame(frame, _) if !frame.events().is_empty() => {
                self.cursor
                    .set(frame.events().last().map_or(0, |event| event.seq));
                "event".to_owned()
            }
            LiveNews::Connected(_) => "connected".to_owned(),
            other => format!("{other:?}").to_lowercase(),
        };
        let mut lines = self.lines.borrow_mut();
        if lines.last() != Some(&line) {
            lines.push(line);
        }
    }
}

impl Diary {
    async fn until(&self, what: &str) {
        let wait = async {
            while self.lines.borrow().last().is_none_or(|line| line != what) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let in_time = tokio::time::timeout(Duration::from_secs(20), wait).await;
        assert!(in_time.is_ok(), "never {what}: {:?}", self.lines.borrow());
    }
}

#[tokio::test]
async fn the_link_comes_back_by_itself_after_the_backend_does() {
    let (backend, folder) = demo().await;
    let port = backend.address().port();
    let memory = Memory::default();
    let client = client(&backend, &memory);
    signed_in(&client).await;
    let conversation = open_conversation(&client).await;
    let cursor = client.snapshot().await.unwrap().cursor;
    let diary = Diary {
        cursor: Cell::new(cursor),
        lines: RefCell::default(),
    };
    let (orders, receiver) = unbounded();
    let clock = Native::new();
    let live = keep_live(&client, &clock, &diary, "test", receiver);
    let story = async {
        diary.until("connected").await;
        backend.stop().await;
        diary.until("down").await;
        let backend = start(&folder, port).await;
        diary.until("connected").await;
        let id = CommandId::new("0190aaaa-0000-7000-8000-000000000021");
        client
            .send(&text(&conversation, id.as_str(), "back"))
            .await
            .unwrap();
        diary.until("event").await;
        drop(orders);
        backend.stop().await;
    };
    tokio::join!(live, story);
}

#[tokio::test]
async fn a_search_finds_what_was_written_and_the_message_by_its_id() {
    let (backend, _folder) = demo().await;
    let memory = Memory::default();
    let client = client(&backend, &memory);
    signed_in(&client).await;
    let conversation = open_conversation(&client).await;
    for (id, words) in [("search-1", "Ação & reação?"), ("search-2", "mais reação")] {
        let sent = client.send(&text(&conversation, id, words)).await;
        sent.expect("the message is taken");
    }

    let first = client.search("REACAO", None, 1).await.expect("a page");
    let message = first.items[0].message.as_ref().expect("a message");
    assert_eq!(message.preview.text, "mais reação");
    let next = first.next.expect("there is more");
    let second = client
        .search("REACAO", Some(&next), 1)
        .await
        .expect("a page");
    let message = second.items[0].message.as_ref().expect("a message");
    assert_eq!(second.items[0].record.conversation.id, conversation);

    let found = client
        .message(&conversation, &message.preview.message)
        .await;
    assert_eq!(found.expect("the message").position, message.position);
    let missing = client.message(&conversation, &"no-such".into()).await;
    assert!(matches!(missing, Err(Failure::Refused(_))), "{missing:?}");
    let blank = client.search("&", None, 1).await;
    assert!(matches!(blank, Err(Failure::Refused(_))), "{blank:?}");
    backend.stop().await;
}
