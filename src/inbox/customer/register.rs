//! What administrators decide for everybody, as the backend has it, while its window is open.

use leptos::task::spawn_local;
use recado_client::Failure;
use recado_protocol::Fields;
use serde::de::DeserializeOwned;

use crate::locale::{Key, failure_sentence};
use crate::reactive::RwSignal;
use crate::session::Session;

/// One document of the backend's.
pub struct Register<T: 'static> {
    pub session: Session,
    /// `None` before the backend has said.
    pub known: RwSignal<Option<T>>,
    /// Why something was not done.
    pub wrong: RwSignal<Option<String>>,
}

impl<T> Clone for Register<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Register<T> {}

impl<T: DeserializeOwned + Send + Sync> Register<T> {
    pub fn new(session: Session) -> Self {
        Self {
            session,
            known: RwSignal::new(None),
            wrong: RwSignal::new(None),
        }
    }

    /// To be called where the window is made.
    pub fn ask(self, resource: &'static str) {
        self.fetch(resource);
        let is_missing =
            move || self.known.with(Option::is_none) && self.wrong.with(Option::is_some);
        self.session
            .again_when_back(is_missing, move || self.fetch(resource));
    }

    fn fetch(self, resource: &'static str) {
        spawn_local(async move {
            let answer = self.session.resource(resource).await;
            self.take(answer);
        });
    }

    /// Shows what comes of a question or a change; whether it was done, and there is still somebody to see it.
    pub fn take(self, answer: Result<Fields, Failure>) -> bool {
        let wrong = match answer {
            Ok(fields) => {
                self.show(&fields);
                None
            }
            Err(failure) => Some(failure_sentence(&failure, Key::QueueNotSaved)),
        };
        let is_done = wrong.is_none();
        // The window may have been closed meanwhile.
        self.wrong.try_update(|shown| *shown = wrong).is_some() && is_done
    }

    pub fn show(self, fields: &Fields) {
        if let Some(read) = fields.read() {
            self.known.try_update(|known| *known = Some(read));
        }
    }
}
