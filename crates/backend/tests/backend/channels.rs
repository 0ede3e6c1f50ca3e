//! Channels that are connected from outside: messages out and in, receipts, states, and trouble.

use std::time::Duration;

use recado_protocol::connector::{
    CustomersReaction, FromConnector, KnownPerson, NewState, NewToken, OnOff, Person, Receipt,
    Reconnection, ToConnector,
};
use recado_protocol::{Channel, ChannelState, ConversationId, Delivery, Message, WriteAnswer};
use reqwest::StatusCode;

use crate::connector::{TestConnector, ana, says};
use crate::harness::{ADMIN, Backend, Caller, fresh, problem, read};

const WHATSAPP: &str = "demo-whatsapp";

fn receipt(message: &Message, delivery: Delivery) -> FromConnector {
    FromConnector::Receipt(Receipt {
        message: message.id.to_string(),
        delivery,
    })
}

/// The conversation in which Ana wrote "Oi".
async fn ana_writes(backend: &Backend, connector: &TestConnector) -> ConversationId {
    connector.tell(backend, &says("wamid.1", "Oi")).await;
    let page: recado_protocol::http::ConversationPage =
        backend.agent().await.fetch("/conversations").await;
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].contact.name, "Ana Souza");
    page.items[0].conversation.id.clone()
}

/// Waits until a message is as wanted.
async fn until_delivery(
    agent: &Caller,
    message: &Message,
    wanted: impl Fn(&Delivery) -> bool,
) -> Message {
    let path = format!(
        "/conversations/{}/messages/{}",
        message.conversation, message.id
    );
    for _ in 0..3_000 {
        let message: Message = agent.fetch(&path).await;
        if message.delivery.as_ref().is_some_and(&wanted) {
            return message;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the message never got there");
}

#[tokio::test]
async fn what_goes_out_is_written_as_its_channel_reads_it() {
    let backend = Backend::start().await;
    let typed = "Olá **Ana**, _hoje_ ~~não~~ <b> https://a.example";
    for (channel, format, written) in [
        (
            WHATSAPP,
            "whatsapp",
            "Olá *Ana*, _hoje_ ~não~ <b> https://a.example",
        ),
        (
            "demo-telegram",
            "telegram_html",
            "Olá <b>Ana</b>, <i>hoje</i> <s>não</s> &lt;b&gt; <a href=\"https://a.example\">https://a.example</a>",
        ),
    ] {
        let connector = TestConnector::connect(&backend, channel).await;
        connector.tell(&backend, &says("first", "Oi")).await;
        let page: recado_protocol::http::ConversationPage =
            backend.agent().await.fetch("/conversations").await;
        let record = page
            .items
            .iter()
            .find(|it| it.conversation.channel == channel.into());
        let conversation = &record.unwrap().conversation.id;
        backend.agent().await.note(conversation, "*for us*").await;
        backend.agent().await.write(conversation, typed).await;
        let ToConnector::MessageSend(sent) = connector.call().await.what else {
            panic!("no message")
        };
        assert_eq!(sent.message.content.text(), Some(typed));
        let sent = sent.written.unwrap();
        assert_eq!(
            (sent.format.as_str(), sent.text.as_str()),
            (format, written)
        );
    }
}

#[tokio::test]
async fn a_message_goes_out_once_and_its_receipts_come_in() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, WHATSAPP).await;
    let conversation = ana_writes(&backend, &connector).await;
    let agent = backend.agent().await;
    connector.will_answer(200, r#"{"external_id":"wamid.2"}"#);
    let sent = agent
        .write(&conversation, "Olá, Ana")
        .await
        .message
        .unwrap();
    assert_eq!(sent.delivery, Some(Delivery::Queued));
    let call = connector.call().await;
    assert_eq!(call.key, sent.id.as_str());
    let ToConnector::MessageSend(parcel) = call.what else {
        panic!("no message")
    };
    assert_eq!(parcel.to.id, ana().id);
    assert_eq!(parcel.message.content.text(), Some("Olá, Ana"));
    let taken = until_delivery(&agent, &sent, |it| *it == Delivery::Sent).await;
    assert_eq!(taken.read_more().external_id.as_deref(), Some("wamid.2"));

    // By the platform's id, and by ours.
    let read = FromConnector::Receipt(Receipt {
        message: "wamid.2".to_owned(),
        delivery: Delivery::Read,
    });
    connector.tell(&backend, &read).await;
    connector
        .tell(&backend, &receipt(&sent, Delivery::Delivered))
        .await;
    until_delivery(&agent, &sent, |it| *it == Delivery::Read).await;
    assert!(connector.was_not_called());
}

#[tokio::test]
async fn what_comes_in_twice_is_one_message() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, WHATSAPP).await;
    let first = connector.tell(&backend, &says("wamid.1", "Oi")).await;
    let second = connector.tell(&backend, &says("wamid.1", "Oi")).await;
    assert_eq!(first, second);
    connector
        .tell(&backend, &says("wamid.2", "Tudo bem?"))
        .await;
    let page: recado_protocol::http::ConversationPage =
        backend.agent().await.fetch("/conversations").await;
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.items[0].conversation.unread_count, 2);
}

#[tokio::test]
async fn a_connector_that_is_down_gets_everything_later_in_order_also_after_a_restart() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, WHATSAPP).await;
    let conversation = ana_writes(&backend, &connector).await;
    let agent = backend.agent().await;
    connector.will_answer(503, "");
    let first = agent.write(&conversation, "one").await.message.unwrap();
    let second = agent.write(&conversation, "two").await.message.unwrap();
    assert_eq!(connector.call().await.key, first.id.as_str());
    let backend = backend.restart().await;
    let keys = [connector.call().await.key, connector.call().await.key];
    assert_eq!(keys, [first.id.as_str(), second.id.as_str()]);
    let agent = backend.agent().await;
    until_delivery(&agent, &second, |it| *it == Delivery::Sent).await;
}

#[tokio::test]
async fn a_refused_message_fails_with_its_reason_and_goes_out_when_it_is_tried_again() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, WHATSAPP).await;
    let conversation = ana_writes(&backend, &connector).await;
    let agent = backend.agent().await;
    connector.will_answer(
        422,
        r#"{"code":"busy","reason":"Not now.","retryable":true}"#,
    );
    let sent = agent.write(&conversation, "again").await.message.unwrap();
    let failed = |it: &Delivery| matches!(it, Delivery::Failed { .. });
    let message = until_delivery(&agent, &sent, failed).await;
    let delivery = Delivery::Failed {
        code: "busy".to_owned(),
        reason: "Not now.".to_owned(),
        retryable: true,
    };
    assert_eq!(message.delivery, Some(delivery));
    connector.call().await;
    let attempts = format!(
        "/conversations/{conversation}/messages/{}/attempts",
        sent.id
    );
    let request = agent
        .post(&attempts, &())
        .header("Idempotency-Key", fresh());
    let answer: WriteAnswer = read(request.send().await.unwrap()).await;
    assert_eq!(answer.message.unwrap().delivery, Some(Delivery::Queued));
    assert_eq!(connector.call().await.key, sent.id.as_str());
    until_delivery(&agent, &sent, |it| *it == Delivery::Sent).await;
}

#[tokio::test]
async fn a_customer_who_blocked_us_makes_every_message_fail_until_they_write_again() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, WHATSAPP).await;
    let conversation = ana_writes(&backend, &connector).await;
    let agent = backend.agent().await;
    let blocked = FromConnector::Blocked(OnOff {
        from: ana().id,
        on: true,
    });
    connector.tell(&backend, &blocked).await;
    let sent = agent.write(&conversation, "hello?").await.message.unwrap();
    let Some(Delivery::Failed {
        code, retryable, ..
    }) = sent.delivery
    else {
        panic!("{:?}", sent.delivery)
    };
    assert_eq!((code.as_str(), retryable), ("blocked_by_customer", false));
    connector
        .tell(&backend, &says("wamid.9", "I am back"))
        .await;
    let sent = agent.write(&conversation, "good").await.message.unwrap();
    assert_eq!(sent.delivery, Some(Delivery::Queued));
    assert_eq!(connector.call().await.key, sent.id.as_str());
}

#[tokio::test]
async fn a_limited_channel_keeps_messages_until_its_time_and_then_lets_them_go() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, WHATSAPP).await;
    let conversation = ana_writes(&backend, &connector).await;
    let agent = backend.agent().await;
    let until = backend.config.clock.now().plus_millis(10 * 60 * 1_000);
    let limited = FromConnector::State(NewState {
        state: ChannelState::Limited { until },
    });
    connector.tell(&backend, &limited).await;
    let sent = agent
        .write(&conversation, "patience")
        .await
        .message
        .unwrap();
    assert_eq!(sent.delivery, Some(Delivery::Queued));
    assert!(connector.was_not_called());
    backend.later(Duration::from_secs(10 * 60 + 1));
    assert_eq!(connector.call().await.key, sent.id.as_str());
    let snapshot: recado_protocol::http::Snapshot = agent.fetch("/snapshot").await;
    let channel = snapshot.channels.iter().find(|it| it.id == WHATSAPP.into());
    assert_eq!(channel.unwrap().state, ChannelState::Active);
}

#[tokio::test]
async fn an_administrator_reconnects_a_channel_and_nobody_else_can() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, WHATSAPP).await;
    let state = ChannelState::TokenExpired;
    connector
        .tell(&backend, &FromConnector::State(NewState { state }))
        .await;
    let path = format!("/channels/{WHATSAPP}/connection");
    let new = Reconnection {
        token: Some("EAAG...".to_owned()),
    };
    let agent = backend.agent().await;
    problem(agent.post(&path, &new), StatusCode::FORBIDDEN).await;
    let admin = backend.agent_of(ADMIN).await;
    connector.will_answer(422, r#"{"code":"token","reason":"That token is over."}"#);
    let refused = problem(admin.post(&path, &new), StatusCode::UNPROCESSABLE_ENTITY).await;
    assert_eq!(refused.detail, "That token is over.");
    let channel: Channel = read(admin.post(&path, &new).send().await.unwrap()).await;
    assert_eq!(channel.state, ChannelState::Active);
    connector.call().await;
    let call = connector.call().await;
    let token = new.token.unwrap();
    let channel = WHATSAPP.into();
    assert_eq!(
        call.what,
        ToConnector::ChannelReconnect(NewToken { channel, token })
    );
}

#[tokio::test]
async fn reactions_and_what_the_platform_knows_of_a_person_come_in() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, WHATSAPP).await;
    let conversation = ana_writes(&backend, &connector).await;
    let agent = backend.agent().await;
    let sent = agent.write(&conversation, "ok?").await.message.unwrap();
    let reaction = |on| {
        FromConnector::Reaction(CustomersReaction {
            message: sent.id.to_string(),
            emoji: "👍".to_owned(),
            on,
        })
    };
    connector.tell(&backend, &reaction(true)).await;
    connector.tell(&backend, &reaction(true)).await;
    let history = agent.history(&conversation).await;
    let more = history.items.last().unwrap().read_more();
    assert_eq!(more.reactions.len(), 1);
    connector.tell(&backend, &reaction(false)).await;
    let history = agent.history(&conversation).await;
    assert!(
        history
            .items
            .last()
            .unwrap()
            .read_more()
            .reactions
            .is_empty()
    );

    let from = Person {
        name: Some("Ana Clara Souza".to_owned()),
        ..Person {
            id: ana().id,
            ..Person::default()
        }
    };
    connector
        .tell(&backend, &FromConnector::Contact(KnownPerson { from }))
        .await;
    let record: recado_protocol::ConversationRecord =
        agent.fetch(&format!("/conversations/{conversation}")).await;
    assert_eq!(record.contact.name, "Ana Clara Souza");
    assert_eq!(record.contact.phone, ana().phone);
}

#[tokio::test]
async fn what_is_not_signed_by_the_connector_changes_nothing() {
    let backend = Backend::start().await;
    let connector = TestConnector::connect(&backend, WHATSAPP).await;
    let unsigned = backend
        .anybody()
        .post(&format!("/channels/{WHATSAPP}/inbound"), &says("x", "Oi"));
    problem(unsigned, StatusCode::UNAUTHORIZED).await;
    let stolen = TestConnector {
        secret: "another secret".to_owned(),
        ..connector
    };
    let wrong = stolen.tell_request(&backend, &says("x", "Oi"));
    problem(wrong, StatusCode::UNAUTHORIZED).await;
    let elsewhere = TestConnector {
        channel: "no-such-channel".to_owned(),
        ..stolen
    };
    let nowhere = elsewhere.tell_request(&backend, &says("x", "Oi"));
    problem(nowhere, StatusCode::UNAUTHORIZED).await;
    let page: recado_protocol::http::ConversationPage =
        backend.agent().await.fetch("/conversations").await;
    assert!(page.items.is_empty());
}
