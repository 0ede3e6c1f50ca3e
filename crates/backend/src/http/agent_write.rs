//! A write of an agent that may be asked for more than once.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use recado_protocol::Agent;
use recado_protocol::command::WriteAnswer;
use serde::Serialize;

use super::answer::JsonText;
use super::extract::IdempotencyKey;
use crate::app::{App, SignedIn};
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::write::once::WriteKey;

/// Who writes, and under which `Idempotency-Key`.
pub struct AgentWrite {
    app: App,
    pub agent: Agent,
    pub key: String,
}

/// A write of which it is known what it is about: the same again gets the first answer again.
pub struct KnownWrite {
    app: App,
    agent: Agent,
    key: WriteKey,
}

impl FromRequestParts<App> for AgentWrite {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Outcome<Self> {
        let SignedIn { agent, .. } = SignedIn::from_request_parts(parts, app).await?;
        let IdempotencyKey(key) = IdempotencyKey::from_request_parts(parts, app).await?;
        Ok(Self {
            app: app.clone(),
            agent,
            key,
        })
    }
}

impl AgentWrite {
    /// A write whose key stands in its body, not in a header.
    pub fn with_key(app: App, agent: Agent, key: String) -> Self {
        Self { app, agent, key }
    }

    /// Says what is written where: another thing under the same key is refused.
    ///
    /// # Errors
    /// `InvalidField` for what is no key.
    pub fn about(self, what: &str, body: &impl Serialize) -> Outcome<KnownWrite> {
        let Self { app, agent, key } = self;
        let key = WriteKey::of_agent(&agent.id, &key, what, body)?;
        Ok(KnownWrite { app, agent, key })
    }
}

impl KnownWrite {
    /// Writes, in one transaction with the answer that is kept.
    ///
    /// # Errors
    /// Those of `write`, and those of a key that stood for something else.
    pub async fn run(
        self,
        write: impl FnOnce(&mut Change<'_>, &Agent) -> Outcome<WriteAnswer> + Send + 'static,
    ) -> Outcome<JsonText> {
        let Self { app, agent, key } = self;
        app.write_once(key, move |change| write(change, &agent))
            .await
            .map(JsonText)
    }
}
