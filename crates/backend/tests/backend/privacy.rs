//! What a person has allowed.

use recado_protocol::privacy::{Consent, Consents};
use recado_protocol::{Content, ConversationId, SystemEvent};
use reqwest::StatusCode;
use serde_json::json;

use crate::harness::{Backend, Caller, SUPERVISOR, fresh, problem, talk};

async fn consents(agent: &Caller, id: &ConversationId) -> Consents {
    agent.fetch(&format!("/conversations/{id}/consent")).await
}

async fn lines(agent: &Caller, id: &ConversationId) -> Vec<SystemEvent> {
    let history = agent.history(id).await;
    let events = history.items.into_iter().filter_map(|it| match it.content {
        Content::System { event } => Some(event),
        _ => None,
    });
    events.collect()
}

#[tokio::test]
async fn the_usual_words_opt_out_and_in_and_leave_a_line_each() {
    let (_backend, visitor, agent, id) = talk("hello, please stop!").await;
    let none = consents(&agent, &id).await;
    assert_eq!(none.channels.len(), 1);
    assert_eq!((none.channels[0].opted_in, none.history.len()), (None, 0));

    let mut live = agent.live(None).await;
    live.welcome().await;
    visitor.say(" Sair ").await;
    visitor.say("STOP").await;
    let out = consents(&agent, &id).await;
    assert_eq!(out.channels[0].opted_in, Some(false));
    let [step] = &out.history[..] else {
        panic!("said twice it is one step: {out:?}")
    };
    assert_eq!((step.word.as_deref(), &step.by), (Some("Sair"), &None));
    assert_eq!(step.channel.as_ref(), Some(&out.channels[0].channel));
    visitor.say("voltar").await;
    let back = consents(&agent, &id).await;
    assert_eq!(back.channels[0].opted_in, Some(true));
    assert_eq!(back.history.len(), 2);
    assert_eq!(
        lines(&agent, &id).await,
        [
            SystemEvent::NotificationsBlocked { by: None },
            SystemEvent::NotificationsAllowed { by: None },
        ]
    );
    // The visitor sees no such line.
    let seen = visitor.get(&format!("/visitor/conversations/{id}/messages"));
    let seen = seen.send().await.unwrap().text().await.unwrap();
    assert!(seen.contains("Sair") && !seen.contains("system"), "{seen}");
}

#[tokio::test]
async fn what_is_noted_says_who_and_how_and_a_refusal_is_not_taken_back_by_anybody() {
    let backend = Backend::start().await;
    let (agent, supervisor) = (backend.agent().await, backend.agent_of(SUPERVISOR).await);
    let id = backend.begun("hello").await;
    let path = format!("/conversations/{id}/consent");
    let put = |by: &Caller, body: &serde_json::Value| {
        by.put(&path, body).header("Idempotency-Key", fresh())
    };
    for wrong in [
        json!({ "opted_in": false, "how": " " }),
        json!({ "opted_in": false, "how": "x".repeat(301) }),
        json!({ "opted_in": false, "how": "so", "channel": "nowhere" }),
    ] {
        problem(put(&agent, &wrong), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let back = json!({ "opted_in": true, "how": "form 12" });
    problem(put(&agent, &back), StatusCode::FORBIDDEN).await;
    let out = json!({ "opted_in": false, "how": "  on the phone " });
    let answer = agent.set(&path, &out).await;
    let Consent {
        by, how, channel, ..
    } = consents(&agent, &id).await.history.remove(0);
    assert_eq!(
        (by.as_deref(), how.as_deref(), channel),
        (Some("Lívia Martins"), Some("on the phone"), None)
    );
    // A slip is taken back by who made it, as if it had not been noted.
    let take_back = |by: &Caller| by.delete(&path).header("Idempotency-Key", fresh());
    problem(take_back(&supervisor), StatusCode::NOT_FOUND).await;
    assert!(
        take_back(&agent)
            .send()
            .await
            .unwrap()
            .status()
            .is_success()
    );
    assert_eq!(consents(&agent, &id).await.history, []);
    problem(take_back(&agent), StatusCode::NOT_FOUND).await;
    agent.set(&path, &out).await;
    let again = supervisor.set(&path, &back).await;
    assert!(again.record.conversation.revision > answer.record.conversation.revision);
    let now = consents(&agent, &id).await;
    assert_eq!(now.channels[0].opted_in, Some(true));
    assert_eq!(now.history.len(), 2);
}
