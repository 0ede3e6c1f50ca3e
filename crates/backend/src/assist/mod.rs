//! Help by a language model that somebody else runs: any server that speaks the OpenAI way of
//! chatting. What goes there is masked first; what comes back is only ever text for a draft.

mod answer;
mod masking;
mod prompt;
mod server;

use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::{Stream, StreamExt, stream};
use recado_protocol::Problem;
use recado_protocol::assist::{AssistLine, AssistTrouble};
use tokio::sync::Semaphore;

pub use masking::Masks;
pub use prompt::{Asked, Message as Prompt, Said};
pub use server::Server;

use self::answer::Answer;
use self::masking::Masked;
use crate::masking::Rules;
use crate::refusal::{Outcome, Refusal};

/// How many answers are written at the same time.
const AT_ONCE: usize = 8;

/// Which server helps, and how patient one is with it.
#[derive(Clone)]
pub struct AssistConfig {
    /// Where its API begins, such as `https://api.example/v1`.
    pub url: String,
    pub model: String,
    /// Goes into the `Authorization` header.
    pub key: Option<String>,
    /// How long it may say nothing.
    pub silence: Duration,
    /// How long all of it may take.
    pub total: Duration,
    /// Longest answer, in characters.
    pub longest: usize,
    /// How often in a minute it is asked how customers feel.
    pub insights_per_minute: u32,
}

impl std::fmt::Debug for AssistConfig {
    /// The key stays out of every log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AssistConfig")
            .field("url", &self.url)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

impl AssistConfig {
    pub fn of(url: impl Into<String>, model: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            model: model.into(),
            key: None,
            silence: Duration::from_secs(20),
            total: Duration::from_secs(90),
            longest: 12_000,
            insights_per_minute: 30,
        }
    }
}

/// The way to the server.
pub struct Assist {
    config: AssistConfig,
    server: Server,
    places: Semaphore,
}

impl Assist {
    pub fn new(config: AssistConfig) -> Self {
        Self {
            server: Server::new(&config),
            config,
            places: Semaphore::new(AT_ONCE),
        }
    }

    /// Asks, and gives the answer's lines as they come.
    ///
    /// # Errors
    /// `TooManyRequests` when too many are asked for at once, `Unavailable` when the server does not
    /// answer, or not in its own way.
    pub async fn ask(self: std::sync::Arc<Self>, asked: Asked, rules: &Rules) -> Outcome<Body> {
        let deadline = tokio::time::Instant::now() + self.config.total;
        let this = std::sync::Arc::clone(&self);
        let place = this.places.try_acquire().map_err(|_| {
            Refusal::new(
                recado_protocol::ProblemKind::TooManyRequests,
                "Too many drafts are being written now. Try again in a moment.",
            )
        })?;
        // The place is held as long as the body is: see `Holding`.
        place.forget();
        let holding = Holding(std::sync::Arc::clone(&self));
        let masked = Masked::of(&asked, rules);
        let answer = self
            .server
            .ask(&self.config, &masked.messages, deadline)
            .await?;
        let pieces = Answer::new(answer, masked.restoring, &self.config, deadline);
        let lines = stream::unfold((pieces, holding), |(mut pieces, holding)| async move {
            let line = pieces.next().await?;
            Some((line, (pieces, holding)))
        });
        Ok(body_of(lines))
    }

    /// Asks, and gives the whole of a short answer; nothing for one that did not come whole, or not within `within`.
    pub async fn ask_whole(
        &self,
        question: &[Prompt],
        longest: usize,
        within: Duration,
    ) -> Option<String> {
        let config = AssistConfig {
            longest,
            total: self.config.total.min(within),
            ..self.config.clone()
        };
        let deadline = tokio::time::Instant::now() + config.total;
        let answer = self.server.ask(&config, question, deadline).await.ok()?;
        let mut pieces = Answer::new(answer, Masks::default(), &config, deadline);
        let mut whole = String::new();
        while let Some(line) = pieces.next().await {
            if line.done {
                return Some(whole);
            }
            whole.push_str(&line.text?);
        }
        None
    }

    pub fn insights_per_minute(&self) -> u32 {
        self.config.insights_per_minute
    }
}

/// A place among those that are asked for at once; it is free again when this is dropped.
struct Holding(std::sync::Arc<Assist>);

impl Drop for Holding {
    fn drop(&mut self) {
        self.0.places.add_permits(1);
    }
}

fn body_of(lines: impl Stream<Item = AssistLine> + Send + 'static) -> Body {
    Body::from_stream(lines.map(|line| {
        let mut text = serde_json::to_string(&line)?;
        text.push('\n');
        Ok::<_, serde_json::Error>(Bytes::from(text))
    }))
}

/// The last line of an answer that did not come whole.
fn broken(trouble: AssistTrouble) -> AssistLine {
    let detail = match trouble {
        AssistTrouble::Slow => "The writing help takes too long. Try again.",
        AssistTrouble::Cut | AssistTrouble::Unknown => "The writing help broke off. Try again.",
        AssistTrouble::Unreadable => "The writing help gave an answer that can't be read.",
        AssistTrouble::TooLong => {
            "The writing help wrote more than a message can hold; it was stopped there."
        }
    };
    AssistLine {
        trouble: Some(trouble),
        problem: Some(Problem::new(
            recado_protocol::ProblemKind::Unavailable,
            detail,
        )),
        ..AssistLine::default()
    }
}
