//! `/conversations/{id}/insights`: mood, urgency, and what is similar.

use axum::Json;
use axum::extract::State;
use recado_protocol::http::MessageWindow;
use recado_protocol::insight::{
    InsightSource, Insights, MessageInsight, SimilarConversation, SimilarTicket,
};
use recado_protocol::{Author, ConversationId, Message, Preview};
use rusqlite::Connection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Problems};
use super::extract::ApiPath;
use crate::app::{App, SignedIn};
use crate::insights::{self, Reading};
use crate::refusal::{Outcome, Refusal};
use crate::storage::messages::{self, Reader};
use crate::storage::{conversations, similar};

/// The customer's messages are looked for among so many of the latest.
const LOOKED_AT: u32 = 120;
/// So many of the customer's latest messages say what it is about.
const ABOUT: usize = 4;
/// So many words say it.
const WORDS: usize = 10;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(of_conversation))
}

/// How the customer feels and how urgent it is, read from their latest messages, and the conversations and
/// tickets that are about something like it.
#[utoipa::path(get, path = "/conversations/{id}/insights", tag = "conversations", security(("bearer" = [])),
    params(("id" = ConversationId, Path)), responses((status = 200, body = Insights), Problems))]
async fn of_conversation(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiPath(id): ApiPath<ConversationId>,
) -> Answer<Insights> {
    let gathered = app.storage.read(move |sql| Gathered::of(sql, &id)).await?;
    Ok(Json(gathered.read_by_words()))
}

/// What is judged.
struct Gathered {
    /// The customer's latest messages with their texts, the newest first.
    said: Vec<(Message, String)>,
    similar: Vec<SimilarConversation>,
    tickets: Vec<SimilarTicket>,
}

impl Gathered {
    fn of(sql: &Connection, id: &ConversationId) -> Outcome<Self> {
        conversations::one(sql, id)?.ok_or_else(|| Refusal::not_found("conversation"))?;
        let page = messages::window(sql, id, MessageWindow::Latest, LOOKED_AT, Reader::Customer)?;
        let said: Vec<(Message, String)> = page
            .items
            .into_iter()
            .rev()
            .filter(|message| matches!(message.author, Author::Contact { .. }))
            .filter_map(|message| {
                let text = message.content.text()?.to_owned();
                (!text.trim().is_empty()).then_some((message, text))
            })
            .take(Insights::MESSAGES as usize)
            .collect();
        let about = said.iter().take(ABOUT).map(|(_, text)| text.as_str());
        let words = insights::telling_words(about, WORDS);
        let similar = similar::to(sql, id, &words)?;
        let tickets = similar::tickets(sql, id, &words)?;
        Ok(Self {
            said,
            similar,
            tickets,
        })
    }

    fn read_by_words(self) -> Insights {
        let readings: Vec<Reading> = self
            .said
            .iter()
            .map(|(_, text)| insights::read(text))
            .collect();
        let whole = insights::together(&readings);
        let messages = self.said.into_iter().zip(readings);
        Insights {
            source: InsightSource::Words,
            mood: whole.mood,
            trend: whole.trend,
            urgency: whole.urgency,
            reasons: whole.reasons,
            messages: messages
                .map(|((message, text), reading)| MessageInsight {
                    message: message.id,
                    at: message.at,
                    mood: reading.mood,
                    urgency: reading.urgency,
                    excerpt: Preview::line(&text),
                })
                .collect(),
            similar: self.similar,
            tickets: self.tickets,
        }
    }
}
