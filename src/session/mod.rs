//! The one place where the replica meets the reactive world.
//!
//! The session runs the [`Engine`], which owns the replica, and turns its news into signal updates,
//! at most once per animation frame. Views read with [`Session::watch`] and act with
//! [`Session::dispatch`]; nothing else reaches the store.

mod download;
mod file_links;
mod identity;
mod kept;
mod page;
mod screen;
mod search;
mod tabs;
mod topics;
pub mod uploads;
mod vault;

use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use recado_client::{Backend, Failure};
use recado_engine::{Engine, Host};
use recado_protocol::{Capabilities, ChannelLimits, Conversation, ConversationId, Feature, Fields};
use recado_store::Store;

use crate::config::Config;
use crate::later;
use crate::reactive::{StoredValue, effect};
use page::Page;
use screen::Screen;

pub use file_links::FileLink;
pub use recado_engine::{
    Farewell, Finding, History, Intent, LinkState, Lookup, Notice, Phase, Whereabouts,
};
pub use topics::Topic;

/// The handle that every view has.
#[derive(Clone, Copy)]
pub struct Session(StoredValue<Rc<Inner>>);

struct Inner {
    config: Config,
    engine: Rc<Engine<Page>>,
}

/// Creates the session, puts it into the context and begins to come back to an earlier sign-in.
pub fn provide_session(config: Config) -> Session {
    let engine = Engine::new(Page::new(&config));
    engine.host().screen.follow(&engine);
    listen_to_browser(&engine);
    let inner = Inner {
        config,
        engine: Rc::clone(&engine),
    };
    let session = Session(StoredValue::new(Rc::new(inner)));
    provide_context(session);
    engine.start();
    session
}

/// The session of this page.
pub fn use_session() -> Session {
    expect_context()
}

impl Session {
    fn inner(self) -> Rc<Inner> {
        self.0.get_value()
    }

    fn engine(self) -> Rc<Engine<Page>> {
        Rc::clone(&self.inner().engine)
    }

    fn screen<T>(self, read: impl FnOnce(&Screen) -> T) -> T {
        read(&self.engine().host().screen)
    }

    pub fn config(self) -> Config {
        self.inner().config.clone()
    }

    /// Reactive.
    pub fn phase(self) -> Phase {
        self.screen(|screen| screen.phase.get())
    }

    /// Reactive.
    pub fn link(self) -> LinkState {
        self.screen(|screen| screen.link.get())
    }

    /// Reactive.
    pub fn capabilities(self) -> Capabilities {
        self.screen(|screen| screen.capabilities.get())
    }

    /// Whether the backend can do something. Reactive.
    pub fn can(self, feature: &Feature) -> bool {
        self.screen(|screen| screen.capabilities.with(|all| all.can(feature)))
    }

    /// What the channel of a conversation can carry. Reactive.
    pub fn limits_in(self, conversation: &ConversationId) -> ChannelLimits {
        let topic = Topic::Conversation(conversation.clone());
        let channel = self.watch(topic, |store| {
            let conversation = store.conversation(conversation);
            conversation.map(|conversation| conversation.channel.clone())
        });
        let kind = self.watch(Topic::Directory, |store| {
            Some(store.channel(&channel?)?.kind.clone())
        });
        let capabilities = self.capabilities();
        kind.map(|kind| capabilities.limits_of(&kind))
            .unwrap_or_default()
    }

    /// Reads the replica; whoever runs now runs again when the topic changes.
    pub fn watch<T>(self, topic: Topic, read: impl FnOnce(&Store) -> T) -> T {
        self.track(topic);
        self.peek(read)
    }

    /// Whether something holds of a conversation. Reactive.
    pub fn holds(self, id: &ConversationId, of: fn(&Conversation) -> bool) -> bool {
        self.watch(Topic::Conversation(id.clone()), |store| {
            store.conversation(id).is_some_and(of)
        })
    }

    fn track(self, topic: Topic) {
        self.screen(|screen| screen.topics.track(topic));
    }

    /// Reads the replica once.
    pub fn peek<T>(self, read: impl FnOnce(&Store) -> T) -> T {
        self.engine().read(read)
    }

    /// Whether a conversation can be shown. Reactive.
    pub fn lookup(self, id: &ConversationId) -> Lookup {
        self.track(Topic::Conversation(id.clone()));
        self.engine().lookup(id)
    }

    /// Whether a page of messages is on its way. Reactive.
    pub fn history(self, id: &ConversationId) -> History {
        self.track(Topic::Timeline(id.clone()));
        self.engine().history(id)
    }

    /// What is to be told since the last call. Reactive.
    pub fn take_notices(self) -> Vec<Notice> {
        let notices = self.screen(|screen| screen.notices);
        if notices.with(Vec::is_empty) {
            return Vec::new();
        }
        let taken = notices.get_untracked();
        notices.update_untracked(Vec::clear);
        taken
    }

    /// Signs in.
    ///
    /// # Errors
    /// See [`Failure`]; nothing changes then.
    pub async fn sign_in(self, email: String, password: String) -> Result<(), Failure> {
        self.engine().sign_in(&email, &password).await
    }

    /// Signs out, in every tab. The outbox and the drafts stay on this device for the next time,
    /// unless `wipe` says that nothing may stay.
    pub fn sign_out(self, wipe: bool) {
        self.engine().sign_out(wipe);
    }

    /// Whether this tab is the one that acts for all tabs of the person.
    pub fn leads(self) -> bool {
        self.engine().leads()
    }

    /// What the engine says of itself; see [`Engine::report`].
    pub fn report(self) -> Vec<Finding> {
        self.engine().report()
    }

    /// How many events were applied since the page was opened.
    pub fn events_applied(self) -> u64 {
        self.engine().events_applied()
    }

    /// A resource that only a part of the screen understands, as the backend has it now.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn resource(self, resource: &str) -> Result<Fields, Failure> {
        self.engine().host().backend().resource(resource).await
    }

    /// Asks again for what did not come whenever the link is back, for as long as the current owner lives: a browser
    /// may have been online all the time.
    pub fn again_when_back(
        self,
        is_missing: impl Fn() -> bool + 'static,
        ask: impl Fn() + 'static,
    ) {
        effect(move || {
            if self.link() == LinkState::Live && untrack(&is_missing) {
                untrack(&ask);
            }
        });
    }

    /// Asks a resource that only a part of the screen understands for something that is neither kept nor
    /// repeated.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn call(self, resource: &str, body: &Fields) -> Result<Fields, Failure> {
        self.engine().host().backend().call(resource, body).await
    }

    /// For how long what is sent in a conversation can be called back: see [`Engine::set_undo`].
    pub fn set_undo(self, conversation: ConversationId, millis: u32) {
        self.engine().set_undo(conversation, millis);
    }

    /// Asks such a resource for an answer that comes line by line; dropping the future ends it.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn stream(
        self,
        resource: &str,
        body: &Fields,
        take: &mut dyn FnMut(&str),
    ) -> Result<(), Failure> {
        let engine = self.engine();
        engine.host().backend().stream(resource, body, take).await
    }

    /// Acts. The effect is on the screen in the next frame.
    pub fn dispatch(self, intent: Intent) {
        self.engine().dispatch(intent);
    }
}

/// Tells the engine when the browser says that something changed.
fn listen_to_browser(engine: &Rc<Engine<Page>>) {
    // A network that is there again may bring what it did not bring before, and another window of this person may have
    // written meanwhile.
    for news in ["online", "focus"] {
        let this = Rc::clone(engine);
        window_event_listener_untyped(news, move |_| {
            this.wake();
            later::fetch_failed();
        });
    }
    let this = Rc::clone(engine);
    window_event_listener(ev::offline, move |_| this.go_offline());
    let this = Rc::clone(engine);
    window_event_listener(ev::visibilitychange, move |_| {
        this.host().screen.flush();
        if document().hidden() {
            this.keep_now();
        } else {
            this.wake();
        }
    });
}
