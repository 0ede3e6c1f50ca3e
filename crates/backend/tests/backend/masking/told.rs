//! What whom is told.

use super::*;

#[tokio::test]
async fn hidden_digits_are_in_no_answer_to_the_team_and_the_customer_sees_them_all() {
    let backend = Backend::start().await;
    let (agent, visitor) = (backend.agent().await, backend.visitor().await);
    let capabilities: Capabilities = agent.fetch("/capabilities").await;
    assert!(capabilities.can(&Feature::MASKING));
    let cursor = agent.fetch::<Snapshot>("/snapshot").await.cursor;
    let mut live = agent.live(Some(cursor)).await;
    let first = visitor.say("card 4111 1111 1111 1111 broken lamp").await;
    // The customer's own page gets back what they wrote.
    let said = first.message.content.text();
    assert_eq!(said, Some("card 4111 1111 1111 1111 broken lamp"));
    let id = first.message.conversation;
    let mut hears = visitor.visitor_live(None).await;
    hears.welcome().await;
    // A form, and its answer.
    let question = json!({ "id": "cpf", "label": "CPF" });
    let form = json!({ "kind": "form", "text": "Who are you?", "questions": [question] });
    let asked = sent_with(&agent, &id, &form, json!({}))
        .await
        .message
        .unwrap();
    let key = fresh();
    let filled = json!({ "question": "cpf", "value": "529.982.247-25" });
    let body = json!({ "id": key, "chosen": [], "filled": [filled] });
    let answer = visitor
        .post(&format!("/visitor/messages/{}/answer", asked.id), &body)
        .header("Idempotency-Key", key);
    let answered: VisitorMessage = read(answer.send().await.unwrap()).await;
    assert_eq!(answered.message.content.text(), Some("CPF: 529.982.247-25"));
    // What the team writes, quotes and notes.
    let quoting = json!({ "reply_to": first.message.id });
    let charged = text("charged 5105 1051 0510 5100, lamp");
    sent_with(&agent, &id, &charged, quoting).await;
    agent.note(&id, "company 11.222.333/0001-81, lamp").await;
    let pin = format!("/conversations/{id}/messages/{}/pin", first.message.id);
    agent.set(&pin, &json!(null)).await;
    let later = json!({ "send_at": backend.config.clock.now().plus_millis(3_600_000) });
    sent_with(&agent, &id, &text("then 3782 822463 10005"), later).await;
    visitor.say("all told").await;

    let other = backend.visitor().await.say("broken lamp too").await;
    let other = other.message.conversation;
    let replay = {
        let mut again = agent.live(Some(cursor)).await;
        told(&mut again, "broken lamp too").await
    };
    let mut answers = vec![told(&mut live, "broken lamp too").await, replay];
    for path in [
        format!("/conversations/{id}"),
        format!("/conversations/{id}/messages"),
        "/conversations".to_owned(),
        "/search?q=lamp".to_owned(),
        format!("/conversations/{other}/insights"),
        format!("/conversations/{id}/insights"),
    ] {
        answers.push(text_of(&agent, &path).await);
    }
    for answer in &answers {
        for secret in SECRETS {
            assert!(!answer.contains(secret), "{secret}: {answer}");
        }
    }
    assert!(
        answers[0].contains("card ••••1111 broken lamp"),
        "{}",
        answers[0]
    );
    assert!(answers[3].contains("CPF: ••••25") && answers[3].contains("\"value\":\"••••25\""));
    assert!(
        answers[5].contains("••••1111"),
        "search shows dots: {}",
        answers[5]
    );
    let none: Value = agent.fetch("/search?q=4111111111111111").await;
    assert_eq!(none["items"], json!([]));
    let none: Value = agent.fetch("/search?q=4111").await;
    assert_eq!(none["items"], json!([]));
    // What the last digits say can be looked for.
    let some: Value = agent.fetch("/search?q=1111").await;
    assert_eq!(some["items"].as_array().unwrap().len(), 1);

    let heard = told(&mut hears, "charged").await + &seen(&visitor, &id).await;
    assert!(!heard.contains("••••"), "{heard}");
    for shown in [
        "card 4111 1111 1111 1111 broken lamp\"",
        "\"value\":\"529.982.247-25\"",
        "charged 5105 1051 0510 5100",
    ] {
        assert!(heard.contains(shown), "{shown}: {heard}");
    }
}

#[tokio::test]
async fn who_may_reveal_sees_it_and_each_look_is_noted_without_what_was_seen() {
    let backend = Backend::start().await;
    let (agent, admin) = (backend.agent().await, backend.agent_of(ADMIN).await);
    let said = backend.visitor().await.say("my CPF: 52998224725").await;
    let (message, id) = (said.message.clone(), said.message.conversation);
    let supervisor = backend.agent_of(SUPERVISOR).await;
    for nobody in [&agent, &supervisor] {
        let request = nobody.post(&reveal(&message), &json!({}));
        let refused = problem(request, StatusCode::FORBIDDEN).await;
        assert!(refused.detail.contains("Only administrators"));
    }
    let known = revealed(&admin, &message).await;
    assert_eq!(known.message.content.text(), Some("my CPF: 52998224725"));
    assert_eq!(known.hidden, ["52998224725"]);
    // Who wrote a message always may.
    let own = agent
        .write(&id, "so 4111111111111111?")
        .await
        .message
        .unwrap();
    assert_eq!(own.content.text(), Some("so ••••1111?"));
    let known = revealed(&agent, &own).await;
    assert_eq!(known.message.content.text(), Some("so 4111111111111111?"));
    let colleague = backend.agent_of(AGENT_2).await;
    problem(
        colleague.post(&reveal(&own), &json!({})),
        StatusCode::FORBIDDEN,
    )
    .await;
    // Where nothing is hidden nothing is noted.
    let plain = agent.write(&id, "thanks").await.message.unwrap();
    assert_eq!(revealed(&admin, &plain).await.hidden, [""; 0]);
    let missing = reveal(&plain).replace(plain.id.as_str(), "none");
    problem(admin.post(&missing, &json!({})), StatusCode::NOT_FOUND).await;

    let contact = backend_contact(&agent, &id).await;
    let archive = supervisor.post(&format!("/contacts/{contact}/export"), &json!({}));
    let bytes = archive.send().await.unwrap().bytes().await.unwrap();
    let documents = documents(bytes.to_vec());
    let part = |name: &str| {
        let found = documents.iter().find(|(path, _)| path == name);
        String::from_utf8(found.unwrap().1.clone()).unwrap()
    };
    let log: Vec<Value> = serde_json::from_str(&part("audit_log.json")).unwrap();
    let looks: Vec<&Value> = log
        .iter()
        .filter(|entry| entry["action"] == "message.revealed")
        .collect();
    let subjects: Vec<&str> = looks
        .iter()
        .filter_map(|it| it["subject"].as_str())
        .collect();
    let of = |message: &Message| format!("message:{}", message.id);
    assert_eq!(subjects, [of(&message), of(&own)]);
    assert_ne!(looks[0]["agent"], looks[1]["agent"]);
    assert!(looks.iter().all(|entry| entry["at"].is_i64()), "{looks:?}");
    let all = documents
        .iter()
        .map(|(_, bytes)| String::from_utf8_lossy(bytes));
    let all: String = all.collect();
    assert!(!all.contains("4111111") && !all.contains("529982"), "{all}");
    // Versions of a message are none of these.
    let versions: Value = admin
        .fetch(&format!("/conversations/{id}/messages/{}/versions", own.id))
        .await;
    assert_eq!(versions["items"], json!([]));
}

/// Dots pass a number on without telling it: neither by a copy that is one's own, nor by what that quotes.
#[tokio::test]
async fn who_passes_a_number_on_does_not_get_to_see_it_and_that_is_noted() {
    let backend = Backend::start().await;
    let (agent, admin) = (backend.agent().await, backend.agent_of(ADMIN).await);
    let visitor = backend.visitor().await;
    let said = visitor
        .say("my card is 5555 5555 5555 4444 ok")
        .await
        .message;
    let id = said.conversation.clone();
    let forbidden = async |message: &recado_protocol::MessageId| {
        let path = format!("/conversations/{id}/messages/{message}/reveal");
        problem(agent.post(&path, &json!({})), StatusCode::FORBIDDEN).await;
    };
    let dots = text("••••4444");
    let forwarded = json!({ "forwarded": { "conversation": id, "message": said.id } });
    let forwarded = sent_with(&agent, &id, &dots, forwarded)
        .await
        .message
        .unwrap();
    forbidden(&forwarded.id).await;
    // A copy of the copy is no more one's own.
    let again = json!({ "resent": forwarded.id });
    let again = sent_with(&agent, &id, &dots, again).await.message.unwrap();
    forbidden(&again.id).await;
    let send_at = backend.config.clock.now().plus_millis(600_000);
    let later = json!({ "reply_to": said.id, "send_at": send_at });
    let waits = sent_with(&agent, &id, &dots, later).await;
    let waits: Vec<Scheduled> = waits.record.conversation.scheduled.unwrap().read().unwrap();
    forbidden(&waits[0].id).await;
    assert!(seen(&visitor, &id).await.contains("5555 5555 5555 4444"));
    // Of a number of one's own, wherever it goes, that is not so.
    let own = agent
        .write(&id, "mine: 4000 0000 0000 1000")
        .await
        .message
        .unwrap();
    let more = json!({ "resent": own.id, "reply_to": said.id });
    let resent = sent_with(&agent, &id, &text("mine: ••••1000"), more).await;
    let known = revealed(&agent, &resent.message.unwrap()).await;
    assert_eq!(known.hidden, ["4000 0000 0000 1000"]);
    // What is one's own is, but not what it quotes.
    let own = json!({ "reply_to": said.id });
    let own = sent_with(&agent, &id, &text("or 4111111111111111?"), own).await;
    let known = revealed(&agent, &own.message.unwrap()).await;
    let told = serde_json::to_string(&known.message).unwrap();
    assert!(
        told.contains("4111111111111111") && !told.contains("5555 5555"),
        "{told}"
    );

    let path = format!("/conversations/{id}/messages/{}/versions", again.id);
    let versions: Value = admin.fetch(&path).await;
    assert_eq!(versions["items"], json!([]));
    let known = revealed(&admin, &again).await;
    assert_eq!(known.hidden, ["5555 5555 5555 4444"]);
    let contact = backend_contact(&agent, &id).await;
    let archive = admin.post(&format!("/contacts/{contact}/export"), &json!({}));
    let bytes = archive.send().await.unwrap().bytes().await.unwrap();
    let log = documents(bytes.to_vec())
        .into_iter()
        .find(|(path, _)| path == "audit_log.json");
    let log: Vec<Value> = serde_json::from_slice(&log.unwrap().1).unwrap();
    let passed: Vec<&str> = log
        .iter()
        .filter(|entry| entry["action"] == "message.passed_on")
        .filter_map(|entry| entry["subject"].as_str())
        .collect();
    let all = [&forwarded.id, &again.id].map(|id| format!("message:{id}"));
    assert!(
        all.iter().all(|it| passed.contains(&it.as_str())),
        "{passed:?}"
    );
}

#[tokio::test]
async fn what_is_sent_again_forwarded_scheduled_or_edited_goes_out_without_dots() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let visitor = backend.visitor().await;
    let said = visitor.say("4111 1111 1111 1111 and 52998224725").await;
    let id = said.message.conversation;
    let stranger = backend.visitor().await;
    let there = stranger.say("hello").await.message.conversation;
    let forwarded = json!({ "forwarded": { "conversation": id, "message": said.message.id } });
    let shown = text("••••1111 and ••••25");
    let sent = sent_with(&agent, &there, &shown, forwarded).await;
    let sent = sent.message.unwrap();
    assert_eq!(sent.content.text(), Some("••••1111 and ••••25"));
    assert!(
        seen(&stranger, &there)
            .await
            .contains("4111 1111 1111 1111 and 52998224725")
    );
    let again = json!({ "resent": sent.id });
    sent_with(&agent, &there, &text("again ••••25"), again).await;
    assert!(seen(&stranger, &there).await.contains("again 52998224725"));
    // Dots that stand for nothing are dots.
    sent_with(&agent, &there, &text("what is ••••9?"), json!({})).await;
    assert!(seen(&stranger, &there).await.contains("what is ••••9?"));

    let own = agent.write(&there, "pay 5105 1051 0510 5100 now").await;
    let own = own.message.unwrap();
    let edit = format!("/conversations/{there}/messages/{}/text", own.id);
    let edited = agent
        .set(&edit, &json!({ "text": "pay ••••5100 soon" }))
        .await;
    let edited = edited.message.unwrap();
    assert_eq!(edited.content.text(), Some("pay ••••5100 soon"));
    assert!(
        seen(&stranger, &there)
            .await
            .contains("pay 5105 1051 0510 5100 soon")
    );
    // Another number that ends alike is another text, and the same text is none.
    let other = json!({ "text": "pay 5555 5555 5555 5100 soon" });
    agent
        .set(&edit, &json!({ "text": "pay ••••5100 soon" }))
        .await;
    let same = agent.set(&edit, &other).await.message.unwrap();
    assert_eq!(same.revision, edited.revision + 1);
    let plain = agent.set(&edit, &json!({ "text": "pay soon" })).await;
    assert_eq!(
        revealed(&agent, &plain.message.unwrap()).await.hidden,
        [""; 0]
    );

    let send_at = backend.config.clock.now().plus_millis(600_000);
    let later = json!({ "send_at": send_at });
    let waits = sent_with(&agent, &there, &text("then 378282246310005"), later).await;
    let waits = waits.record.conversation.scheduled.unwrap();
    assert!(waits.as_json().contains("then ••••0005"));
    let mut hears = stranger.visitor_live(None).await;
    hears.welcome().await;
    backend.later(Duration::from_secs(600));
    assert!(
        told(&mut hears, "then")
            .await
            .contains("then 378282246310005")
    );
    let shown = text_of(&agent, &format!("/conversations/{there}/messages")).await;
    assert!(shown.contains("then ••••0005") && !shown.contains("378282"));

    // Called off, it stands in the composer as it was shown, and is sent from there.
    let later = json!({ "send_at": backend.config.clock.now().plus_millis(600_000) });
    let waits = sent_with(&agent, &there, &text("or 6011000990139424"), later).await;
    let waits = waits.record.conversation.scheduled.unwrap();
    let waits: Vec<Scheduled> = waits.read().unwrap();
    let path = format!("/conversations/{there}/scheduled/{}", waits[0].id);
    let request = agent.request(reqwest::Method::DELETE, &path);
    let request = request.header("Idempotency-Key", fresh());
    let _gone: WriteAnswer = read(request.send().await.unwrap()).await;
    sent_with(&agent, &there, &text("or ••••9424?"), json!({})).await;
    let read_there = seen(&stranger, &there).await;
    assert!(read_there.contains("or 6011000990139424?"), "{read_there}");

    // A colleague who writes dots means none of that.
    let later = json!({ "send_at": backend.config.clock.now().plus_millis(600_000) });
    let waits = sent_with(
        &agent,
        &there,
        &text("code 5555 5555 5555 4444 is it"),
        later,
    )
    .await;
    let waits: Vec<Scheduled> = waits.record.conversation.scheduled.unwrap().read().unwrap();
    let path = format!("/conversations/{there}/scheduled/{}", waits[0].id);
    let request = agent.request(reqwest::Method::DELETE, &path);
    let request = request.header("Idempotency-Key", fresh());
    let _gone: WriteAnswer = read(request.send().await.unwrap()).await;
    let colleague = backend.agent_of(AGENT_2).await;
    sent_with(&colleague, &there, &text("code ••••4444 is it"), json!({})).await;
    sent_with(&agent, &there, &text("type ••••4444 here"), json!({})).await;
    assert!(!seen(&stranger, &there).await.contains("5555"));
    // Of two that look alike nobody guesses which one is meant.
    let alike = "pay 4111111111111111 or 4000000000061111 now";
    let alike = agent.write(&there, alike).await.message.unwrap();
    let path = format!("/conversations/{there}/messages/{}/text", alike.id);
    let edit = json!({ "text": "is it ••••1111?" });
    let request = agent.put(&path, &edit).header("Idempotency-Key", fresh());
    let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert!(refused.detail.contains("which one you mean"), "{refused:?}");

    // Taken back, nothing of it is left.
    let gone = agent
        .write(&there, "no: 4000000000001000")
        .await
        .message
        .unwrap();
    let path = format!("/conversations/{there}/messages/{}", gone.id);
    let request = agent.request(reqwest::Method::DELETE, &path);
    let request = request.header("Idempotency-Key", fresh());
    let _gone: WriteAnswer = read(request.send().await.unwrap()).await;
    assert_eq!(revealed(&agent, &gone).await.hidden, [""; 0]);
}

#[tokio::test]
async fn a_connector_and_who_answers_a_mail_get_what_was_said() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let mailbox = TestConnector::connect(&backend, "demo-email").await;
    let raw = "From: ana@cliente.example\r\nTo: contato@casaaurora.example\r\n\
         Subject: Card 4111 1111 1111 1111\r\nMessage-ID: <one@cliente.example>\r\n\
         Content-Type: text/html\r\n\r\n<p>CPF <b>529.982</b>.247-25</p>\r\n";
    let handed = mailbox.mail_request(&backend, raw).send().await.unwrap();
    assert!(handed.status().is_success());
    let page = text_of(&agent, "/conversations").await;
    assert!(
        !page.contains("529.982") && !page.contains("4111 1111"),
        "{page}"
    );
    let page: Value = serde_json::from_str(&page).unwrap();
    let id = page["items"][0]["conversation"]["id"].as_str().unwrap();
    let id = ConversationId::from(id);
    let mail = text_of(&agent, &format!("/conversations/{id}/messages")).await;
    assert!(
        mail.contains("Card ••••1111") && mail.contains("<p>CPF <b>••••25</b></p>"),
        "{mail}"
    );

    let to = json!([{ "address": "ana@cliente.example" }]);
    let shown = json!({ "kind": "email", "subject": "Re: Card ••••1111", "text": "ok", "to": to });
    let blank = json!({ "kind": "email", "subject": "", "text": "4000000000001000", "to": to });
    for (content, text) in [(shown, "ok"), (blank, "4000000000001000")] {
        sent_with(&agent, &id, &content, json!({})).await;
        let ToConnector::MessageSend(sent) = mailbox.call().await.what else {
            panic!("no message")
        };
        let sent = serde_json::to_value(&sent.message.content).unwrap();
        assert_eq!(sent["subject"], "Re: Card 4111 1111 1111 1111");
        assert_eq!(sent["text"], text);
    }
}
