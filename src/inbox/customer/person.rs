//! What the replica knows of the person behind a conversation.

use leptos::task::spawn_local;
use recado_protocol::person::Siblings;
use recado_protocol::{
    AgentId, Channel, ChannelId, Contact, ContactId, Conversation, ConversationId,
    ConversationStatus, Feature, Resolution, Timestamp,
};

use super::edits::{Edit, edits_of, foreseen};
use crate::locale::{Key, t};
use crate::reactive::{Memo, RwSignal, StoredValue, effect, memo};
use crate::session::{Session, Topic};
use recado_store::ordered;

/// The person behind one conversation. Everything here is live.
#[derive(Clone, Copy)]
pub struct Person {
    pub session: Session,
    pub conversation: StoredValue<ConversationId>,
    /// As it will be with what is on its way; `None` as long as the conversation is not known.
    pub contact: Memo<Option<Contact>>,
    /// The name of the company.
    pub company: Memo<Option<String>>,
    /// What the backend has not taken yet.
    pub edits: Memo<Vec<Edit>>,
    /// The channel instance of this conversation.
    pub channel: Memo<Option<Channel>>,
    /// Who resolved this conversation last.
    pub resolution: Memo<Option<Resolution>>,
    /// All conversations with this person that the replica holds, newest activity first.
    pub talks: Memo<Vec<Talk>>,
}

/// One conversation with a person, in short.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Talk {
    pub id: ConversationId,
    /// The channel instance.
    pub channel: ChannelId,
    pub status: ConversationStatus,
    pub archived: bool,
    pub last_activity_at: Timestamp,
}

impl Person {
    /// The person behind a conversation.
    pub fn behind(session: Session, conversation: ConversationId) -> Self {
        let conversation = StoredValue::new(conversation);
        let facts = memo(move || {
            let id = conversation.get_value();
            let topic = Topic::Conversation(id.clone());
            session.watch(topic, |store| store.conversation(&id).map(Facts::of))
        });
        let contact_id = memo(move || facts.with(|facts| Some(facts.as_ref()?.contact.clone())));
        let edits = memo(move || {
            let Some(id) = contact_id.get() else {
                return Vec::new();
            };
            session.watch(Topic::Contact(id.clone()), |_| ());
            session.watch(Topic::Outbox, |store| edits_of(store, &id))
        });
        let shown = memo(move || {
            let id = contact_id.get()?;
            let contact = session.watch(Topic::Contact(id.clone()), |store| {
                store.contact(&id).cloned()
            })?;
            Some(edits.with(|edits| foreseen(contact, edits)))
        });
        let contact = memo(move || shown.with(|shown| Some(shown.as_ref()?.0.clone())));
        let company = memo(move || {
            let (id, on_its_way) = shown.with(|shown| {
                let (contact, company) = shown.as_ref()?;
                Some((contact.company.clone(), company.clone()))
            })?;
            match on_its_way {
                Some(name) => Some(name).filter(|name| !name.is_empty()),
                None => session.watch(Topic::Directory, |store| {
                    Some(store.company(&id?)?.name.clone())
                }),
            }
        });
        let channel = memo(move || {
            let id = facts.with(|facts| Some(facts.as_ref()?.channel.clone()))?;
            session.watch(Topic::Directory, |store| store.channel(&id).cloned())
        });
        let resolution = memo(move || facts.with(|facts| facts.as_ref()?.resolution.clone()));
        let elsewhere = RwSignal::new(Vec::new());
        effect(move || {
            // Merged with another one, or two again, they have other conversations.
            contact.with(|_| ());
            if session.can(&Feature::PERSON) {
                ask_for_siblings(session, conversation.get_value(), elsewhere);
            }
        });
        let talks = memo(move || {
            let Some(contact) = contact_id.get() else {
                return Vec::new();
            };
            let mut known = talks_with(session, &contact);
            elsewhere.with(|elsewhere| {
                let missing = elsewhere.iter();
                let missing = missing.filter(|it| !known.iter().any(|known| known.id == it.id));
                let missing: Vec<Talk> = missing.cloned().collect();
                known.extend(missing);
            });
            newest_first(known)
        });
        Self {
            session,
            conversation,
            contact,
            company,
            edits,
            channel,
            resolution,
            talks,
        }
    }

    /// Whether what is known of them can be changed. Reactive.
    pub fn can_edit(self) -> bool {
        let is_erased = self
            .session
            .holds(&self.conversation.get_value(), |it| it.erased);
        self.session.can(&Feature::CONTACTS) && !is_erased
    }

    /// A channel instance. Reactive.
    pub fn channel_of(self, id: &ChannelId) -> Option<Channel> {
        self.session
            .watch(Topic::Directory, |store| store.channel(id).cloned())
    }

    /// The name of an agent. Reactive.
    pub fn agent_name(self, id: &AgentId) -> String {
        Self::name_of(self.session, id)
    }

    /// As [`Person::agent_name`], where there is only a session.
    pub fn name_of(session: Session, id: &AgentId) -> String {
        session
            .watch(Topic::Directory, |store| {
                store.agent(id).map(|agent| agent.name.clone())
            })
            .unwrap_or_else(|| t(Key::ChatSomebody))
    }

    /// One of the conversations. Reactive.
    pub fn talk(self, id: &ConversationId) -> Option<Talk> {
        let topic = Topic::Conversation(id.clone());
        let known = self
            .session
            .watch(topic, |store| store.conversation(id).map(Talk::of));
        known.or_else(|| {
            self.talks
                .with(|talks| talks.iter().find(|talk| talk.id == *id).cloned())
        })
    }
}

/// When something last happened on each channel instance, the newest first.
pub fn last_activities(talks: &[Talk]) -> Vec<(ChannelId, Timestamp)> {
    let mut newest: Vec<(ChannelId, Timestamp)> = Vec::new();
    for Talk {
        channel,
        last_activity_at: at,
        ..
    } in talks
    {
        match newest.iter_mut().find(|(known, _)| known == channel) {
            Some((_, newest)) => *newest = (*newest).max(*at),
            None => newest.push((channel.clone(), *at)),
        }
    }
    ordered(newest, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)))
}

/// The part of a conversation that the card shows: it changes seldom, unlike the whole.
#[derive(Clone, PartialEq, Debug)]
struct Facts {
    contact: ContactId,
    channel: ChannelId,
    resolution: Option<Resolution>,
}

impl Facts {
    fn of(conversation: &Conversation) -> Self {
        Self {
            contact: conversation.contact.clone(),
            channel: conversation.channel.clone(),
            resolution: conversation.resolution.clone(),
        }
    }
}

impl Talk {
    fn of(conversation: &Conversation) -> Self {
        Self {
            id: conversation.id.clone(),
            channel: conversation.channel.clone(),
            status: conversation.status,
            archived: conversation.archived,
            last_activity_at: conversation.last_activity_at,
        }
    }
}

/// Those of a conversation and of its contact, who has other values and other channels when they are merged with another one, or
/// two again; `None` while they are not known. Reactive.
pub fn revisions(session: Session, id: &ConversationId) -> Option<(u64, Option<u64>)> {
    let topic = Topic::Conversation(id.clone());
    let (contact, revision) = session.watch(topic, |store| {
        let known = store.conversation(id)?;
        Some((known.contact.clone(), known.revision))
    })?;
    let of_contact = session.watch(Topic::Contact(contact.clone()), |store| {
        Some(store.contact(&contact)?.revision)
    });
    Some((revision, of_contact))
}

/// Every conversation with a contact, newest activity first. Reactive.
fn talks_with(session: Session, contact: &ContactId) -> Vec<Talk> {
    // A conversation that is new here shows in the views; a known one changes by itself.
    let talks: Vec<Talk> = session.watch(Topic::Views, |store| {
        store.conversations_of(contact).map(Talk::of).collect()
    });
    for talk in &talks {
        session.watch(Topic::Conversation(talk.id.clone()), |_| ());
    }
    talks
}

/// The backend says which conversations there are: the replica holds no archived ones.
fn ask_for_siblings(
    session: Session,
    conversation: ConversationId,
    elsewhere: RwSignal<Vec<Talk>>,
) {
    spawn_local(async move {
        let resource = format!("conversations/{conversation}/siblings");
        let answer = session.resource(&resource).await.ok();
        let all = answer.and_then(|fields| fields.read::<Siblings>());
        // The panel may be gone meanwhile.
        if let Some(all) = all.filter(|_| elsewhere.try_get_untracked().is_some()) {
            let talks = all
                .items
                .iter()
                .map(|record| Talk::of(&record.conversation));
            elsewhere.set(talks.collect());
        }
    });
}

fn newest_first(talks: Vec<Talk>) -> Vec<Talk> {
    ordered(talks, |a, b| {
        b.last_activity_at
            .cmp(&a.last_activity_at)
            .then_with(|| a.id.cmp(&b.id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(id: &str, channel: &str, minute: i64) -> Talk {
        Talk {
            id: id.into(),
            channel: channel.into(),
            status: ConversationStatus::Open,
            archived: false,
            last_activity_at: Timestamp::from_millis(minute * 60_000),
        }
    }

    #[test]
    fn each_channel_is_named_once_with_its_newest_activity() {
        let talks = [
            talk("1", "whatsapp", 5),
            talk("2", "email", 9),
            talk("3", "whatsapp", 7),
            talk("4", "whatsapp", 2),
        ];
        let minutes: Vec<_> = last_activities(&talks)
            .into_iter()
            .map(|(channel, at)| (channel.to_string(), at.millis() / 60_000))
            .collect();
        assert_eq!(
            minutes,
            [("email".to_owned(), 9), ("whatsapp".to_owned(), 7)]
        );
        assert_eq!(last_activities(&[]), []);
    }

    #[test]
    fn the_newest_conversation_stands_first_and_the_id_breaks_ties() {
        let talks = vec![talk("b", "x", 1), talk("c", "x", 3), talk("a", "x", 1)];
        let ids: Vec<_> = newest_first(talks)
            .into_iter()
            .map(|talk| talk.id.to_string())
            .collect();
        assert_eq!(ids, ["c", "a", "b"]);
    }
}
