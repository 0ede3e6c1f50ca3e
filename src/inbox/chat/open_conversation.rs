//! What the parts of the chat know of the conversation that it shows.

use recado_protocol::{AgentId, Author, Channel, Conversation, ConversationId};

use crate::locale::{Key, t};
use crate::reactive::{Memo, Signal, StoredValue, memo};
use crate::session::{Session, Topic};

/// The conversation of one chat. Everything here is live.
#[derive(Clone, Copy)]
pub struct OpenConversation {
    pub session: Session,
    id: StoredValue<ConversationId>,
    me: StoredValue<AgentId>,
    /// `None` as long as it is not known.
    pub record: Memo<Option<Conversation>>,
    /// The name of the company that the customer belongs to.
    pub company: Memo<Option<String>>,
    /// The channel instance.
    pub channel: Memo<Option<Channel>>,
    /// The customer's name.
    pub customer: Signal<String>,
}

impl OpenConversation {
    /// Follows a conversation for as long as the current owner lives.
    pub fn follow(session: Session, conversation: ConversationId) -> Self {
        let id = StoredValue::new(conversation);
        let record = memo(move || {
            let id = id.get_value();
            session.watch(Topic::Conversation(id.clone()), |store| {
                store.conversation(&id).cloned()
            })
        });
        let contact = memo(move || {
            let contact = record.with(|record| Some(record.as_ref()?.contact.clone()))?;
            session.watch(Topic::Contact(contact.clone()), |store| {
                store.contact(&contact).cloned()
            })
        });
        let company = memo(move || {
            let company = contact.with(|contact| contact.as_ref()?.company.clone())?;
            session.watch(Topic::Directory, |store| {
                store.company(&company).map(|company| company.name.clone())
            })
        });
        let channel = memo(move || {
            let channel = record.with(|record| Some(record.as_ref()?.channel.clone()))?;
            session.watch(Topic::Directory, |store| store.channel(&channel).cloned())
        });
        let customer = Signal::derive(move || {
            let name = contact.with(|contact| contact.as_ref().map(|contact| contact.name.clone()));
            name.filter(|name| !name.trim().is_empty())
                .unwrap_or_else(|| t(Key::ChatCustomer))
        });
        let me = StoredValue::new(session.peek(|store| store.me().id.clone()));
        Self {
            session,
            id,
            me,
            record,
            company,
            channel,
            customer,
        }
    }

    pub fn id(self) -> ConversationId {
        self.id.get_value()
    }

    pub fn me(self) -> AgentId {
        self.me.get_value()
    }

    /// Reads the record. Reactive.
    pub fn read<T: Default>(self, read: impl FnOnce(&Conversation) -> T) -> T {
        self.record
            .with(|record| record.as_ref().map(read).unwrap_or_default())
    }

    /// What an author is called here. Reactive.
    pub fn name_of(self, author: &Author) -> String {
        match author {
            Author::Contact { .. } => self.customer.get(),
            Author::Agent { id, .. } if *id == self.me() => t(Key::ChatYou),
            Author::Agent { name, .. } | Author::Bot { name } if !name.trim().is_empty() => {
                name.clone()
            }
            Author::Bot { .. } => t(Key::ChatBot),
            Author::Agent { .. } | Author::System | Author::Unknown => t(Key::ChatSomebody),
        }
    }
}
