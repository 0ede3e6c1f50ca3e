//! What every handler and every socket shares.

use std::sync::Arc;

use recado_protocol::{Agent, SessionId, Timestamp};
use serde::Serialize;
use tokio::sync::{Semaphore, watch};

use crate::assist::Assist;
use crate::auth::attempts::Attempts;
use crate::auth::tokens::{Tokens, VisitorToken};
use crate::clock::Clock;
use crate::config::{Config, Tuning};
use crate::connectors::fetch::FetchConfig;
use crate::files::Files;
use crate::judging::Judge;
use crate::live::hub::Hub;
use crate::live::viewing::Viewers;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{Storage, people};
use crate::write::once::{WriteKey, once};

/// How many passwords are hashed at the same time. Each takes 19 MiB and a core.
const HASHING_AT_ONCE: usize = 2;

/// The shared parts. Cheap to clone.
pub type App = Arc<Parts>;

pub struct Parts {
    pub storage: Storage,
    pub files: Files,
    pub hub: Hub,
    pub viewers: Viewers,
    pub tokens: Tokens,
    pub attempts: Attempts,
    pub hashing: Semaphore,
    pub clock: Clock,
    pub tuning: Tuning,
    /// Help with texts, where a server for it was named.
    pub assist: Option<Arc<Assist>>,
    pub judge: Judge,
    pub fetch: FetchConfig,
    /// Turns true when the backend is to stop: sockets close then.
    pub stopping: watch::Receiver<bool>,
}

/// Who is behind an access token.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub agent: Agent,
    pub session: SessionId,
}

/// Waits until the backend is to stop.
pub async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error says that whoever could ask for it is gone: as good as asked.
    let _asked = stopping.wait_for(|stop| *stop).await;
}

impl Parts {
    /// Everything that stands on the storage, however that runs.
    pub fn assemble(
        config: Config,
        storage: Storage,
        hub: Hub,
        tokens: Tokens,
        stopping: watch::Receiver<bool>,
    ) -> App {
        App::new(Self {
            files: Files::beside(&config.data),
            storage,
            hub,
            viewers: Viewers::default(),
            tokens,
            attempts: Attempts::default(),
            hashing: Semaphore::new(HASHING_AT_ONCE),
            assist: config.assist.map(|assist| Arc::new(Assist::new(assist))),
            judge: Judge::default(),
            fetch: config.fetch,
            clock: config.clock,
            tuning: config.tuning,
            stopping,
        })
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Finds out who is behind an access token.
    ///
    /// # Errors
    /// `Unauthenticated` when the token is not ours or over, or its session is.
    pub async fn signed_in(&self, access_token: &str) -> Outcome<SignedIn> {
        let now = self.now();
        let session = self
            .tokens
            .read_access(access_token, now)
            .ok_or_else(Refusal::unauthenticated)?;
        let of = session.clone();
        let agent = self
            .storage
            .read(move |sql| Ok(people::agent_of_session(sql, &of, now)?))
            .await?
            .ok_or_else(Refusal::unauthenticated)?;
        Ok(SignedIn { agent, session })
    }

    /// Finds out which visitor is behind a token.
    ///
    /// # Errors
    /// `Unauthenticated` when the token is not ours or over.
    pub fn visitor(&self, token: &str) -> Outcome<VisitorToken> {
        self.tokens
            .read_visitor(token, self.now())
            .ok_or_else(Refusal::unauthenticated)
    }

    /// Runs a write that may be asked for more than once; gives the answer's JSON text.
    ///
    /// # Errors
    /// See [`once`].
    pub async fn write_once<A: Serialize>(
        &self,
        key: WriteKey,
        write: impl FnOnce(&mut Change<'_>) -> Outcome<A> + Send + 'static,
    ) -> Outcome<String> {
        self.storage
            .write(move |change| once(change, &key, write))
            .await
    }
}
