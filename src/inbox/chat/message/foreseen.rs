//! A message as it will be with what is on its way: reactions, pins, new texts, a deletion.

use recado_protocol::{Author, Message, MessageWrite};
use recado_store::{EntryState, Store};

/// Lays what the outbox holds about a message over it. What was refused has no effect.
pub fn foreseen(store: &Store, message: &Message) -> Message {
    let mut message = message.clone();
    let me = store.me();
    let author = Author::Agent {
        id: me.id.clone(),
        name: me.name.clone(),
    };
    let conversation = message.conversation.clone();
    for entry in store.outbox().of(&conversation) {
        if matches!(entry.state, EntryState::Failed { .. }) {
            continue;
        }
        if let Some((id, write)) = MessageWrite::of(&entry.envelope.command)
            && id == message.id
        {
            write.lay_over(&mut message, &author, entry.envelope.issued_at);
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use recado_protocol::{Agent, AgentStatus, Command, CommandEnvelope, Content, Role, Timestamp};

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
}
