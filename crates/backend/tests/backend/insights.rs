//! Mood, urgency and what is similar, read from what the customer writes.

use recado_protocol::insight::{InsightSource, Insights, Mood, Trend, Urgency};
use recado_protocol::{Capabilities, ConversationId, Feature};
use reqwest::{Method, StatusCode};

use crate::harness::{Backend, Caller, fresh, problem};

async fn insights(agent: &Caller, id: &ConversationId) -> Insights {
    agent.fetch(&format!("/conversations/{id}/insights")).await
}

#[tokio::test]
async fn every_message_of_the_customer_is_judged_and_the_newest_counts_most() {
    let backend = Backend::start().await;
    let capabilities: Capabilities = backend.anybody().fetch("/capabilities").await;
    assert!(capabilities.can(&Feature::INSIGHTS));
    let (visitor, agent) = (backend.visitor().await, backend.agent().await);
    let id = visitor
        .say("Thank you, great shop")
        .await
        .message
        .conversation;
    let first = insights(&agent, &id).await;
    assert_eq!(first.source, InsightSource::Words);
    assert_eq!((first.mood, first.urgency), (Mood::Positive, Urgency::Low));

    // What the team says does not count.
    agent.write(&id, "This is terrible and urgent").await;
    agent.note(&id, "furious customer").await;
    let same = insights(&agent, &id).await;
    assert_eq!((same.mood, same.messages.len()), (Mood::Positive, 1));

    visitor.say("It arrived broken, I am furious").await;
    visitor
        .say("I need a new one right now, this is awful")
        .await;
    let now = insights(&agent, &id).await;
    assert_eq!((now.mood, now.trend), (Mood::Negative, Trend::Worse));
    assert_eq!(now.urgency, Urgency::High);
    assert_eq!(now.reasons, ["right now"]);
    let moods: Vec<Mood> = now.messages.iter().map(|it| it.mood).collect();
    assert_eq!(moods, [Mood::Negative, Mood::Negative, Mood::Positive]);
    assert!(now.messages[0].excerpt.starts_with("I need a new one"));
}

#[tokio::test]
async fn conversations_about_the_same_are_found_and_others_are_not() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let said = async |text: &str| backend.visitor().await.say(text).await.message.conversation;
    let like = said("The printer cartridge leaks ink on every page").await;
    let rather = said("My printer shows an ink error").await;
    said("Where is my order of a bicycle?").await;
    let id = said("Ink comes out of my printer cartridge").await;
    let found = insights(&agent, &id).await.similar;
    let ids: Vec<&ConversationId> = found.iter().map(|it| &it.conversation).collect();
    assert_eq!(ids, [&like], "{found:?}");
    assert!(found[0].excerpt.contains("cartridge"));
    let alone = insights(&agent, &rather).await.similar;
    assert!(alone.iter().all(|it| it.conversation != rather));
}

#[tokio::test]
async fn tickets_about_the_same_are_found_but_those_of_the_conversation() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let said = async |text: &str| backend.visitor().await.say(text).await.message.conversation;
    let other = said("hello").await;
    let id = said("Ink comes out of my printer cartridge").await;
    for (at, subject, body) in [
        (&other, "Printer leaks", "the cartridge loses ink"),
        (&other, "Bicycle", "my printer is fine"),
        (&id, "Printer cartridge", "ink everywhere"),
    ] {
        let body = serde_json::json!({ "subject": subject, "body": body });
        let request = agent.post(&format!("/conversations/{at}/tickets"), &body);
        let request = request.header("Idempotency-Key", fresh());
        assert!(request.send().await.unwrap().status().is_success());
    }
    let found = insights(&agent, &id).await.tickets;
    let numbers: Vec<u64> = found.iter().map(|it| it.number).collect();
    assert_eq!(numbers, [1], "{found:?}");
    assert_eq!(found[0].conversation.as_ref(), Some(&other));
    // A word in the subject counts more than one in the body.
    let numbers: Vec<u64> = insights(&agent, &said("printer cartridge with ink").await)
        .await
        .tickets
        .iter()
        .map(|it| it.number)
        .collect();
    assert_eq!(numbers, [3, 1]);
}

#[tokio::test]
async fn only_agents_are_told_and_only_of_what_there_is() {
    let backend = Backend::start().await;
    let visitor = backend.visitor().await;
    let id = visitor.say("hello").await.message.conversation;
    let path = format!("/conversations/{id}/insights");
    problem(
        visitor.request(Method::GET, &path),
        StatusCode::UNAUTHORIZED,
    )
    .await;
    let agent = backend.agent().await;
    let none = agent.request(Method::GET, "/conversations/none/insights");
    problem(none, StatusCode::NOT_FOUND).await;
    // Words of any kind are no syntax to the index.
    visitor
        .say("\"printer\" OR NOT (near* -- ; DROP 'messages'")
        .await;
    assert_eq!(insights(&agent, &id).await.messages.len(), 2);
}
