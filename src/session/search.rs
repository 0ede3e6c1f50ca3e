//! Finding people and messages: on this device at once, then on the backend.

use std::time::Duration;

use leptos::prelude::set_timeout;
use recado_client::{Backend, Failure};
use recado_protocol::http::MessageWindow;
use recado_protocol::{ConversationId, MessageId, SearchPage};
use recado_store::Hit;

use super::Session;

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

impl Session {
    /// Does the work that the first search needs, a little at a time between other things.
    pub fn prepare_search(self) {
        if self.inner().store.borrow_mut().prepare_search() {
            set_timeout(move || self.prepare_search(), Duration::ZERO);
        }
    }

    /// People and messages that this device knows.
    pub fn search_here(self, query: &str, limit: usize) -> Vec<Hit> {
        self.inner().store.borrow_mut().search(query, limit)
    }

    /// People and messages that the backend knows, after those of the page that gave `cursor`.
    ///
    /// # Errors
    /// See [`Failure`]; a session that is over is ended here too.
    pub async fn search_there(
        self,
        query: &str,
        cursor: Option<&str>,
    ) -> Result<SearchPage, Failure> {
        let inner = self.inner();
        let life = inner.life.get();
        let answer = inner.backend.search(query, cursor, PAGE).await;
        if matches!(answer, Err(Failure::SignedOut(_))) && inner.life.get() == life {
            inner.expire();
        }
        answer
    }

    /// Gets a message into the replica, with those around it.
    pub async fn find_message(
        self,
        conversation: &ConversationId,
        message: &MessageId,
    ) -> Whereabouts {
        let inner = self.inner();
        let life = inner.life.get();
        let page = async {
            let found = inner.backend.message(conversation, message).await?;
            let window = MessageWindow::Around(found.position);
            let page = inner.backend.messages(conversation, window, AROUND).await?;
            Ok((window, page))
        };
        let answer = page.await;
        if inner.life.get() != life {
            return Whereabouts::Unknown;
        }
        match answer {
            Ok((window, page)) => {
                inner.step(|store| store.add_messages(conversation, window, page));
                Whereabouts::Here
            }
            Err(Failure::Refused(_)) => Whereabouts::Nowhere,
            Err(Failure::SignedOut(_)) => {
                inner.expire();
                Whereabouts::Unknown
            }
            Err(_) => Whereabouts::Unknown,
        }
    }
}
