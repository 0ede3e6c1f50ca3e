//! By the team.

use std::collections::BTreeSet;

use super::*;

#[tokio::test]
async fn a_new_text_goes_out_by_the_platforms_id_and_in_both_ways_of_writing() {
    let talk = Talk::on(TELEGRAM).await;
    let message = talk.sent("bom dai", "tg.7").await;
    let after = talk.edits(&message, "**bom** dia <3").await;
    assert!(after.read_more().edited_at.is_some());
    let call = talk.connector.call().await;
    let ToConnector::MessageEdit(edit) = call.what else {
        panic!("{:?}", call.what)
    };
    assert_ne!(call.key, message.id.as_str());
    assert_eq!(edit.to.id, "ana");
    assert_eq!(edit.message.id, message.id);
    assert_eq!(edit.message.external_id.as_deref(), Some("tg.7"));
    assert_eq!(edit.text, "**bom** dia <3");
    let written = (edit.written.format.as_str(), edit.written.text.as_str());
    assert_eq!(written, ("telegram_html", "<b>bom</b> dia &lt;3"));

    talk.deletes(&message).await;
    let call = talk.connector.call().await;
    let ToConnector::MessageDelete(delete) = call.what else {
        panic!("{:?}", call.what)
    };
    assert_eq!(delete.message.external_id.as_deref(), Some("tg.7"));
    assert!(talk.asked_until_end().await.is_empty());
}

#[tokio::test]
async fn the_team_is_one_person_with_one_reaction() {
    let talk = Talk::on(WHATSAPP).await;
    let theirs = talk.only("text").await;
    talk.reacts(&theirs, THUMB).await;
    let call = talk.connector.call().await;
    let ToConnector::MessageReact(react) = call.what else {
        panic!("{:?}", call.what)
    };
    assert_eq!(react.message.external_id.as_deref(), Some("w.1"));
    assert_eq!((react.emoji.as_str(), react.on), ("👍", true));
    // A colleague joins in: the customer sees it already.
    let rafael = talk.backend.agent_of(crate::harness::AGENT_2).await;
    let joins = rafael
        .request(Method::PUT, &path(&theirs, THUMB))
        .header("Idempotency-Key", fresh());
    assert_eq!(reactions(&done(joins).await), ["👍", "👍"]);
    let after = talk.reacts(&theirs, HEART).await;
    assert_eq!(reactions(&after), ["❤️"]);
    assert_eq!(talk.asked().await, "react ❤️ true");
    done(talk.request(Method::DELETE, &theirs, HEART)).await;
    assert_eq!(talk.asked_until_end().await, ["react ❤️ false"]);
}

/// Whether a call is on its way just then or not: what the customer sees at last is what the team sees.
#[tokio::test]
async fn what_is_called_off_as_it_is_about_to_go_out_leaves_nothing_behind() {
    let talk = Talk::on(WHATSAPP).await;
    let theirs = talk.only("text").await;
    let mut seen = BTreeSet::new();
    for _ in 0..12 {
        talk.reacts(&theirs, THUMB).await;
        talk.reacts(&theirs, HEART).await;
        done(talk.request(Method::DELETE, &theirs, HEART)).await;
        for asked in talk.asked_until_end().await {
            let words: Vec<&str> = asked.split(' ').collect();
            if words[2] == "true" {
                seen.clear();
                seen.insert(words[1].to_owned());
            } else {
                seen.remove(words[1]);
            }
        }
        assert_eq!(seen, BTreeSet::new());
    }
}

#[tokio::test]
async fn changes_keep_their_place_and_their_key_also_after_a_restart() {
    let talk = Talk::on(WHATSAPP).await;
    let first = talk.sent("one", "w.2").await;
    talk.connector.will_answer(500, "");
    talk.edits(&first, "uno").await;
    let tried = talk.connector.call().await.key;
    talk.writes("two").await;
    talk.deletes(&first).await;
    let talk = Talk {
        backend: talk.backend.restart().await,
        ..talk
    };
    let again = talk.connector.call().await;
    assert_eq!(again.key, tried, "the same call has the same key");
    assert!(matches!(again.what, ToConnector::MessageEdit(it) if it.text == "uno"));
    assert_eq!(talk.asked().await, "send two");
    assert_eq!(talk.asked().await, "delete");
}

#[tokio::test]
async fn what_has_not_been_on_its_way_is_changed_or_dropped_without_a_call() {
    let talk = Talk::on(WHATSAPP).await;
    let sent = talk.sent("on time", "w.2").await;
    talk.is_limited().await;
    let (kept, dropped) = (talk.writes("kept").await, talk.writes("dropped").await);
    talk.edits(&kept, "kept, and better").await;
    talk.edits(&dropped, "nobody reads this").await;
    let gone = talk.deletes(&dropped).await;
    assert_eq!((gone.content.kind(), gone.delivery), ("deleted", None));
    // Of what the platform has, it is told how it is in the end.
    talk.edits(&sent, "on tme").await;
    talk.edits(&sent, "on time, really").await;
    let theirs = talk.only("deleted").await;
    assert_eq!(theirs.id, dropped.id);
    talk.reacts(&sent, THUMB).await;
    done(talk.request(Method::DELETE, &sent, THUMB)).await;
    talk.opens().await;
    let asked = talk.asked_until_end().await;
    assert_eq!(asked, ["send kept, and better", "edit on time, really"]);
}

#[tokio::test]
async fn a_text_that_is_changed_back_before_it_went_out_is_no_change() {
    let talk = Talk::on(TELEGRAM).await;
    let sent = talk.sent("seven", "t.2").await;
    talk.is_limited().await;
    talk.edits(&sent, "eight").await;
    talk.edits(&sent, "seven").await;
    talk.opens().await;
    assert!(talk.asked_until_end().await.is_empty());
}

#[tokio::test]
async fn what_may_have_come_stays_what_it_was_and_is_changed_after() {
    let talk = Talk::on(WHATSAPP).await;
    // Nobody knows whether the platform has it.
    talk.connector.will_answer(500, "");
    let message = talk.writes("draft").await;
    assert_eq!(talk.asked().await, "send draft");
    talk.edits(&message, "final").await;
    assert_eq!(talk.asked().await, "send draft");
    assert_eq!(talk.asked().await, "edit final");

    // The platform says that it has not.
    talk.connector.will_answer(503, "");
    let message = talk.writes("slip").await;
    assert_eq!(talk.asked().await, "send slip");
    talk.edits(&message, "no slip").await;
    assert_eq!(talk.asked_until_end().await.last().unwrap(), "send no slip");
}

#[tokio::test]
async fn a_change_that_the_channel_refuses_is_taken_back_and_says_why() {
    let talk = Talk::on(WHATSAPP).await;
    let message = talk.sent("we open at nine", "w.2").await;
    let refusal = r#"{"code":"too_late","reason":"Too late.","retryable":true}"#;
    talk.connector.will_answer(422, refusal);
    talk.edits(&message, "we open at zwölf").await;
    let back = talk.until(&message, |it| failure(it).is_some()).await;
    assert_eq!(back.content.text(), Some("we open at nine"));
    assert_eq!(back.read_more().edited_at, None);
    let why = Delivery::Failed {
        code: "too_late".to_owned(),
        reason: "Too late.".to_owned(),
        retryable: false,
    };
    assert_eq!(failure(&back), Some(why));
    let found: SearchPage = talk.livia.fetch("/search?q=nine").await;
    assert_eq!(found.items.len(), 1);
    let record: ConversationRecord = talk
        .livia
        .fetch(&format!("/conversations/{}", talk.conversation))
        .await;
    assert_eq!(
        record.conversation.last_message.unwrap().text,
        "we open at nine"
    );
    talk.asked().await;

    talk.connector.will_answer(400, "");
    let gone = talk.deletes(&message).await;
    assert_eq!((gone.content.kind(), failure(&gone)), ("deleted", None));
    let back = talk.until(&message, |it| failure(it).is_some()).await;
    assert_eq!(back.content.text(), Some("we open at nine"));
    assert_eq!(back.read_more().external_id.as_deref(), Some("w.2"));
    talk.asked().await;

    talk.connector.will_answer(404, "");
    talk.reacts(&message, THUMB).await;
    let back = talk.until(&message, |it| failure(it).is_some()).await;
    assert!(reactions(&back).is_empty());
    talk.asked().await;

    let after = talk.edits(&message, "we open at ten").await;
    assert_eq!(failure(&after), None, "the next change is judged anew");
    assert_eq!(talk.asked().await, "edit we open at ten");
    assert!(talk.asked_until_end().await.is_empty());
    assert_eq!(failure(&talk.now(&message).await), None);
}

#[tokio::test]
async fn what_is_hidden_from_the_team_goes_out_whole_and_comes_back_hidden() {
    let talk = Talk::on(WHATSAPP).await;
    let message = talk.sent("card 4111 1111 1111 1111", "w.2").await;
    let shown = message.content.text().unwrap().to_owned();
    assert!(!shown.contains("4111 1111 1111 1111"), "{shown}");
    talk.edits(&message, &format!("the {shown}")).await;
    assert_eq!(talk.asked().await, "edit the card 4111 1111 1111 1111");
    talk.connector.will_answer(400, "");
    talk.deletes(&message).await;
    let back = talk.until(&message, |it| failure(it).is_some()).await;
    assert_eq!(back.content.text().unwrap(), format!("the {shown}"));
    assert_eq!(talk.asked().await, "delete");
    talk.edits(&message, &shown).await;
    assert_eq!(talk.asked().await, "edit card 4111 1111 1111 1111");

    let theirs = talk.livia.history(&talk.conversation).await.items.remove(0);
    talk.tell(edited("w.1", "4111 1111 1111 1111", None)).await;
    let hidden = talk.now(&theirs).await;
    assert_eq!(format!("card {}", hidden.content.text().unwrap()), shown);
    talk.tell(edited("w.1", "4111 1111 1111 1111", None)).await;
    assert_eq!(talk.now(&theirs).await, hidden, "it is the same text");
}

#[tokio::test]
async fn of_two_changes_the_later_one_decides() {
    let talk = Talk::on(WHATSAPP).await;
    let message = talk.sent("first", "w.2").await;
    talk.connector.will_answer(500, "");
    talk.edits(&message, "second").await;
    assert_eq!(talk.asked().await, "edit second");
    talk.connector.will_answer(422, r#"{"reason":"No."}"#);
    talk.connector.will_answer(422, r#"{"reason":"No again."}"#);
    talk.edits(&message, "third").await;
    assert_eq!(talk.asked().await, "edit second");
    assert_eq!(talk.asked().await, "edit third");
    let back = talk.until(&message, |it| failure(it).is_some()).await;
    assert_eq!(back.content.text(), Some("first"), "what the customer has");
}

#[tokio::test]
async fn a_channel_that_is_silent_for_a_day_has_not_carried_a_change() {
    let mut talk = Talk::on(TELEGRAM).await;
    let message = talk.sent("first", "t.2").await;
    talk.connector.will_answer(503, "");
    talk.connector.will_answer(503, "");
    talk.edits(&message, "second").await;
    talk.asked().await;
    talk.later(Duration::from_hours(25)).await;
    let back = talk.until(&message, |it| failure(it).is_some()).await;
    assert_eq!(back.content.text(), Some("first"));
    assert!(matches!(failure(&back), Some(Delivery::Failed { code, .. }) if code == "unreachable"));
}

#[tokio::test]
async fn of_a_message_that_failed_nothing_is_changed() {
    let talk = Talk::on(WHATSAPP).await;
    let theirs = talk.only("text").await;
    talk.connector.will_answer(500, "");
    let message = talk.writes("draft").await;
    talk.asked().await;
    talk.connector.will_answer(422, r#"{"reason":"No."}"#);
    talk.edits(&message, "final").await;
    let failed = |it: &Message| matches!(it.delivery, Some(Delivery::Failed { .. }));
    talk.until(&message, failed).await;
    assert_eq!(talk.asked().await, "send draft");
    for request in [
        talk.edit_request(&message, "once more"),
        talk.request(Method::DELETE, &message, ""),
        talk.request(Method::PUT, &message, THUMB),
    ] {
        problem(request, StatusCode::FORBIDDEN).await;
    }
    // The change went with its message.
    talk.reacts(&theirs, THUMB).await;
    assert_eq!(talk.asked_until_end().await, ["react 👍 true"]);
}

#[tokio::test]
async fn a_channel_carries_what_its_platform_does_and_for_as_long_as_it_does() {
    let mut talk = Talk::on(WHATSAPP).await;
    let theirs = talk.only("text").await;
    let message = talk.sent("hello", "w.2").await;
    talk.later(14 * MINUTE).await;
    talk.edits(&message, "hello!").await;
    talk.later(2 * MINUTE).await;
    let late = talk.edit_request(&message, "hello?");
    let refused = problem(late, StatusCode::FORBIDDEN).await;
    assert!(refused.detail.contains("for a while"), "{refused:?}");
    talk.reacts(&message, THUMB).await;
    talk.deletes(&message).await;
    let asked = talk.asked_until_end().await;
    assert_eq!(asked, ["edit hello!", "react 👍 true", "delete"]);

    let sms = Talk::on("demo-sms").await;
    let message = sms.sent("hello", "s.2").await;
    for request in [
        sms.edit_request(&message, "x"),
        sms.request(Method::DELETE, &message, ""),
        sms.request(Method::PUT, &message, THUMB),
    ] {
        problem(request, StatusCode::FORBIDDEN).await;
    }
    talk.turns(ChannelState::Disabled).await;
    let closed = talk.request(Method::PUT, &theirs, THUMB);
    problem(closed, StatusCode::CONFLICT).await;
}

#[tokio::test]
async fn a_change_that_is_refused_loses_nothing_of_what_is_hidden() {
    let talk = Talk::on(TELEGRAM).await;
    let sent = talk.sent("pay with 4111 1111 1111 1111", "t.1").await;
    let why = json!({ "code": "no", "reason": "No reactions here." });
    talk.connector.will_answer(422, &why.to_string());
    talk.reacts(&sent, THUMB).await;
    talk.connector.call().await;
    let now = talk
        .until(&sent, |it| it.read_more().change_failed.is_some())
        .await;
    assert_eq!(now.content.text(), Some("pay with ••••1111"));
    let reveal = talk.livia.post(&path(&sent, "/reveal"), &json!({}));
    let known: recado_protocol::masking::Revealed = read(reveal.send().await.unwrap()).await;
    assert_eq!(known.hidden, ["4111 1111 1111 1111"]);
}

/// What is taken back is in no quote either, and what was said otherwise is quoted so.
#[tokio::test]
async fn what_answers_a_message_quotes_what_it_says_now() {
    let talk = Talk::on(WHATSAPP).await;
    let first = talk.sent("for another customer", "w.2").await;
    let key = fresh();
    let answer = json!({
        "id": key,
        "content": { "kind": "text", "text": "sorry for that" },
        "more": { "reply_to": first.id },
    });
    let path = format!("/conversations/{}/messages", talk.conversation);
    let request = talk
        .livia
        .post(&path, &answer)
        .header("Idempotency-Key", key);
    let answer = done(request).await;
    let quoted = async || {
        let now = talk.now(&answer).await;
        let quote = now.read_more().quote.unwrap();
        (quote.kind, quote.text)
    };
    let seen = |kind: &str, text: &str| (kind.to_owned(), text.to_owned());
    assert_eq!(quoted().await, seen("text", "for another customer"));
    talk.edits(&first, "for 4111 1111 1111 1111").await;
    assert_eq!(quoted().await, seen("text", "for ••••1111"));
    talk.deletes(&first).await;
    assert_eq!(quoted().await, seen("deleted", ""));
}
