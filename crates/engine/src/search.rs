//! Finding people and messages: on this device at once, then on the backend.

use std::rc::Rc;

use recado_client::{Backend, Clock, Failure};
use recado_protocol::http::MessageWindow;
use recado_protocol::{ConversationId, MessageId, SearchPage};
use recado_store::Hit;

use crate::Engine;
use crate::host::Host;

/// How many results one answer of the backend holds.
const PAGE: u32 = 30;
/// How many messages are fetched around one that was looked for.
const AROUND: u32 = 80;

/// What became of looking for a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whereabouts {
    /// It is in the replica, with those around it.
    Here,
    /// There is no such message in this conversation.
    Nowhere,
    /// The backend could not be asked.
    Unknown,
}

impl<H: Host> Engine<H> {
    /// Does the work that the first search needs, a little at a time between other things.
    pub fn prepare_search(self: &Rc<Self>) {
        let this = Rc::clone(self);
        self.host.spawn(async move {
            while this.store.borrow_mut().prepare_search() {
                this.host.clock().sleep(0).await;
            }
        });
    }

    /// People and messages that this device knows.
    pub fn search_here(&self, query: &str, limit: usize) -> Vec<Hit> {
        self.store.borrow_mut().search(query, limit)
    }

    /// People and messages that the backend knows, after those of the page that gave `cursor`.
    ///
    /// # Errors
    /// See [`Failure`]; a session that is over is ended here too.
    pub async fn search_there(
        self: &Rc<Self>,
        query: &str,
        cursor: Option<&str>,
    ) -> Result<SearchPage, Failure> {
        let life = self.life.get();
        let answer = self.host.backend().search(query, cursor, PAGE).await;
        if matches!(answer, Err(Failure::SignedOut(_))) && self.life.get() == life {
            self.expire();
        }
        answer
    }

    /// Gets a message into the replica, with those around it.
    pub async fn find_message(
        self: &Rc<Self>,
        conversation: &ConversationId,
        message: &MessageId,
    ) -> Whereabouts {
        let (life, backend) = (self.life.get(), self.host.backend());
        let page = async {
            let found = backend.message(conversation, message).await?;
            let window = MessageWindow::Around(found.position);
            let page = backend.messages(conversation, window, AROUND).await?;
            Ok((window, page))
        };
        let answer = page.await;
        if self.life.get() != life {
            return Whereabouts::Unknown;
        }
        match answer {
            Ok((window, page)) => {
                self.step(|store| store.add_messages(conversation, window, page));
                Whereabouts::Here
            }
            Err(Failure::Refused(_)) => Whereabouts::Nowhere,
            Err(Failure::SignedOut(_)) => {
                self.expire();
                Whereabouts::Unknown
            }
            Err(_) => Whereabouts::Unknown,
        }
    }
}
