//! The whole backend inside the caller's task: no port, no thread, no chance of its own. The
//! simulation drives it with made-up time, ends it between any two steps and opens it again.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
pub use axum::extract::ws::{CloseFrame, Message};
use axum::http::{Request, Response};
use recado_protocol::{Agent, AgentId};
use tokio::sync::watch;
use tower::ServiceExt;

use crate::app::{App, Parts};
use crate::auth::session;
use crate::auth::tokens::Tokens;
use crate::config::Config;
use crate::live::hub::Hub;
use crate::live::socket;
use crate::refusal::Refusal;
use crate::server::{self, StartError};
use crate::storage::file::DatabaseFile;
use crate::storage::{Storage, people};
use crate::{demo, random};

pub use crate::live::hello::Side;
pub use crate::live::socket::Wire;
pub use crate::storage::Pace;

/// A backend at work. It is killed by dropping every clone, every future that it gave and its
/// writer's work.
#[derive(Clone)]
pub struct Rehearsal {
    app: App,
    router: Router,
    /// Nobody asks it to stop: it is killed.
    _stop: Arc<watch::Sender<bool>>,
}

/// From now on this thread makes the same ids in every run with the same seed.
pub fn begin_chance(seed: u64) {
    random::rehearsed::begin(seed);
}

impl Rehearsal {
    /// Opens the data folder, and gives the writer's work too, for the caller to run.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn open(
        config: Config,
        pace: Pace,
    ) -> Result<(Self, impl Future<Output = ()>), StartError> {
        let now = config.clock.now();
        let mut database = DatabaseFile::open(&config.data, now).map_err(StartError::Data)?;
        // A rehearsal's kill is no power cut: nothing that was committed is lost without flushing.
        database
            .as_mut()
            .pragma_update(None, "synchronous", "OFF")?;
        let (demo, longest) = (config.demo, config.demo_longest);
        demo::fill(database.as_mut(), &config.data, demo, longest, now)?;
        let (stop, stopping) = watch::channel(false);
        let hub = Hub::new(config.tuning.ring);
        let tokens = Tokens::new(database.secret());
        let (storage, work) = Storage::rehearse(database, hub.clone(), config.clock.clone(), pace)?;
        let app = Parts::assemble(config, storage, hub, tokens, stopping);
        let router = server::router(Arc::clone(&app), &[], None);
        let rehearsal = Self {
            app,
            router,
            _stop: Arc::new(stop),
        };
        Ok((rehearsal, work))
    }

    /// Answers a request.
    pub async fn ask(&self, request: Request<Body>) -> Response<Body> {
        match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    /// Runs a live socket until it ends.
    pub async fn live(&self, side: Side, wire: impl Wire) {
        socket::run(wire, Arc::clone(&self.app), side).await;
    }

    /// Signs an agent in without a password, and gives the refresh token too; `None` when there is no
    /// such agent.
    pub async fn sign_in(&self, agent: &AgentId) -> Option<(Agent, String)> {
        let agent = agent.clone();
        let begun = self.app.storage.write(move |change| {
            let agent =
                people::agent(change.sql, &agent)?.ok_or_else(|| Refusal::not_found("agent"))?;
            session::begin(change, agent)
        });
        let begun = begun.await.ok()?;
        let token = self.app.tokens.refresh(&begun.refresh);
        Some((begun.agent, token))
    }
}
