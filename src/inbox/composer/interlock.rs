//! Before two people answer at once: what came in while a reply was written is shown before it goes
//! out, once.

use leptos::prelude::*;
use recado_protocol::{Author, Content, ConversationId, Message};
use recado_store::Store;

use super::question::question;
use crate::inbox::chat::use_chat_calls;
use crate::locale::{Key, t_with};
use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, live};
use crate::session::Session;
use crate::ui::Button;

/// Most characters of the new message that are shown.
const SHOWN_CHARS: usize = 120;

/// What came in since a reply was begun.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct News {
    name: String,
    is_customer: bool,
    text: String,
}

/// Watches over the reply of one composer. Positions are those of the conversation.
#[derive(Clone, Copy)]
pub struct Interlock {
    session: Session,
    conversation: StoredValue<ConversationId>,
    /// The newest message when the reply was begun.
    begun: StoredValue<Option<u64>>,
    /// The newest message that the person was asked about.
    asked: StoredValue<u64>,
    /// What is shown now.
    news: RwSignal<Option<News>>,
}

impl Interlock {
    pub fn new(session: Session, conversation: StoredValue<ConversationId>) -> Self {
        Self {
            session,
            conversation,
            begun: StoredValue::new(None),
            asked: StoredValue::new(0),
            news: RwSignal::new(None),
        }
    }

    /// A reply that was begun some time ago is on the desk again: whatever nobody has read is news.
    pub fn resume(self) {
        if self.begun.get_value().is_none() {
            let id = self.conversation.get_value();
            let read = self.session.peek(|store| {
                let conversation = store.conversation(&id);
                conversation.map_or(0, |conversation| conversation.read_position)
            });
            self.begun.set_value(Some(read));
        }
    }

    /// The person writes; a reply that is blank again is none.
    pub fn write(self, is_blank: bool) {
        if is_blank {
            self.begun.set_value(None);
            self.news.set(None);
        } else if self.begun.get_value().is_none() {
            let id = self.conversation.get_value();
            let newest = self.session.peek(|store| newest(store, &id));
            self.begun.set_value(Some(newest));
        }
    }

    /// Whether the person has to see something first. Asks once about each new message.
    pub fn asks(self) -> bool {
        let Some(begun) = self.begun.get_value() else {
            return false;
        };
        let id = self.conversation.get_value();
        let known = begun.max(self.asked.get_value());
        let (newest, news) = self
            .session
            .peek(|store| (newest(store, &id), news_since(store, &id, known)));
        self.asked.set_value(newest);
        let is_news = news.is_some();
        if is_news {
            self.news.set(news);
        }
        is_news
    }

    /// Whether the person is being asked. Reactive.
    pub fn is_asking(self) -> bool {
        self.news.with(Option::is_some)
    }

    /// The reply is on its way.
    pub fn sent(self) {
        self.begun.set_value(None);
        self.news.set(None);
    }

    /// The question, above what was written.
    pub fn view(self) -> AnyView {
        let calls = use_chat_calls();
        let look = move || {
            self.news.set(None);
            calls.show_newest.update(|times| *times += 1);
        };
        live(move || {
            self.news.get().map(|news| {
                let key = if news.is_customer {
                    Key::InterlockCustomer
                } else {
                    Key::InterlockColleague
                };
                let sentence = t_with(key, &[("name", &news.name)]);
                let words = view! {
                    <p class="interlock__what bidi">{sentence}</p>
                    <p class="interlock__text truncate" dir="auto">{news.text}</p>
                };
                question(
                    words,
                    view! { <Button label=Key::InterlockLook on_press=look /> },
                )
            })
        })
    }
}

fn newest(store: &Store, id: &ConversationId) -> u64 {
    let placed = store
        .conversation(id)
        .map_or(0, |conversation| conversation.last_position);
    let known = store
        .timeline(id)
        .and_then(|timeline| timeline.latest_run());
    placed.max(known.map_or(0, |run| run.end))
}

/// The newest message of somebody else after a position.
fn news_since(store: &Store, id: &ConversationId, known: u64) -> Option<News> {
    let timeline = store.timeline(id)?;
    let me = &store.me().id;
    let message = timeline
        .messages_in(timeline.latest_run()?)
        .rev()
        .take_while(|message| message.position > known)
        .find(|message| is_news(message, me))?;
    let (name, is_customer) = match &message.author {
        Author::Agent { name, .. } | Author::Bot { name } => (name.clone(), false),
        _ => {
            let contact = &store.conversation(id)?.contact;
            let name = store.contact(contact).map(|contact| contact.name.clone());
            (name.unwrap_or_default(), true)
        }
    };
    let text = message.content.text().unwrap_or_default();
    Some(News {
        name,
        is_customer,
        text: text.chars().take(SHOWN_CHARS).collect(),
    })
}

fn is_news(message: &Message, me: &recado_protocol::AgentId) -> bool {
    let is_mine = matches!(&message.author, Author::Agent { id, .. } if id == me);
    !is_mine && !matches!(message.content, Content::System { .. })
}
