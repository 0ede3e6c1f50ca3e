//! C5, C6: what happens to a conversation is told in its history, in the reader's language.

use recado_protocol::ConversationStatus;
use recado_tests::agent::{AGENT, Agent};
use recado_tests::{Device, Scene, Stage, play};
use serde_json::json;

/// Does everything that leaves a line, and opens the conversation.
async fn full_history(stage: &Stage, livia: &Agent) {
    let visitor = stage.visitor_api().await;
    let id = visitor.write("hello").await.conversation;
    let api = stage.api(AGENT).await;
    api.assign(&id, Some(api.me.id.clone())).await;
    api.assign(&id, Some("demo-agent-2".into())).await;
    api.write(&id, "let me help").await;
    api.assign(&id, None).await;
    api.put(&id, "priority", json!({ "priority": "urgent" }))
        .await;
    api.put(&id, "labels", json!({ "labels": ["vip"] })).await;
    api.put(&id, "labels", json!({ "labels": [] })).await;
    let until = json!({ "until": "2100-05-04T12:00:00Z" });
    api.put(&id, "snooze", until).await;
    api.set_status(&id, ConversationStatus::Resolved).await;
    api.set_status(&id, ConversationStatus::Open).await;
    api.set_status(&id, ConversationStatus::Resolved).await;
    visitor.write("one more thing").await;
    livia.page.open(&format!("/c/{id}")).await;
    livia.signs_in(AGENT).await;
}

#[test]
fn what_happened_is_told_in_english() {
    play(Scene::nobody_wrote(), async |stage| {
        let livia = stage.agent("Lívia").await;
        full_history(stage, &livia).await;
        for line in [
            "Lívia Martins took this conversation",
            "Lívia Martins transferred this to Rafael Teixeira",
            "Lívia Martins joined",
            "Lívia Martins assigned this to nobody",
            "Lívia Martins set the priority: Urgent",
            "Lívia Martins added the label vip",
            "Lívia Martins removed the label vip",
            "Snoozed by Lívia Martins until",
            "Resolved by Lívia Martins",
            "Reopened by Lívia Martins",
            "Reopened: the customer wrote again",
        ] {
            livia.log_says(line).await;
        }
    });
}

#[test]
fn what_happened_is_told_in_portuguese() {
    play(Scene::nobody_wrote(), async |stage| {
        let device = Device::desk().in_portuguese();
        let livia = stage.agent_at("Lívia", &device).await;
        full_history(stage, &livia).await;
        for line in [
            "Lívia Martins assumiu a conversa",
            "Lívia Martins transferiu a conversa para Rafael Teixeira",
            "Lívia Martins entrou na conversa",
            "Lívia Martins deixou a conversa sem responsável",
            "Lívia Martins mudou a prioridade: Urgente",
            "Lívia Martins adicionou a etiqueta vip",
            "Lívia Martins removeu a etiqueta vip",
            "Conversa adiada por Lívia Martins até",
            "Conversa resolvida por Lívia Martins",
            "Conversa reaberta por Lívia Martins",
            "Conversa reaberta: o cliente escreveu de novo",
        ] {
            livia.log_says(line).await;
        }
    });
}
