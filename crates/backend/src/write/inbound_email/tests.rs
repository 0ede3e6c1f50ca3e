use recado_protocol::{Agent, ConversationId, MessageId, OutgoingContent, Timestamp};
use rusqlite::Connection;

use super::*;
use crate::storage::schema;
use crate::write::team_message;

const CHANNEL: &str = "demo-email";

/// A database with the demo's people, and the mailbox among its channels.
fn office() -> (Connection, Channel, Agent) {
    let mut sql = Connection::open_in_memory().unwrap();
    schema::migrations().to_latest(&mut sql).unwrap();
    let cast = crate::demo::cast(Timestamp::from_millis(1_000));
    cast.save(&sql).unwrap();
    let channel = people::channel(&sql, &CHANNEL.into()).unwrap().unwrap();
    (sql, channel, cast.agents[0].clone())
}

fn receive(sql: &Connection, channel: &Channel, raw: &str) -> Outcome<Message> {
    let mut change = Change::untold(sql, Timestamp::from_millis(5_000));
    let (mail, _) = Mail::read(raw.replace('\n', "\r\n").as_bytes())?;
    let message = write(&mut change, channel, mail)?;
    Ok(message.expect("nobody is blocked"))
}

fn email_of(message: &Message) -> Email {
    let Content::Rich(rich) = &message.content else {
        panic!("no e-mail: {message:?}")
    };
    let RichContent::Email(email) = rich.read() else {
        panic!("no e-mail: {rich:?}")
    };
    *email
}

fn answer(sql: &Connection, agent: &Agent, conversation: &ConversationId, subject: &str) -> Email {
    let email = Email {
        subject: subject.to_owned(),
        text: "We will send another one.".to_owned(),
        to: vec![Mailbox {
            name: None,
            address: "ana@cliente.example".to_owned(),
        }],
        ..Email::default()
    };
    let new = recado_protocol::command::NewMessage {
        id: MessageId::new(format!("ours-{subject}").replace(' ', "-")),
        content: OutgoingContent::Rich(Rich::of(&RichContent::Email(Box::new(email)))),
        more: None,
    };
    let mut change = Change::untold(sql, Timestamp::from_millis(6_000));
    let answer = team_message::write(&mut change, conversation, new, agent).unwrap();
    email_of(&answer.message.unwrap())
}

const FIRST: &str = "From: Ana <ana@cliente.example>
To: contato@casaaurora.example
Subject: Cadeira
Message-ID: <one@cliente.example>

Quebrada.
";

#[test]
fn a_mail_begins_a_conversation_with_whoever_wrote_it() {
    let (sql, channel, _) = office();
    let message = receive(&sql, &channel, FIRST).unwrap();
    let change = Change::untold(&sql, Timestamp::from_millis(5_000));
    let record = load(&change, &message.conversation).unwrap();
    assert_eq!(record.contact.name, "Ana");
    assert_eq!(record.contact.email.as_deref(), Some("ana@cliente.example"));
    assert_eq!(record.conversation.unread_count, 1);
    let preview = record.conversation.last_message.unwrap();
    assert_eq!(
        (preview.kind.as_str(), preview.text.as_str()),
        ("email", "Quebrada.")
    );
    // The same person writes about something else: the same contact, another conversation.
    let other = receive(
        &sql,
        &channel,
        "From: ANA@cliente.example\nSubject: Mesa\n\nOutra coisa.\n",
    )
    .unwrap();
    assert_ne!(other.conversation, message.conversation);
    let other = load(&change, &other.conversation).unwrap();
    assert_eq!(other.contact.id, record.contact.id);
}

#[test]
fn a_mail_that_comes_twice_is_kept_once() {
    let (sql, channel, _) = office();
    let nameless = "From: ana@cliente.example\n\nOi.\n";
    for raw in [FIRST, nameless] {
        let first = receive(&sql, &channel, raw).unwrap();
        let again = receive(&sql, &channel, raw).unwrap();
        assert_eq!(first, again);
        let change = Change::untold(&sql, Timestamp::from_millis(5_000));
        let record = load(&change, &first.conversation).unwrap();
        assert_eq!(record.conversation.last_position, 1);
    }
}

#[test]
fn a_thread_keeps_together_in_both_directions() {
    let (sql, channel, agent) = office();
    let first = receive(&sql, &channel, FIRST).unwrap();
    let ours = answer(&sql, &agent, &first.conversation, "");
    assert_eq!(ours.subject, "Re: Cadeira");
    assert_eq!(ours.in_reply_to.as_deref(), Some("one@cliente.example"));
    assert_eq!(ours.references, ["one@cliente.example"]);
    assert_eq!(
        ours.from.as_ref().map(|from| from.address.as_str()),
        Some("contato@casaaurora.example")
    );
    let our_id = ours.message_id.unwrap();
    assert!(our_id.ends_with("@casaaurora.example"), "{our_id}");

    let back = receive(
        &sql,
        &channel,
        &format!(
            "From: colega@cliente.example\nSubject: Re: Cadeira\nMessage-ID: <two@cliente.example>\n\
             In-Reply-To: <{our_id}>\nReferences: <one@cliente.example> <{our_id}>\n\nObrigado.\n"
        ),
    )
    .unwrap();
    assert_eq!(back.conversation, first.conversation);
    let next = answer(&sql, &agent, &first.conversation, "Re: Cadeira nova");
    assert_eq!(
        next.references,
        [
            "one@cliente.example",
            our_id.as_str(),
            "two@cliente.example"
        ]
    );
    // A program that keeps only the beginning of a thread is understood, too.
    let old = receive(
        &sql,
        &channel,
        "From: ana@cliente.example\nReferences: <one@cliente.example>\n\nMais uma coisa.\n",
    )
    .unwrap();
    assert_eq!(old.conversation, first.conversation);
    assert_eq!(email_of(&old).subject, "");
}

#[test]
fn what_is_no_mail_is_refused_with_a_sentence() {
    let (sql, channel, _) = office();
    for raw in ["", "Subject: by nobody\n\nhello\n", "From: <>\n\nhello\n"] {
        let refusal = receive(&sql, &channel, raw).unwrap_err();
        assert_eq!(refusal.problem().field.as_deref(), Some("raw"), "{raw:?}");
    }
}
