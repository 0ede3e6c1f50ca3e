//! `/conversations/{id}/insights`: mood, urgency, and what is similar.

use axum::Json;
use axum::extract::State;
use recado_protocol::insight::{
    InsightSource, Insights, MessageInsight, SimilarConversation, SimilarTicket,
};
use recado_protocol::{ConversationId, Preview};
use rusqlite::Connection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Problems};
use super::extract::ApiPath;
use crate::app::{App, SignedIn};
use crate::insights::{self, Reading};
use crate::judging::Judged;
use crate::judging::said::{self, Said};
use crate::refusal::{Outcome, Refusal};
use crate::storage::{conversations, similar};

/// So many of the customer's latest messages say what it is about.
const ABOUT: usize = 4;
/// So many words say it.
const WORDS: usize = 10;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(of_conversation))
}

/// How the customer feels and how urgent it is, read from their latest messages, and the conversations and
/// tickets that are about something like it. Where a server helps with texts, it judges; until it has, and where it
/// has no good answer, lists of words do.
#[utoipa::path(get, path = "/conversations/{id}/insights", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path)), responses((status = 200, body = Insights), Problems))]
async fn of_conversation(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiPath(id): ApiPath<ConversationId>,
) -> Answer<Insights> {
    let of = id.clone();
    let gathered = app.storage.read(move |sql| Gathered::of(sql, &of)).await?;
    let versions: Vec<_> = gathered.said.iter().map(Said::version).collect();
    let judged = match app.assist {
        Some(_) if !versions.is_empty() => app.judge.look(&id, &versions),
        _ => Judged::Not,
    };
    let is_asked = matches!(judged, Judged::NotYet);
    let (source, readings) = match judged {
        Judged::As(readings) => (InsightSource::Assistant, readings.to_vec()),
        Judged::Not | Judged::NotYet => (InsightSource::Words, gathered.read_by_words()),
    };
    Ok(Json(Insights {
        pending: is_asked,
        ..gathered.told(source, readings)
    }))
}

/// What is judged.
struct Gathered {
    said: Vec<Said>,
    similar: Vec<SimilarConversation>,
    tickets: Vec<SimilarTicket>,
}

impl Gathered {
    fn of(sql: &Connection, id: &ConversationId) -> Outcome<Self> {
        conversations::one(sql, id)?.ok_or_else(|| Refusal::not_found("conversation"))?;
        let said = said::latest(sql, id)?;
        let about = said.iter().take(ABOUT).map(|said| said.text.as_str());
        let words = insights::telling_words(about, WORDS);
        let similar = similar::to(sql, id, &words)?;
        let tickets = similar::tickets(sql, id, &words)?;
        Ok(Self {
            said,
            similar,
            tickets,
        })
    }

    fn read_by_words(&self) -> Vec<Reading> {
        let said = self.said.iter();
        said.map(|said| insights::read(&said.text)).collect()
    }

    fn told(self, source: InsightSource, readings: Vec<Reading>) -> Insights {
        let whole = insights::together(&readings);
        let messages = self.said.into_iter().zip(readings);
        Insights {
            source,
            pending: false,
            mood: whole.mood,
            trend: whole.trend,
            urgency: whole.urgency,
            reasons: whole.reasons,
            messages: messages
                .map(|(said, reading)| MessageInsight {
                    message: said.message.id,
                    at: said.message.at,
                    mood: reading.mood,
                    urgency: reading.urgency,
                    excerpt: Preview::line(&said.text),
                })
                .collect(),
            similar: self.similar,
            tickets: self.tickets,
        }
    }
}
