//! What the team has prepared, fetched when it is first wanted and then kept for this page.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::task::spawn_local;
use recado_protocol::prepared::variables::{Facts, Filled};
use recado_protocol::prepared::{Article, CannedReply, Macro, Prepared, Template};
use recado_protocol::{AgentId, ConversationId, Fields, Timestamp};
use rustc_hash::FxHashMap;
use serde::de::DeserializeOwned;

use crate::browser::clock;
use crate::reactive::RwSignal;
use crate::session::Session;

/// What is older than this is asked for again, in milliseconds; meanwhile it is used as it is.
const FRESH_MS: i64 = 60_000;

/// Something that is prepared, and where the backend has it.
pub trait Kind: DeserializeOwned + PartialEq + 'static {
    const RESOURCE: &'static str;
}

impl Kind for CannedReply {
    const RESOURCE: &'static str = "canned_replies";
}

impl Kind for Article {
    const RESOURCE: &'static str = "articles";
}

impl Kind for Template {
    const RESOURCE: &'static str = "templates";
}

impl Kind for Macro {
    const RESOURCE: &'static str = "macros";
}

/// How far a list is.
#[derive(Clone, PartialEq)]
pub enum Stock<T> {
    /// It is on its way.
    Asked,
    Here(Rc<[T]>),
    /// Neither the backend nor this device gave it.
    Missing,
}

impl<T> Stock<T> {
    /// What is there.
    pub fn items(&self) -> &[T] {
        match self {
            Self::Here(items) => items,
            Self::Asked | Self::Missing => &[],
        }
    }
}

#[derive(Clone)]
struct Fetched {
    fields: Fields,
    at: Timestamp,
}

thread_local! {
    /// By person and resource: another person of this page has other lists.
    static FETCHED: RefCell<FxHashMap<(AgentId, &'static str), Fetched>> = RefCell::default();
}

/// A list, as it is here and as soon as it is. To be called where it is shown.
pub fn stock<T: Kind>(session: Session) -> RwSignal<Stock<T>> {
    let key = (session.peek(|store| store.me().id.clone()), T::RESOURCE);
    let here = FETCHED.with_borrow(|fetched| fetched.get(&key).cloned());
    let list = RwSignal::new(here.as_ref().map_or(Stock::Asked, |it| read(&it.fields)));
    let is_fresh = here
        .as_ref()
        .is_some_and(|it| clock::now().millis_since(it.at) < FRESH_MS);
    if !is_fresh {
        let fetch = move || fetch_into(session, list);
        fetch();
        session.again_when_back(move || list.with(|list| *list == Stock::Missing), fetch);
    }
    list
}

fn fetch_into<T: Kind>(session: Session, list: RwSignal<Stock<T>>) {
    let key = (session.peek(|store| store.me().id.clone()), T::RESOURCE);
    spawn_local(async move {
        match session.kept_resource(T::RESOURCE).await {
            Ok(fields) => {
                let now = read(&fields);
                // The same list again changes nothing on the screen.
                if list.try_with_untracked(|before| *before != now) == Some(true) {
                    list.set(now);
                }
                let at = clock::now();
                FETCHED.with_borrow_mut(|all| all.insert(key, Fetched { fields, at }));
            }
            // One that was here is used as it is.
            Err(_) => {
                list.try_update(|list| {
                    if *list == Stock::Asked {
                        *list = Stock::Missing;
                    }
                });
            }
        }
    });
}

/// What of a list was fetched before.
pub fn fetched<T: Kind>(session: Session) -> Vec<T> {
    let key = (session.peek(|store| store.me().id.clone()), T::RESOURCE);
    let fields = FETCHED.with_borrow(|all| all.get(&key).map(|it| it.fields.clone()));
    let list: Option<Prepared<T>> = fields.and_then(|fields| fields.read());
    list.map(|list| list.items).unwrap_or_default()
}

/// A prepared text with what is known of a conversation filled in, for its customer or for the team alone.
pub fn fill(session: Session, conversation: &ConversationId, text: &str, for_team: bool) -> Filled {
    let filled = with_facts(session, conversation, |facts| {
        Facts { for_team, ..facts }.fill(text)
    });
    filled.unwrap_or_else(|| Filled {
        text: text.to_owned(),
        missing: Vec::new(),
    })
}

/// What a variable stands for in a conversation.
pub fn value(session: Session, conversation: &ConversationId, name: &str) -> Option<String> {
    with_facts(session, conversation, |facts| facts.value(name)).flatten()
}

fn with_facts<R>(
    session: Session,
    conversation: &ConversationId,
    read: impl FnOnce(Facts<'_>) -> R,
) -> Option<R> {
    session.peek(|store| {
        let conversation = store.conversation(conversation)?;
        let contact = store.contact(&conversation.contact)?;
        let company = contact.company.as_ref().and_then(|id| store.company(id));
        let channel = store.channel(&conversation.channel);
        Some(read(Facts {
            contact,
            company: company.map(|company| company.name.as_str()),
            agent: store.me(),
            conversation: Some(conversation),
            channel: channel.map(|channel| channel.name.as_str()),
            for_team: false,
        }))
    })
}

fn read<T: Kind>(fields: &Fields) -> Stock<T> {
    let list: Option<Prepared<T>> = fields.read();
    list.map_or(Stock::Missing, |list| Stock::Here(list.items.into()))
}
