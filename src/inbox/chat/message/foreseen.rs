//! A message as it will be with what is on its way: reactions, pins, new texts, a deletion.

use recado_protocol::{Author, Delivery, Fields, Message, MessageWrite, Problem};
use recado_store::{EntryState, Store};

/// Lays what the outbox holds about a message over it. Of what was refused it is only known why.
pub fn foreseen(store: &Store, message: &Message) -> Message {
    let mut message = message.clone();
    let me = store.me();
    let author = Author::Agent {
        id: me.id.clone(),
        name: me.name.clone(),
    };
    let conversation = message.conversation.clone();
    for entry in store.outbox().of(&conversation) {
        let Some((id, write)) = MessageWrite::of(&entry.envelope.command) else {
            continue;
        };
        if id != message.id {
            continue;
        }
        match &entry.state {
            EntryState::Failed { problem } => note_refusal(&mut message, problem),
            _ => write.lay_over(&mut message, &author, entry.envelope.issued_at),
        }
    }
    message
}

/// As the backend says it of a change that a channel did not carry.
fn note_refusal(message: &mut Message, problem: &Problem) {
    let mut more = message.read_more();
    more.change_failed = Some(Delivery::Failed {
        code: "refused".to_owned(),
        reason: problem.detail.clone(),
        retryable: false,
    });
    message.more = Some(Fields::of(&more));
}

#[cfg(test)]
mod tests {
    use recado_protocol::message::write::NewText;
    use recado_protocol::{
        Agent, AgentStatus, Command, CommandEnvelope, Content, ProblemKind, Role, Timestamp,
    };

    use super::*;

    fn livia() -> Agent {
        Agent {
            id: "livia".into(),
            name: "Lívia".to_owned(),
            email: None,
            avatar_url: None,
            role: Role::Agent,
            status: AgentStatus::Available,
        }
    }

    fn message(id: &str) -> Message {
        Message {
            id: id.into(),
            conversation: "c".into(),
            position: 1,
            at: Timestamp::from_millis(0),
            author: Author::Contact { id: "ana".into() },
            content: Content::Text { text: "hi".into() },
            delivery: None,
            more: None,
            revision: 1,
        }
    }

    fn issue(store: &mut Store, id: &str, command: Command) {
        let entry = store.entry_for(CommandEnvelope {
            id: id.into(),
            issued_at: Timestamp::from_millis(7),
            command,
        });
        store.issue(entry);
    }

    #[test]
    fn what_is_on_its_way_shows_on_its_message_alone() {
        let mut store = Store::new(livia());
        let react = MessageWrite::React("👍".to_owned());
        issue(&mut store, "1", react.command("c".into(), &"m".into()));
        issue(
            &mut store,
            "2",
            MessageWrite::Pin.command("c".into(), &"m".into()),
        );
        let more = foreseen(&store, &message("m")).read_more();
        let pin = more.pinned.map(|pin| (pin.by, pin.at.millis()));
        assert_eq!(pin, Some(("Lívia".to_owned(), 7)));
        assert_eq!(more.reactions.len(), 1);
        assert_eq!(foreseen(&store, &message("other")), message("other"));
    }

    #[test]
    fn a_new_text_that_was_refused_leaves_the_message_as_it_was_and_says_why() {
        let mut store = Store::new(livia());
        let edit = MessageWrite::Edit(NewText {
            text: "hello".to_owned(),
            before: None,
        });
        issue(&mut store, "1", edit.command("c".into(), &"m".into()));
        let shown = |store: &Store| foreseen(store, &message("m"));
        assert_eq!(shown(&store).content.text(), Some("hello"));
        let why = "This message was not sent.";
        store.refuse(&"1".into(), Problem::new(ProblemKind::Forbidden, why));
        let after = shown(&store);
        assert_eq!(after.content.text(), Some("hi"));
        assert!(
            matches!(after.read_more().change_failed, Some(Delivery::Failed { reason, .. }) if reason == why)
        );
        assert_eq!(after.read_more().edited_at, None);
    }
}
