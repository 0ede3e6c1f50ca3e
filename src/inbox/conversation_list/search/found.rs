//! What a result of the search says.

use recado_protocol::folding::{excerpt, found_ranges, query_words};
use recado_protocol::{
    AgentId, ChannelId, Contact, ConversationId, Message, MessageId, Preview, SearchHit, Timestamp,
};
use recado_store::{Hit, Store};

use crate::locale::{Key, preview_text, t};

/// One result.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    pub conversation: ConversationId,
    /// Absent where it is the person that was found.
    pub message: Option<MessageId>,
    pub contact: String,
    pub name: String,
    pub channel: ChannelId,
    pub at: Timestamp,
    pub is_archived: bool,
    pub line: String,
}

impl Found {
    /// What this device knows of a hit.
    pub fn here(store: &Store, hit: &Hit, query: &str) -> Option<Self> {
        let words = query_words(query);
        let conversation = store.conversation(&hit.conversation)?;
        let contact = store.contact(&conversation.contact)?;
        let last = conversation.last_message.as_ref();
        let me = &store.me().id;
        let (at, line) = match &hit.message {
            None => (
                conversation.last_activity_at,
                line_of_person(contact, last, &words, me),
            ),
            Some(id) => {
                let timeline = store.timeline(&hit.conversation);
                match timeline.and_then(|timeline| timeline.get(id)) {
                    Some(message) => (message.at, line_of_message(message, &words, me)),
                    None => (
                        conversation.last_activity_at,
                        preview_text(last.filter(|last| last.message == *id)?, Some(me)),
                    ),
                }
            }
        };
        Some(Self {
            conversation: hit.conversation.clone(),
            message: hit.message.clone(),
            contact: contact.id.to_string(),
            name: contact.name.clone(),
            channel: conversation.channel.clone(),
            is_archived: conversation.archived,
            at,
            line,
        })
    }

    /// What the backend says of a hit.
    pub fn there(hit: SearchHit, query: &str, me: &AgentId) -> Self {
        let (conversation, contact) = (hit.record.conversation, hit.record.contact);
        let words = query_words(query);
        let (at, line) = match &hit.message {
            None => {
                let last = conversation.last_message.as_ref();
                let line = line_of_person(&contact, last, &words, me);
                (conversation.last_activity_at, line)
            }
            Some(message) => (message.at, preview_text(&message.preview, Some(me))),
        };
        Self {
            message: hit.message.map(|message| message.preview.message),
            contact: contact.id.to_string(),
            name: contact.name,
            channel: conversation.channel,
            is_archived: conversation.archived,
            conversation: conversation.id,
            at,
            line,
        }
    }

    /// Whether both lead to the same place.
    pub fn is_same(&self, other: &Self) -> bool {
        self.message == other.message && (self.message.is_some() || self.contact == other.contact)
    }
}

/// By what a person was found besides the name, or else what was said last.
fn line_of_person(
    contact: &Contact,
    last: Option<&Preview>,
    words: &[String],
    me: &AgentId,
) -> String {
    let is_named = !found_ranges(&contact.name, words).is_empty();
    let mut fields = [&contact.email, &contact.handle].into_iter().flatten();
    let found = fields.find(|field| !is_named && !found_ranges(field, words).is_empty());
    if let Some(field) = found {
        return field.clone();
    }
    match (&contact.phone, last) {
        (Some(phone), _) if !is_named => phone.clone(),
        (_, Some(last)) => preview_text(last, Some(me)),
        (_, None) => t(Key::RowNoMessages),
    }
}

fn line_of_message(message: &Message, words: &[String], me: &AgentId) -> String {
    let text = message.content.text().unwrap_or_default();
    let preview = Preview::of(message).map(|preview| Preview {
        text: excerpt(text, words, Preview::TEXT_CHARS),
        ..preview
    });
    preview.map_or_else(String::new, |preview| preview_text(&preview, Some(me)))
}
