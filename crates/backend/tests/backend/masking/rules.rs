//! The rules, and what is stored when they change.

use super::*;

#[tokio::test]
async fn rules_change_what_is_stored_and_a_rule_that_is_gone_shows_again_what_it_hid() {
    let backend = Backend::start().await;
    let (agent, admin) = (backend.agent().await, backend.agent_of(ADMIN).await);
    settled(&admin).await;
    let visitor = backend.visitor().await;
    let cursor = agent.fetch::<Snapshot>("/snapshot").await.cursor;
    let said = visitor
        .say("voucher AB-1234, card 4111111111111111")
        .await
        .message;
    let id = said.conversation.clone();
    let quoting = json!({ "reply_to": said.id });
    sent_with(&agent, &id, &text("thanks"), quoting).await;
    let edited = agent.note(&id, "it was AB-1234").await.message.unwrap();
    let path = format!("/conversations/{id}/messages/{}", edited.id);
    let new = json!({ "text": "it was not AB-1234" });
    agent.set(&format!("{path}/text"), &new).await;
    let mut live = agent.live(None).await;
    live.welcome().await;

    let ruled = change_rules(&admin, |masking| masking.rules.push(own(r"AB-\d+"))).await;
    assert_eq!(ruled.revision, 2);
    let history = format!("/conversations/{id}/messages");
    let shown = text_of(&agent, &history).await;
    assert!(shown.contains("voucher ••••, card ••••1111"), "{shown}");
    let replay = {
        let mut again = agent.live(Some(cursor)).await;
        told(&mut again, "it was not ••••").await
    };
    let versions = text_of(&admin, &format!("{path}/versions")).await;
    for answer in [
        shown,
        replay,
        versions,
        text_of(&agent, "/conversations").await,
        told(&mut live, "it was not ••••").await,
    ] {
        assert!(!answer.contains("AB-12"), "{answer}");
    }
    let none: Value = agent.fetch("/search?q=AB-1234").await;
    assert_eq!(none["items"], json!([]));
    assert!(seen(&visitor, &id).await.contains("voucher AB-1234"));
    visitor.say("again AB-77").await;
    assert!(text_of(&agent, &history).await.contains("again ••••"));

    let gone = change_rules(&admin, |masking| {
        masking.rules.clear();
        masking.cards = false;
    });
    assert_eq!(gone.await.revision, 3);
    let shown = text_of(&agent, &history).await;
    assert!(!shown.contains("••••"), "{shown}");
    assert!(shown.contains("voucher AB-1234, card 4111111111111111") && shown.contains("AB-77"));
    let some: Value = agent.fetch("/search?q=4111111111111111").await;
    assert_eq!(some["items"].as_array().unwrap().len(), 1);
    let told = told(&mut live, "again AB-77").await;
    assert!(told.contains("voucher AB-1234"), "{told}");
}

#[tokio::test]
async fn only_administrators_make_rules_and_a_bad_one_says_why() {
    let backend = Backend::start().await;
    let (agent, admin) = (backend.agent().await, backend.agent_of(ADMIN).await);
    let known = settled(&admin).await;
    problem(agent.get("/masking"), StatusCode::FORBIDDEN).await;
    problem(agent.post("/masking", &known), StatusCode::FORBIDDEN).await;
    let with = |rules: Vec<Rule>| Masking {
        rules,
        ..known.clone()
    };
    let trial = |masking: &Masking, text: &str| json!({ "masking": masking, "text": text });
    let good = with(vec![own(r"V\d+")]);
    let body = trial(&good, "V12, 4111111111111111");
    problem(agent.post("/masking/trial", &body), StatusCode::FORBIDDEN).await;
    let tried = admin.post("/masking/trial", &body).send().await.unwrap();
    assert_eq!(read::<Tried>(tried).await.text, "••••, ••••1111");
    let unnamed = Rule {
        name: " ".to_owned(),
        ..own("a")
    };
    let off = Rule {
        on: false,
        ..own("(a")
    };
    for (bad, field, why) in [
        (
            with(vec![own("a"), own("[z-a]")]),
            "rules[1].pattern",
            "range",
        ),
        (with(vec![off]), "rules[0].pattern", "unclosed group"),
        (with(vec![unnamed]), "rules[0].name", "name"),
        (with(vec![own("a"); 31]), "rules", "30"),
    ] {
        for request in [
            admin.post("/masking", &bad),
            admin.post("/masking/trial", &trial(&bad, "")),
        ] {
            let refused = problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
            assert_eq!(refused.field.as_deref(), Some(field));
            assert!(refused.detail.contains(why), "{}", refused.detail);
        }
    }
    let long = trial(&known, &"x".repeat(2_001));
    let long = admin.post("/masking/trial", &long);
    problem(long, StatusCode::UNPROCESSABLE_ENTITY).await;
    let now: Masking = read(admin.post("/masking", &good).send().await.unwrap()).await;
    assert_eq!(
        (now.revision, &now.rules),
        (known.revision + 1, &good.rules)
    );
    // Somebody who has not seen that overwrites nothing.
    let stale = problem(admin.post("/masking", &known), StatusCode::CONFLICT).await;
    assert_eq!(
        stale.current.unwrap().read::<Masking>().unwrap().rules,
        now.rules
    );
}

#[tokio::test]
async fn masking_anew_goes_on_after_a_restart_and_erasing_takes_what_was_said() {
    let backend = Backend::start().await;
    let admin = backend.agent_of(ADMIN).await;
    let visitor = backend.visitor().await;
    let said = visitor.say("card 4111111111111111 AB-1").await.message;
    let id = said.conversation.clone();
    let file = backend.config.data.join("recado.sqlite3");
    let sql = rusqlite::Connection::open(&file).unwrap();
    let masking = json!({ "revision": 9, "cards": true, "cpf": true, "cnpj": true,
        "rules": [{ "name": "Own", "pattern": "AB-1", "on": true }] });
    // As a backend leaves it that stopped in the middle.
    sql.execute(
        "UPDATE masking SET rules = ?, next = '{\"messages\":{\"conversation\":\"\",\"position\":0}}'",
        [masking.to_string()],
    )
    .unwrap();
    drop(sql);
    let token = admin.token.clone().unwrap();
    let backend = backend.restart().await;
    let admin = backend.anybody().with_token(&token);
    settled(&admin).await;
    let shown = text_of(&admin, &format!("/conversations/{id}/messages")).await;
    assert!(shown.contains("card ••••1111 ••••"), "{shown}");

    let contact = backend_contact(&admin, &id).await;
    let record: Value = admin.fetch(&format!("/conversations/{id}")).await;
    let body = json!({ "id": fresh(), "name": record["contact"]["name"] });
    let erased = admin.post(&format!("/contacts/{contact}/erase"), &body);
    assert!(erased.send().await.unwrap().status().is_success());
    let sql = rusqlite::Connection::open(&file).unwrap();
    let left: i64 = sql
        .query_row("SELECT COUNT(*) FROM originals", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
    let told: i64 = sql
        .query_row(
            "SELECT COUNT(*) FROM events WHERE data LIKE '%card ••••%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(
        told, 0,
        "masking anew told the message, and the log forgets that too"
    );
}

#[tokio::test]
async fn an_edit_is_taken_while_a_new_rule_has_not_come_to_its_message_yet() {
    let backend = Backend::start().await;
    let (agent, admin) = (backend.agent().await, backend.agent_of(ADMIN).await);
    let id = backend.begun("hello").await;
    settled(&admin).await;
    let said = agent.write(&id, "voucher AB-1").await.message.unwrap();
    // A rule of which what is stored knows nothing yet.
    let masking = json!({ "revision": 9, "cards": true, "cpf": true, "cnpj": true,
        "rules": [{ "name": "Own", "pattern": "AB-1", "on": true }] });
    let file = backend.config.data.join("recado.sqlite3");
    rusqlite::Connection::open(file)
        .unwrap()
        .execute("UPDATE masking SET rules = ?", [masking.to_string()])
        .unwrap();
    let path = format!("/conversations/{id}/messages/{}/text", said.id);
    let other = json!({ "text": "voucher for you", "before": "voucher AB-2" });
    let overtaken = agent.put(&path, &other).header("Idempotency-Key", fresh());
    let refused = problem(overtaken, StatusCode::CONFLICT).await;
    assert_eq!(refused.kind, recado_protocol::ProblemKind::StaleRevision);
    let edit = json!({ "text": "your voucher AB-1", "before": "voucher AB-1" });
    let hidden = agent.set(&path, &edit).await.message.unwrap();
    assert_eq!(hidden.content.text(), Some("your voucher ••••"));
    // Who began before it was hidden has overtaken nobody either.
    let edit = json!({ "text": "your voucher", "before": "your voucher AB-1" });
    let edited = agent.set(&path, &edit).await.message.unwrap();
    assert_eq!(edited.content.text(), Some("your voucher"));
}
