//! Desktop notifications and a sound for customers' messages: one of each, whatever the number of
//! tabs. The tab that leads tells them, after it has asked the others whether one of them shows the
//! conversation. Both are off until chosen, and remembered on this device.

mod arrival;
mod desktop;
pub mod probe;

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::ConversationId;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::browser::storage;
use crate::inbox::place::InboxPlace;
use crate::locale::{Key, preview_text, t, t_count};
use crate::reactive::StoredValue;
use crate::session::{Session, use_session};
use crate::shell::{Address, customer_name, use_address};
use crate::ui::{MenuEntry, Toaster, menu_checkbox};
use arrival::{Asked, Telling, concerns};
use desktop::NotificationPermission;

pub use arrival::Arrival;

/// Under these names the choices are kept on this device.
const NOTIFIES: &str = "notifies";
const RINGS: &str = "rings";
/// How long the other tabs may take to say that they show a conversation.
const ANSWERS_WITHIN: Duration = Duration::from_millis(200);
/// Before the id of a conversation: does anybody show it?
const WHO_SHOWS: char = '?';
/// Before the id of a conversation: this tab shows it.
const SHOWN_HERE: char = '!';

/// Tells of messages.
#[derive(Clone, Copy)]
pub struct Notifier {
    session: Session,
    address: Address,
    asked: StoredValue<Asked>,
    channel: StoredValue<Option<BroadcastChannel>>,
}

/// A notifier for as long as the current owner lives.
pub fn notifier() -> Notifier {
    let session = use_session();
    let me = session.peek(|store| store.me().id.clone());
    let channel = BroadcastChannel::new(&format!("recado notifications {me}")).ok();
    let notifier = Notifier {
        session,
        address: use_address(),
        asked: StoredValue::new(Asked::default()),
        channel: StoredValue::new(channel.clone()),
    };
    if let Some(channel) = channel {
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            notifier.hear(&event.data().as_string().unwrap_or_default());
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        // It lives as long as the channel, of which there is one for each sign-in.
        heard.forget();
        on_cleanup(move || {
            if let Some(Some(channel)) = notifier.channel.try_get_value() {
                channel.set_onmessage(None);
                channel.close();
            }
        });
    }
    notifier
}

impl Notifier {
    /// Customers have written.
    pub fn notice(self, arrivals: Vec<Arrival>) {
        if !self.session.leads() || !(is_chosen(NOTIFIES) || is_chosen(RINGS)) {
            return;
        }
        let on_screen = self.on_screen();
        let was_idle = self.asked.with_value(Asked::is_empty);
        for arrival in arrivals {
            let id = &arrival.conversation;
            let is_wanted = self.session.peek(|store| {
                let conversation = store.conversation(id);
                conversation.is_some_and(|conversation| concerns(conversation, &store.me().id))
            });
            if is_wanted && on_screen.as_ref() != Some(id) {
                self.say(WHO_SHOWS, id);
                self.asked.update_value(|asked| asked.add(arrival));
            }
        }
        if was_idle && !self.asked.with_value(Asked::is_empty) {
            set_timeout(move || self.tell(), ANSWERS_WITHIN);
        }
    }

    /// The conversation that a person sees in this tab.
    fn on_screen(self) -> Option<ConversationId> {
        if document().hidden() {
            return None;
        }
        self.address.place_now()?.conversation
    }

    fn hear(self, said: &str) {
        if let Some(id) = said.strip_prefix(WHO_SHOWS) {
            let id = id.into();
            if self.on_screen().as_ref() == Some(&id) {
                self.say(SHOWN_HERE, &id);
            }
        } else if let Some(id) = said.strip_prefix(SHOWN_HERE) {
            self.asked.update_value(|asked| asked.is_read(&id.into()));
        }
    }

    fn say(self, word: char, id: &ConversationId) {
        self.channel.with_value(|channel| {
            if let Some(channel) = channel {
                // It can only fail on a closed channel, which has nobody to tell.
                let _ = channel.post_message(&format!("{word}{id}").into());
            }
        });
    }

    fn tell(self) {
        // `None` when the person has left meanwhile.
        let Some(telling) = self.asked.try_update_value(Asked::take) else {
            return;
        };
        if telling == Telling::Nothing {
            return;
        }
        if is_chosen(RINGS) {
            desktop::ring();
        }
        if !notifies() {
            return;
        }
        match telling {
            Telling::Nothing => {}
            Telling::Each(arrivals) => {
                for arrival in arrivals {
                    self.show(arrival);
                }
            }
            Telling::Many(n) => {
                let title = self.session.config().brand;
                desktop::show(&title, &t_count(Key::MainUnread, n), "many", || {});
            }
        }
    }

    fn show(self, arrival: Arrival) {
        let (name, text) = self.session.peek(|store| {
            let conversation = store.conversation(&arrival.conversation);
            let last = conversation.and_then(|conversation| conversation.last_message.as_ref());
            (
                customer_name(store, &arrival.conversation),
                last.map_or_else(String::new, |last| preview_text(last, None)),
            )
        });
        let tag = arrival.message.to_string();
        desktop::show(&name, &text, &tag, move || {
            let here = self.address.place_now().unwrap_or_default();
            self.address.go(&InboxPlace {
                message: Some(arrival.message),
                ..here.with_conversation(Some(arrival.conversation))
            });
        });
    }
}

/// The entries of a menu in which a person chooses how to be told.
pub fn notification_entries(toaster: Toaster) -> Vec<MenuEntry> {
    let mut entries = Vec::new();
    if desktop::permission().is_some() {
        let notifies = notifies();
        let label = t(Key::OptionsNotifications);
        entries.push(menu_checkbox(label, notifies, move || {
            choose_notifications(toaster, !notifies);
        }));
    }
    let rings = is_chosen(RINGS);
    entries.push(menu_checkbox(t(Key::OptionsSound), rings, move || {
        choose(RINGS, !rings);
        if !rings {
            desktop::ring();
        }
    }));
    entries
}

/// A browser that already knows the answer is not asked again.
fn choose_notifications(toaster: Toaster, on: bool) {
    choose(NOTIFIES, on);
    if !on || desktop::permission() == Some(NotificationPermission::Granted) {
        return;
    }
    spawn_local(async move {
        if !desktop::ask().await {
            choose(NOTIFIES, false);
            toaster.alert(t(Key::OptionsNotificationsRefused));
        }
    });
}

/// Chosen, and not refused by the browser; while it asks, the choice stands.
fn notifies() -> bool {
    is_chosen(NOTIFIES) && desktop::permission() != Some(NotificationPermission::Denied)
}

fn is_chosen(name: &str) -> bool {
    storage::get(name).is_some()
}

fn choose(name: &str, on: bool) {
    if on {
        storage::set(name, "yes");
    } else {
        storage::remove(name);
    }
}
