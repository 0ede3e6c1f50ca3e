//! What becomes of a message after it was sent through a channel that is connected from outside: new texts, taking it
//! back, reactions; by the team and by the customer.

use std::time::Duration;

use recado_protocol::connector::{
    CustomersDeletion, CustomersEdit, CustomersMessage, FromConnector, NewState, Person,
    ToConnector,
};
use recado_protocol::message::write::Versions;
use recado_protocol::{
    ChannelState, Content, ConversationId, ConversationRecord, Delivery, Message, SearchPage,
    Timestamp, WriteAnswer,
};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::json;

use crate::connector::TestConnector;
use crate::harness::{Backend, Caller, fresh, problem, read};

const WHATSAPP: &str = "demo-whatsapp";
const TELEGRAM: &str = "demo-telegram";
const THUMB: &str = "/reactions/%F0%9F%91%8D";
const HEART: &str = "/reactions/%E2%9D%A4%EF%B8%8F";
const MINUTE: Duration = Duration::from_secs(60);

/// A customer of a channel and the agent who talks with them.
struct Talk {
    backend: Backend,
    connector: TestConnector,
    livia: Caller,
    conversation: ConversationId,
}

impl Talk {
    async fn on(channel: &str) -> Self {
        let backend = Backend::start().await;
        let connector = TestConnector::connect(&backend, channel).await;
        connector.tell(&backend, &says("w.1", "Oi")).await;
        let livia = backend.agent().await;
        let page: recado_protocol::http::ConversationPage = livia.fetch("/conversations").await;
        let conversation = page.items[0].conversation.id.clone();
        Self {
            backend,
            connector,
            livia,
            conversation,
        }
    }

    /// A message that the channel has, under this id of its own.
    async fn sent(&self, text: &str, external: &str) -> Message {
        let answer = json!({ "external_id": external });
        self.connector.will_answer(200, &answer.to_string());
        let message = self.writes(text).await;
        self.connector.call().await;
        self.until(&message, |it| it.delivery == Some(Delivery::Sent))
            .await
    }

    async fn writes(&self, text: &str) -> Message {
        let answer = self.livia.write(&self.conversation, text).await;
        answer.message.unwrap()
    }

    fn edit_request(&self, message: &Message, text: &str) -> RequestBuilder {
        let body = json!({ "text": text });
        self.livia
            .put(&path(message, "/text"), &body)
            .header("Idempotency-Key", fresh())
    }

    async fn edits(&self, message: &Message, text: &str) -> Message {
        done(self.edit_request(message, text)).await
    }

    fn request(&self, method: Method, message: &Message, rest: &str) -> RequestBuilder {
        self.livia
            .request(method, &path(message, rest))
            .header("Idempotency-Key", fresh())
    }

    async fn deletes(&self, message: &Message) -> Message {
        done(self.request(Method::DELETE, message, "")).await
    }

    async fn reacts(&self, message: &Message, emoji: &str) -> Message {
        done(self.request(Method::PUT, message, emoji)).await
    }

    async fn now(&self, message: &Message) -> Message {
        self.livia.fetch(&path(message, "")).await
    }

    /// Waits until a message is as wanted.
    async fn until(&self, message: &Message, wanted: impl Fn(&Message) -> bool) -> Message {
        for _ in 0..3_000 {
            let now = self.now(message).await;
            if wanted(&now) {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the message never got there: {:?}", self.now(message).await);
    }

    async fn turns(&self, state: ChannelState) {
        let told = FromConnector::State(NewState { state });
        self.connector.tell(&self.backend, &told).await;
    }

    /// The platform takes nothing until [`Self::opens`].
    async fn is_limited(&self) {
        let until = self.backend.config.clock.now().plus_millis(3_600_000);
        self.turns(ChannelState::Limited { until }).await;
    }

    async fn opens(&self) {
        self.turns(ChannelState::Active).await;
    }

    /// The next call, in a word.
    async fn asked(&self) -> String {
        let call = self.connector.call().await;
        match call.what {
            ToConnector::MessageSend(it) => {
                format!("send {}", it.message.content.text().unwrap_or_default())
            }
            ToConnector::MessageEdit(it) => format!("edit {}", it.text),
            ToConnector::MessageDelete(_) => "delete".to_owned(),
            ToConnector::MessageReact(it) => format!("react {} {}", it.emoji, it.on),
            ToConnector::ChannelReconnect(_) => "reconnect".to_owned(),
        }
    }

    /// Sends a last message, so that whatever was to come before it has come. Gives what came.
    async fn asked_until_end(&self) -> Vec<String> {
        self.writes("the end").await;
        let mut all = Vec::new();
        loop {
            match self.asked().await.as_str() {
                "send the end" => return all,
                asked => all.push(asked.to_owned()),
            }
        }
    }

    /// Time passes, and whoever was signed in signs in again.
    async fn later(&mut self, by: Duration) {
        self.backend.later(by);
        self.livia = self.backend.agent().await;
    }

    async fn tell(&self, told: FromConnector) -> Option<String> {
        self.connector.tell(&self.backend, &told).await
    }

    async fn only(&self, kind: &str) -> Message {
        let page = self.livia.history(&self.conversation).await;
        let mut of_kind = page
            .items
            .into_iter()
            .filter(|it| it.content.kind() == kind);
        let one = of_kind.next().unwrap();
        assert!(of_kind.next().is_none());
        one
    }
}

fn path(message: &Message, rest: &str) -> String {
    let (conversation, id) = (&message.conversation, &message.id);
    format!("/conversations/{conversation}/messages/{id}{rest}")
}

async fn done(request: RequestBuilder) -> Message {
    let answer: WriteAnswer = read(request.send().await.unwrap()).await;
    answer.message.unwrap()
}

fn says(id: &str, text: &str) -> FromConnector {
    FromConnector::Message(CustomersMessage {
        id: id.to_owned(),
        from: Person {
            id: "ana".to_owned(),
            name: Some("Ana Souza".to_owned()),
            ..Person::default()
        },
        content: Content::Text {
            text: text.to_owned(),
        },
        files: Vec::new(),
        reply_to: None,
        link_preview: None,
    })
}

fn edited(message: &str, text: &str, at: Option<Timestamp>) -> FromConnector {
    FromConnector::Edited(CustomersEdit {
        message: message.to_owned(),
        text: text.to_owned(),
        at,
    })
}

fn deleted(message: &str) -> FromConnector {
    FromConnector::Deleted(CustomersDeletion {
        message: message.to_owned(),
    })
}

fn failure(message: &Message) -> Option<Delivery> {
    message.read_more().change_failed
}

fn reactions(message: &Message) -> Vec<String> {
    let all = message.read_more().reactions.into_iter();
    all.map(|it| it.emoji).collect()
}

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
    done(talk.request(Method::DELETE, &theirs, HEART)).await;
    let asked = talk.asked_until_end().await;
    assert_eq!(asked, ["react ❤️ true", "react ❤️ false"]);
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
async fn customers_change_their_messages_and_who_leads_sees_what_was_there() {
    let talk = Talk::on(WHATSAPP).await;
    let lead = talk.backend.agent_of("supervisor@demo.recado.test").await;
    let theirs = talk.only("text").await;
    let at = |millis: i64| Some(theirs.at.plus_millis(-10_000 + millis));
    let id = talk.tell(edited("w.1", "Oi!", at(5))).await;
    assert_eq!(id.as_deref(), Some(theirs.id.as_str()));
    let now = talk.now(&theirs).await;
    assert_eq!(now.content.text(), Some("Oi!"));
    assert_eq!(now.read_more().edited_at, at(5));
    // The same again, one that is older, and one of a message that nobody knows.
    for told in [
        edited("w.1", "Oi!", at(5)),
        edited("w.1", "Oi?", at(4)),
        edited("w.99", "Oi?", None),
        deleted("w.99"),
    ] {
        talk.tell(told).await;
    }
    assert_eq!(talk.now(&theirs).await, now);
    let found: SearchPage = talk.livia.fetch("/search?q=Oi").await;
    assert_eq!(found.items.len(), 1);

    talk.tell(edited("w.1", "Olá!", None)).await;
    for _ in 0..2 {
        talk.tell(deleted("w.1")).await;
    }
    talk.tell(edited("w.1", "again", None)).await;
    let gone = talk.now(&theirs).await;
    assert_eq!((gone.content.kind(), gone.revision), ("deleted", 4));
    let versions: Versions = lead.fetch(&path(&theirs, "/versions")).await;
    let versions: Vec<_> = versions
        .items
        .iter()
        .map(|it| (it.by.as_str(), it.before.content.text().unwrap()))
        .collect();
    let by = "Ana Souza";
    assert_eq!(versions, [(by, "Oi"), (by, "Oi!"), (by, "Olá!")]);
}

#[tokio::test]
async fn customers_change_nothing_but_texts_of_their_own() {
    let talk = Talk::on(WHATSAPP).await;
    let theirs = talk.only("text").await;
    let ours = talk.sent("bom dia", "w.2").await;
    for told in [
        edited("w.2", "boa noite", None),
        deleted("w.2"),
        edited("w.1", "  ", None),
        edited("w.1", &"x".repeat(100_001), None),
    ] {
        let request = talk.connector.tell_request(&talk.backend, &told);
        problem(request, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    assert_eq!(talk.now(&ours).await, ours);
    assert_eq!(talk.now(&theirs).await, theirs);
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
