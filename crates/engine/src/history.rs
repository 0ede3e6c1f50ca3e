//! Conversations and messages that are fetched when a person asks for them.

use std::rc::Rc;

use recado_client::{Backend, Failure};
use recado_protocol::ConversationId;
use recado_protocol::http::MessageWindow;

use crate::Engine;
use crate::host::{Host, News};

/// How many messages one page holds.
const PAGE: u32 = 80;

/// Whether a conversation can be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lookup {
    Known,
    Loading,
    /// It does not exist, or this person may not see it.
    NotFound,
    /// The backend could not be asked: opening it again asks again.
    Failed,
}

/// Whether a page of messages is on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum History {
    Idle,
    Loading,
    /// The last page could not be had: asking for it again asks again.
    Failed,
}

impl<H: Host> Engine<H> {
    /// Whether a conversation can be shown.
    pub fn lookup(&self, id: &ConversationId) -> Lookup {
        if self.store.borrow().conversation(id).is_some() {
            return Lookup::Known;
        }
        let lookups = self.lookups.borrow();
        lookups.get(id).copied().unwrap_or(Lookup::Loading)
    }

    /// Whether messages of a conversation are on their way.
    pub fn history(&self, id: &ConversationId) -> History {
        let histories = self.histories.borrow();
        histories.get(id).copied().unwrap_or(History::Idle)
    }

    pub(crate) fn open_conversation(self: &Rc<Self>, id: ConversationId) {
        self.open.replace(Some(id.clone()));
        self.follow_reader();
        // It may be in storage, which is still being read.
        if self.early.borrow().is_some() {
            return;
        }
        let known = self.store.borrow().conversation(&id).is_some();
        if known {
            self.load_first_messages(&id);
            return;
        }
        self.set_lookup(&id, Lookup::Loading);
        self.fetch_record(id, true);
    }

    /// Takes a conversation that is not here, and says what came of it where somebody wants to read it.
    pub(crate) fn fetch_record(self: &Rc<Self>, id: ConversationId, is_to_be_read: bool) {
        let this = Rc::clone(self);
        let life = self.life.get();
        self.host.spawn(async move {
            let answer = this.host.backend().conversation(&id).await;
            if this.life.get() != life {
                return;
            }
            match answer {
                Ok(record) => {
                    this.step(|store| store.add_record(record));
                    if is_to_be_read {
                        this.load_first_messages(&id);
                    }
                }
                Err(Failure::SignedOut(_)) => this.expire(),
                Err(_) if !is_to_be_read => {}
                Err(Failure::Refused(_)) => this.set_lookup(&id, Lookup::NotFound),
                Err(_) => this.set_lookup(&id, Lookup::Failed),
            }
        });
    }

    /// Fetches the messages around the first unread one, or the newest ones, unless they are here.
    fn load_first_messages(self: &Rc<Self>, id: &ConversationId) {
        let window = {
            let store = self.store.borrow();
            let Some(conversation) = store.conversation(id) else {
                return;
            };
            let (place, window) = if conversation.unread_count > 0 {
                let first_unread = conversation.read_position + 1;
                (first_unread, MessageWindow::Around(first_unread))
            } else {
                (conversation.last_position, MessageWindow::Latest)
            };
            let timeline = store.timeline(id).filter(|timeline| !timeline.is_stale());
            if timeline.is_some_and(|timeline| timeline.run_at(place).is_some()) {
                return;
            }
            window
        };
        self.load_messages(id.clone(), window);
    }

    pub(crate) fn load_messages(self: &Rc<Self>, id: ConversationId, window: MessageWindow) {
        let before = self
            .histories
            .borrow_mut()
            .insert(id.clone(), History::Loading);
        if before == Some(History::Loading) {
            return;
        }
        self.host.show(News::History(id.clone()));
        self.store.borrow_mut().expect_messages(&id);
        let this = Rc::clone(self);
        let (life, snapshot) = (self.life.get(), self.flow.snapshots.get());
        self.host.spawn(async move {
            let answer = this.host.backend().messages(&id, window, PAGE).await;
            if this.life.get() != life || this.flow.snapshots.get() != snapshot {
                return;
            }
            let history = if answer.is_ok() {
                History::Idle
            } else {
                History::Failed
            };
            this.histories.borrow_mut().insert(id.clone(), history);
            match answer {
                Ok(page) => this.step(|store| store.add_messages(&id, window, page)),
                Err(Failure::SignedOut(_)) => this.expire(),
                Err(_) => this.host.show(News::History(id)),
            }
        });
    }

    /// Storage is read: what is open is shown from there, or asked for.
    pub(crate) fn open_what_is_open(self: &Rc<Self>) {
        let open = self.open.borrow().clone();
        if let Some(id) = open {
            self.open_conversation(id);
        }
    }

    /// The backend is back: what the open conversation could not get is asked for again.
    pub(crate) fn open_again_what_failed(self: &Rc<Self>) {
        let Some(id) = self.open.borrow().clone() else {
            return;
        };
        let no_record = self.lookups.borrow().get(&id) == Some(&Lookup::Failed);
        let no_messages = self.histories.borrow().get(&id) == Some(&History::Failed);
        if no_record || no_messages {
            self.open_conversation(id);
        }
    }

    fn set_lookup(&self, id: &ConversationId, lookup: Lookup) {
        self.lookups.borrow_mut().insert(id.clone(), lookup);
        self.host.show(News::Lookup(id.clone()));
    }
}
