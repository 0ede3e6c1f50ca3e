//! What a row says, read from the replica. Each part changes the row only where it stands.

use recado_protocol::{
    AgentId, ChannelKind, Command, Conversation, ConversationId, ConversationStatus, Preview,
    Priority, Timestamp,
};
use recado_store::{DraftKey, DraftKind, EntryState, Mode, Store};

use crate::browser::clock;
use crate::locale::waiting;
use crate::session::{Session, Topic};

/// The person of a row.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Who {
    /// The contact's id.
    pub seed: String,
    pub name: String,
    pub channel: Option<ChannelKind>,
    pub channel_name: String,
}

/// What happened last, and what is left to do.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Last {
    pub at: Timestamp,
    pub preview: Option<Preview>,
    pub unread: u32,
    /// Something that this agent sent was refused.
    pub is_not_sent: bool,
}

/// The marks below the preview.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Marks {
    pub company: Option<String>,
    /// How long the customer has been waiting.
    pub waiting: Option<String>,
    pub priority: Option<Priority>,
    pub labels: Vec<String>,
    /// Who has it, where that is a colleague.
    pub assignee: Option<(AgentId, String)>,
}

/// Reactive.
pub fn who(session: Session, id: &ConversationId) -> Who {
    let contact = session.watch(Topic::Conversation(id.clone()), |store| {
        store
            .conversation(id)
            .map(|conversation| conversation.contact.clone())
    });
    if let Some(contact) = &contact {
        session.watch(Topic::Contact(contact.clone()), |_| ());
    }
    session
        .watch(Topic::Directory, |store| {
            let conversation = store.conversation(id)?;
            let contact = store.contact(&conversation.contact);
            let channel = store.channel(&conversation.channel);
            Some(Who {
                seed: conversation.contact.to_string(),
                name: contact
                    .map(|contact| contact.name.clone())
                    .unwrap_or_default(),
                channel: channel.map(|channel| channel.kind.clone()),
                channel_name: channel
                    .map(|channel| channel.name.clone())
                    .unwrap_or_default(),
            })
        })
        .unwrap_or_default()
}

/// Reactive.
pub fn last(session: Session, id: &ConversationId) -> Last {
    read(session, id, |store, conversation| Last {
        at: conversation.last_activity_at,
        preview: conversation.last_message.clone(),
        unread: conversation.unread_count,
        is_not_sent: store.outbox().of(id).any(|entry| {
            matches!(entry.state, EntryState::Failed { .. })
                && matches!(entry.envelope.command, Command::SendMessage { .. })
        }),
    })
}

/// Reactive.
pub fn marks(session: Session, id: &ConversationId) -> Marks {
    session.watch(Topic::Directory, |_| ());
    read(session, id, |store, conversation| {
        let contact = store.contact(&conversation.contact);
        let company = contact.and_then(|contact| contact.company.as_ref());
        let assignee = conversation
            .assignee
            .as_ref()
            .filter(|id| **id != store.me().id);
        let is_resolved = conversation.status == ConversationStatus::Resolved;
        Marks {
            company: company
                .and_then(|id| store.company(id))
                .map(|company| company.name.clone()),
            waiting: conversation
                .waiting_since
                .filter(|_| !is_resolved)
                .and_then(|since| waiting(since, clock::minute().get())),
            priority: conversation.priority,
            labels: conversation.labels.clone(),
            assignee: assignee
                .and_then(|id| store.agent(id))
                .map(|agent| (agent.id.clone(), agent.name.clone())),
        }
    })
}

/// What was typed and not sent, of either mode. Reactive only in whether there is one: what is being
/// typed at the moment is in the composer.
pub fn draft(session: Session, id: &ConversationId) -> Option<String> {
    session.watch(Topic::Conversation(id.clone()), |store| {
        [Mode::Reply, Mode::Note].into_iter().find_map(|mode| {
            let key = DraftKey {
                conversation: id.clone(),
                kind: DraftKind::Written(mode),
            };
            Some(store.draft(&key))
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        })
    })
}

fn read<T: Default>(
    session: Session,
    id: &ConversationId,
    read: impl FnOnce(&Store, &Conversation) -> T,
) -> T {
    session.watch(Topic::Conversation(id.clone()), |store| {
        store
            .conversation(id)
            .map(|conversation| read(store, conversation))
            .unwrap_or_default()
    })
}
