//! `/assist`: help with a text, as a stream.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use recado_protocol::assist::{AskAssist, AssistLine, AssistTask, TEXT_CHARS};
use recado_protocol::http::MessageWindow;
use recado_protocol::{Author, Content};
use rusqlite::Connection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Problems;
use super::extract::ApiJson;
use crate::app::{App, SignedIn};
use crate::assist::{Asked, Said};
use crate::refusal::{Outcome, Refusal};
use crate::storage::messages::{self, Reader};
use crate::storage::{conversations, masking};

/// How many messages of the conversation the model is told.
const MESSAGES_TOLD: u32 = 40;
/// Longest language tag, in bytes.
const LANGUAGE_BYTES: usize = 35;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(assist))
}

/// Help with a text by a language model. It answers with a stream of lines, each a JSON object
/// (`application/x-ndjson`); the last one says `done`, or why there is no more. What is known of
/// people by its form (card numbers, CPF and CNPJ, telephone numbers, e-mail addresses) is masked
/// before the model sees it. Nothing is sent to a customer.
#[utoipa::path(post, path = "/assist", tag = "assist", security(("bearer" = [])),
    request_body = AskAssist,
    responses((status = 200, body = AssistLine, content_type = "application/x-ndjson"), Problems))]
async fn assist(
    State(app): State<App>,
    _signed_in: SignedIn,
    ApiJson(body): ApiJson<AskAssist>,
) -> Outcome<Response> {
    let assist = app
        .assist
        .clone()
        .ok_or_else(|| Refusal::not_found("address"))?;
    check(&body)?;
    let read = app
        .storage
        .read(move |sql| Ok((gather(sql, body)?, masking::rules(sql)?)));
    let (asked, rules) = read.await?;
    let answer = assist.ask(asked, &rules).await?;
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], answer).into_response())
}

fn check(body: &AskAssist) -> Outcome<()> {
    let is_language = |tag: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !tag.is_empty() && tag.len() <= LANGUAGE_BYTES && tag.bytes().all(allowed)
    };
    if body
        .language
        .as_deref()
        .is_some_and(|tag| !is_language(tag))
    {
        return Err(Refusal::field(
            "language",
            "A language is a tag such as pt-BR.",
        ));
    }
    let text = body.text.as_deref().unwrap_or_default();
    if text.chars().nth(TEXT_CHARS).is_some() {
        return Err(Refusal::field(
            "text",
            format!("At most {TEXT_CHARS} characters can be worked on."),
        ));
    }
    let needs_text = match body.task {
        AssistTask::Suggest | AssistTask::Summarise => false,
        AssistTask::Translate => body.message.is_none(),
        _ => true,
    };
    if needs_text && text.trim().is_empty() {
        return Err(Refusal::field("text", "There is no text to work on."));
    }
    Ok(())
}

/// What the task needs of the conversation.
fn gather(sql: &Connection, body: AskAssist) -> Outcome<Asked> {
    let AskAssist {
        task,
        conversation,
        text,
        message,
        language,
    } = body;
    conversations::one(sql, &conversation)?.ok_or_else(|| Refusal::not_found("conversation"))?;
    let text = match message {
        Some(message) => {
            let found = messages::one(sql, &conversation, &message)?;
            let text = found.and_then(|it| it.content.text().map(str::to_owned));
            Some(text.ok_or_else(|| Refusal::not_found("message with a text"))?)
        }
        None => text.filter(|text| !text.trim().is_empty()),
    };
    let needs_history = matches!(task, AssistTask::Suggest | AssistTask::Summarise);
    let history = if needs_history {
        let page = messages::window(
            sql,
            &conversation,
            MessageWindow::Latest,
            MESSAGES_TOLD,
            Reader::Team,
        )?;
        page.items
            .iter()
            .filter_map(|it| said(&it.author, &it.content))
            .collect()
    } else {
        Vec::new()
    };
    Ok(Asked {
        task,
        text: text.filter(|_| !needs_history),
        history,
        language,
    })
}

/// What was said to and by the customer; notes are the team's own.
fn said(author: &Author, content: &Content) -> Option<Said> {
    let text = match content {
        Content::Text { .. } | Content::Rich(_) => content.text()?.to_owned(),
        Content::Note { .. } | Content::System { .. } => return None,
    };
    Some(Said {
        by_customer: matches!(author, Author::Contact { .. }),
        text,
    })
}
