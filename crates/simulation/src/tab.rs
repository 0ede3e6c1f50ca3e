//! One tab of an agent: the real engine, with a person who reads what it shows.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use recado_client::RecadoBackend;
use recado_engine::{Engine, Host, Intent, News, NotKept, Phase};
use recado_protocol::http::{KeepRefresh, MessageWindow};
use recado_protocol::{Agent, AgentId, CommandId, ConversationId, ConversationStatus};
use recado_store::{DraftKey, DraftKind, EntryState, Mode, Store};
use tokio::task::{AbortHandle, spawn_local};
use tokio::time::sleep;

use crate::device::Device;
use crate::network::{ORIGIN, SimTransport, millis};
use crate::plan::Deed;
use crate::storage::SimVault;
use crate::tabs::{Seat, SimTabs};
use crate::time::SimClock;

/// How long after a change the screen shows it, in milliseconds.
const FRAME_MS: u32 = 16;
/// Longer than any channel takes.
const TOO_LONG: usize = 60_000;
/// Nobody has this id.
const STRANGER: &str = "nobody-at-all";

/// The backend as an agent's client sees it over the made-up network.
pub type SimBackend = RecadoBackend<SimTransport, SimVault>;

/// A tab. Dropping it is a crash: everything that it had in memory is gone.
pub struct Tab {
    pub engine: Rc<Engine<Page>>,
    number: u32,
    open: RefCell<Option<ConversationId>>,
    written: Cell<u32>,
    typed: Cell<u32>,
}

/// What the engine has of its world.
pub struct Page {
    device: Rc<Device>,
    number: u32,
    backend: SimBackend,
    tasks: Tasks,
    tabs: RefCell<Option<Rc<SimTabs>>>,
    engine: RefCell<Weak<Engine<Page>>>,
}

/// The tasks of a page, which end with it.
#[derive(Default)]
struct Tasks(RefCell<Vec<AbortHandle>>);

impl Tasks {
    fn spawn(&self, work: impl Future<Output = ()> + 'static) {
        let mut tasks = self.0.borrow_mut();
        if tasks.len() > 32 {
            tasks.retain(|task| !task.is_finished());
        }
        tasks.push(spawn_local(work).abort_handle());
    }

    fn end(&self) {
        for task in self.0.borrow().iter() {
            task.abort();
        }
    }
}

impl Host for Page {
    type Backend = SimBackend;
    type Clock = SimClock;
    type Vault = SimVault;
    type Tabs = Seat;

    fn backend(&self) -> &SimBackend {
        &self.backend
    }

    fn clock(&self) -> &SimClock {
        &self.device.clock
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.tasks.spawn(task);
    }

    fn random(&self) -> [u8; 10] {
        self.device.chance.bytes()
    }

    fn remembered(&self) -> Option<Agent> {
        self.device.storage.remembered.borrow().clone()
    }

    fn remember(&self, me: Option<&Agent>) {
        self.device.storage.remembered.replace(me.cloned());
    }

    async fn open_vault(&self, _person: &AgentId) -> Result<SimVault, NotKept> {
        self.device.storage.opening().await;
        Ok(SimVault(Rc::clone(&self.device.storage)))
    }

    fn join_tabs(&self, _person: &AgentId) -> Seat {
        let tabs = self.device.meeting.join(self.number);
        self.tabs.replace(Some(Rc::clone(&tabs)));
        Seat(tabs)
    }

    fn guard_storage(&self) {}

    fn show(&self, news: News) {
        if let News::Link(_) | News::Phase(_) = news {
            let (device, number) = (self.device.number, self.number);
            let network = &self.device.network;
            network.note(format_args!("device {device}, tab {number}: {news:?}"));
        }
        if news == News::Changed
            && let Some(engine) = self.engine.borrow().upgrade()
        {
            self.tasks.spawn(async move {
                sleep(millis(FRAME_MS)).await;
                let changes = engine.take_changes();
                let mut ledger = engine.host().device.storage.ledger.borrow_mut();
                for (command, _) in changes.refused {
                    ledger.told(command);
                }
            });
        }
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let page = self.engine.host();
        page.tasks.end();
        if let Some(tabs) = page.tabs.take() {
            tabs.depart();
        }
    }
}

impl Tab {
    pub fn open(device: &Rc<Device>, number: u32) -> Self {
        let transport = SimTransport {
            network: Rc::clone(&device.network),
            line: device.number,
        };
        let vault = SimVault(Rc::clone(&device.storage));
        let engine = Engine::new(Page {
            device: Rc::clone(device),
            number,
            backend: RecadoBackend::new(transport, vault, ORIGIN, KeepRefresh::Body),
            tasks: Tasks::default(),
            tabs: RefCell::default(),
            engine: RefCell::default(),
        });
        engine.host().engine.replace(Rc::downgrade(&engine));
        let tab = Self {
            engine,
            number,
            open: RefCell::default(),
            written: Cell::new(0),
            typed: Cell::new(0),
        };
        tab.engine.start();
        tab
    }

    /// Does what a person does; a deed that is not possible now is none. Says what it came to.
    pub fn act(&self, deed: Deed) -> String {
        if self.engine.phase() != Phase::Ready {
            return "nobody is signed in".to_owned();
        }
        match self.intent(deed) {
            Some(intent) => {
                let mut said = format!("{intent:?}");
                said.truncate(300);
                for intent in with_its_draft(intent) {
                    self.note(&intent);
                    self.engine.dispatch(intent);
                }
                said
            }
            None => "there is nothing to do it to".to_owned(),
        }
    }

    /// Signs out, as the person decides.
    pub fn sign_out(&self, clear: bool) -> String {
        if self.engine.phase() != Phase::Ready {
            return "nobody is signed in".to_owned();
        }
        let storage = &self.engine.host().device.storage;
        storage.ledger.borrow_mut().forget_untaken(storage, None);
        if clear {
            storage.expect_cleared();
        }
        self.engine.sign_out(clear);
        "signed out".to_owned()
    }

    fn intent(&self, deed: Deed) -> Option<Intent> {
        let find = |pick: u16| self.engine.read(|store| find(store, pick));
        Some(match deed {
            Deed::Write {
                conversation,
                note,
                too_long,
            } => {
                let conversation = find(conversation)?;
                self.written.set(self.written.get() + 1);
                let device = self.engine.host().device.number;
                let mut text = format!("d{device}t{}#{:04}", self.number, self.written.get());
                if too_long {
                    text.push_str(&".".repeat(TOO_LONG));
                }
                Intent::SendMessage {
                    conversation,
                    mode: if note { Mode::Note } else { Mode::Reply },
                    text,
                }
            }
            Deed::Assign { conversation, to } => Intent::Assign {
                conversation: find(conversation)?,
                assignee: [
                    Some("demo-agent"),
                    Some("demo-agent-2"),
                    Some("demo-supervisor"),
                    None,
                    Some(STRANGER),
                ][usize::from(to) % 5]
                    .map(AgentId::from),
            },
            Deed::SetStatus {
                conversation,
                resolved,
            } => Intent::SetStatus {
                conversation: find(conversation)?,
                status: if resolved {
                    ConversationStatus::Resolved
                } else {
                    ConversationStatus::Open
                },
            },
            Deed::MarkRead { conversation } => {
                let conversation = find(conversation)?;
                let position = self
                    .engine
                    .read(|store| Some(store.conversation(&conversation)?.last_position))?;
                Intent::MarkRead {
                    conversation,
                    position,
                }
            }
            Deed::Open { conversation } => {
                let conversation = find(conversation)?;
                self.open.replace(Some(conversation.clone()));
                Intent::Open(conversation)
            }
            Deed::LoadOlder => {
                let conversation = self.open.borrow().clone()?;
                let start = self.engine.read(|store| {
                    let run = store.timeline(&conversation)?.latest_run()?;
                    run.has_older().then_some(run.start)
                })?;
                Intent::LoadMessages {
                    conversation,
                    window: MessageWindow::Before(start),
                }
            }
            Deed::Draft {
                conversation,
                note,
                blank,
            } => {
                let conversation = find(conversation)?;
                self.typed.set(self.typed.get() + 1);
                let device = self.engine.host().device.number;
                let text = format!("d{device}t{}~{:04}", self.number, self.typed.get());
                let mode = if note { Mode::Note } else { Mode::Reply };
                // The composer says so with every text.
                self.engine.dispatch(Intent::Typing {
                    conversation: conversation.clone(),
                    on: !blank,
                    note,
                });
                Intent::SetDraft {
                    key: DraftKey {
                        conversation,
                        kind: DraftKind::Written(mode),
                    },
                    text: if blank { String::new() } else { text },
                }
            }
            Deed::Retry => Intent::Retry(self.failed()?),
            Deed::Discard => Intent::Discard(self.failed()?),
        })
    }

    fn note(&self, intent: &Intent) {
        let mut ledger = self.engine.host().device.storage.ledger.borrow_mut();
        match intent {
            Intent::Discard(id) => ledger.given_up(id),
            Intent::Retry(id) => ledger.retried(id),
            Intent::SetDraft { key, text } => ledger.typed(self.number, key, text),
            _ => {}
        }
    }

    fn failed(&self) -> Option<CommandId> {
        self.engine.read(|store| {
            store
                .outbox()
                .iter()
                .find(|entry| matches!(entry.state, EntryState::Failed { .. }))
                .map(|entry| entry.envelope.id.clone())
        })
    }
}

/// What a composer asks for: a message that is sent was a draft before, and is none after.
fn with_its_draft(intent: Intent) -> Vec<Intent> {
    let Intent::SendMessage {
        conversation,
        mode,
        text,
    } = &intent
    else {
        return vec![intent];
    };
    let draft = |text: &str| Intent::SetDraft {
        key: DraftKey {
            conversation: conversation.clone(),
            kind: DraftKind::Written(*mode),
        },
        text: text.to_owned(),
    };
    let (typed, emptied) = (draft(text), draft(""));
    vec![typed, intent, emptied]
}

/// A conversation that an agent can see, the same for the same pick as long as possible.
fn find(store: &Store, pick: u16) -> Option<ConversationId> {
    let mut ids: Vec<&ConversationId> = store.conversations().map(|known| &known.id).collect();
    ids.sort();
    let at = usize::from(pick) % ids.len().max(1);
    // The newest ones: those of visitors come last.
    ids.into_iter().rev().nth(at).cloned()
}
