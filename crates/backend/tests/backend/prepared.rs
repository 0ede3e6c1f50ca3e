//! What the team has prepared, and approved templates.

use std::time::Duration;

use recado_backend::Demo;
use recado_protocol::command::{OutgoingContent, WriteAnswer};
use recado_protocol::http::ConversationPage;
use recado_protocol::prepared::variables::{EVERY, name_in, placeholders, unfilled};
use recado_protocol::prepared::{Article, CannedReply, Macro, MacroAction, Prepared, Template};
use recado_protocol::{
    Capabilities, ConversationRecord, Feature, ProblemKind, Rich, RichContent, Timestamp,
};
use reqwest::StatusCode;

use crate::harness::{Backend, Caller, fresh, problem, read};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn items<T: serde::de::DeserializeOwned>(agent: &Caller, what: &str) -> Vec<T> {
    agent.fetch::<Prepared<T>>(what).await.items
}

#[tokio::test]
async fn what_is_prepared_is_there_for_agents_and_for_nobody_else() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let canned: Vec<CannedReply> = items(&agent, "/canned_replies").await;
    let articles: Vec<Article> = items(&agent, "/articles").await;
    let templates: Vec<Template> = items(&agent, "/templates").await;
    let macros: Vec<Macro> = items(&agent, "/macros").await;
    assert!(canned.len() > 5 && articles.len() > 3 && templates.len() > 2 && macros.len() > 3);
    let capabilities: Capabilities = backend.anybody().fetch("/capabilities").await;
    for (feature, path) in [
        (Feature::CANNED_REPLIES, "/canned_replies"),
        (Feature::ARTICLES, "/articles"),
        (Feature::TEMPLATES, "/templates"),
        (Feature::MACROS, "/macros"),
    ] {
        assert!(capabilities.can(&feature), "{path}");
        problem(backend.anybody().get(path), StatusCode::UNAUTHORIZED).await;
    }
    // What the demo teaches is right: nothing unknown but the one that shows what happens then.
    for reply in &canned {
        for range in unfilled(&reply.text) {
            let name = name_in(&reply.text, &range);
            let is_known = EVERY.contains(&name);
            assert!(is_known || name == "contact.loyalty_card", "{name}");
        }
    }
    for template in &templates {
        let names: Vec<&str> = placeholders(&template.text)
            .iter()
            .map(|range| name_in(&template.text, range))
            .collect();
        let fields: Vec<&str> = template.fields.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, fields, "{}", template.name);
    }
    let known = |action: &MacroAction| *action != MacroAction::Unknown;
    assert!(macros.iter().flat_map(|it| &it.actions).all(known));
}

/// The conversation on the channel in which the customer wrote last.
async fn newest_on(agent: &Caller, channel: &str) -> ConversationRecord {
    let path = format!("/conversations?view=all&channel={channel}&limit=200");
    let page: ConversationPage = agent.fetch(&path).await;
    page.items
        .into_iter()
        .filter(|record| !record.conversation.blocked_by_customer)
        .max_by_key(|record| record.conversation.customer_wrote_at)
        .expect("the demo has some")
}

fn template(text: &str) -> OutgoingContent {
    OutgoingContent::Rich(Rich::of(&RichContent::Template {
        name: "pedido_enviado".to_owned(),
        language: "pt-BR".to_owned(),
        text: text.to_owned(),
        header: Some("another header".to_owned()),
        footer: None,
        choices: Vec::new(),
    }))
}

#[tokio::test]
async fn the_window_closes_a_day_after_the_customer_wrote_and_templates_still_pass() {
    let backend = Backend::start_with(|config| config.demo = Demo::Conversations(900)).await;
    let agent = backend.agent().await;
    let record = newest_on(&agent, "demo-whatsapp-api").await;
    let id = record.conversation.id.clone();
    let wrote_at = record.conversation.customer_wrote_at.unwrap();
    let clock = recado_backend::Clock::system();
    let age = u64::try_from(clock.now().millis_since(wrote_at)).unwrap();
    assert!(
        age < 23 * 3_600_000,
        "the demo has somebody who wrote today"
    );
    agent.write(&id, "within the day").await;

    backend.later(DAY - Duration::from_millis(age) + Duration::from_secs(60));
    let agent = backend.agent().await;
    let text = || OutgoingContent::Text {
        text: "too late".to_owned(),
    };
    let refused = problem(
        agent.message_request(&id, &fresh(), text()),
        StatusCode::CONFLICT,
    )
    .await;
    assert_eq!(refused.kind, ProblemKind::WindowClosed);
    assert!(refused.detail.contains("24 hours"), "{}", refused.detail);
    agent.note(&id, "a note is no message").await;

    let filled = "Olá Ana, seu pedido 77 saiu para entrega e chega amanhã.";
    let sent = agent.message_request(&id, &fresh(), template(filled));
    let answer: WriteAnswer = read(sent.send().await.unwrap()).await;
    let content = answer.message.unwrap().content;
    let recado_protocol::Content::Rich(rich) = content else {
        panic!("{content:?}")
    };
    let RichContent::Template {
        text,
        header,
        choices,
        ..
    } = rich.read()
    else {
        panic!("{rich:?}")
    };
    assert_eq!(text, filled);
    assert_eq!(header.as_deref(), Some("Casa Aurora Móveis"));
    assert_eq!(choices.len(), 2);
}

#[tokio::test]
async fn only_the_approved_text_goes_out_and_only_where_it_is_approved() {
    let backend = Backend::start_with(|config| config.demo = Demo::Conversations(400)).await;
    let agent = backend.agent().await;
    let record = newest_on(&agent, "demo-whatsapp-api").await;
    for text in [
        "Buy now!",
        "Olá Ana, seu pedido 77 saiu para entrega e chega amanhã. Buy now!",
        "Olá , seu pedido 77 saiu para entrega e chega amanhã.",
    ] {
        let request = agent.message_request(&record.conversation.id, &fresh(), template(text));
        let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused.field.as_deref(), Some("content.text"), "{text}");
    }
    let elsewhere = newest_on(&agent, "demo-telegram").await;
    let filled = template("Olá Ana, seu pedido 77 saiu para entrega e chega amanhã.");
    let request = agent.message_request(&elsewhere.conversation.id, &fresh(), filled);
    let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(refused.field.as_deref(), Some("content.name"));
}

#[tokio::test]
async fn a_conversation_says_when_the_customer_wrote_last() {
    let backend = Backend::start().await;
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let first = visitor.say("hello").await.message;
    agent.write(&first.conversation, "hi").await;
    let path = format!("/conversations/{}", first.conversation);
    let wrote_at = async || -> Option<Timestamp> {
        let record: ConversationRecord = agent.fetch(&path).await;
        record.conversation.customer_wrote_at
    };
    assert_eq!(wrote_at().await, Some(first.at));
    backend.later(Duration::from_secs(5));
    let second = visitor.say("and?").await.message;
    assert!(second.at > first.at);
    assert_eq!(wrote_at().await, Some(second.at));
}
