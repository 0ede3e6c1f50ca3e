//! Desktop notifications and a sound: one of each, whatever the number of tabs. The tab that leads tells them, after it
//! has asked the others whether one of them shows the conversation. Both are off until chosen.

use std::time::Duration;

use leptos::prelude::*;
use recado_protocol::{Command, Content, ConversationId, Delivery, Message, MessageWrite};
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use super::arrival::{Arrival, Asked, Telling};
use super::centre::Centre;
use super::kind::Kind;
use super::{NOTIFIES, News, RINGS, desktop, is_chosen, notifies, settings};
use crate::inbox::place::InboxPlace;
use crate::locale::{Key, channel_failure, preview_text, refusal_sentence, t, t_count, t_with};
use crate::reactive::StoredValue;
use crate::session::{Session, use_session};
use crate::shell::{Address, customer_name, use_address};

/// How long the other tabs may take to say that they show a conversation.
const ANSWERS_WITHIN: Duration = Duration::from_millis(200);
/// The first time, as theirs may have to be fetched as well.
const FIRST_ANSWERS_WITHIN: Duration = Duration::from_millis(800);
/// Before the id of a conversation: does anybody show it?
const WHO_SHOWS: char = '?';
/// Before the id of a conversation: this tab shows it.
const SHOWN_HERE: char = '!';
/// What is kept in the centre has changed.
const KEPT: char = '*';

/// Tells of what happens.
#[derive(Clone, Copy)]
pub struct Teller {
    session: Session,
    address: Address,
    centre: Centre,
    asked: StoredValue<Asked>,
    patience: StoredValue<Duration>,
    channel: StoredValue<Option<BroadcastChannel>>,
}

/// A teller for as long as the current owner lives.
pub fn teller(centre: Centre) -> Teller {
    let session = use_session();
    let me = session.peek(|store| store.me().id.clone());
    let channel = BroadcastChannel::new(&format!("recado notifications {me}")).ok();
    let teller = Teller {
        session,
        address: use_address(),
        centre,
        asked: StoredValue::new(Asked::default()),
        patience: StoredValue::new(FIRST_ANSWERS_WITHIN),
        channel: StoredValue::new(channel.clone()),
    };
    if let Some(channel) = channel {
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            teller.hear(&event.data().as_string().unwrap_or_default());
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        // It lives as long as the channel, of which there is one for each sign-in.
        heard.forget();
        on_cleanup(move || {
            if let Some(Some(channel)) = teller.channel.try_get_value() {
                channel.set_onmessage(None);
                channel.close();
            }
        });
    }
    teller
}

impl Teller {
    /// This has happened.
    pub fn notice(self, news: Vec<News>) {
        if !self.session.leads() {
            return;
        }
        let arrivals = news.iter().filter_map(|news| self.arrival(news));
        let arrivals = self.centre.without_known(arrivals.collect());
        let on_screen = self.on_screen();
        let is_kept = self.centre.add(&arrivals, on_screen.as_ref());
        if is_kept {
            self.say(KEPT, "");
        }
        if !(is_chosen(NOTIFIES) || is_chosen(RINGS)) || settings::is_quiet() {
            return;
        }
        let was_idle = self.asked.with_value(Asked::is_empty);
        let silent = settings::silent_filters();
        for arrival in arrivals {
            let id = arrival.conversation.clone();
            let is_silent = self
                .session
                .peek(|store| silent.iter().any(|filter| store.is_shown_by(filter, &id)));
            if settings::is_told(arrival.kind) && !is_silent && on_screen.as_ref() != Some(&id) {
                self.say(WHO_SHOWS, id.as_str());
                self.asked.update_value(|asked| asked.add(arrival));
            }
        }
        if was_idle && !self.asked.with_value(Asked::is_empty) {
            set_timeout(move || self.tell(), self.patience.get_value());
            self.patience.set_value(ANSWERS_WITHIN);
        }
    }

    /// Tells the other tabs that what is kept has changed here.
    pub fn say_kept(self) {
        self.say(KEPT, "");
    }

    fn arrival(self, news: &News) -> Option<Arrival> {
        self.session.peek(|store| {
            let me = store.me();
            let known;
            let (kind, conversation, message, text) = match news {
                News::Arrived {
                    conversation,
                    message,
                } => {
                    let kind = Kind::of_arrival(store.conversation(conversation)?, me)?;
                    (kind, conversation, message, None)
                }
                News::Told(message) => {
                    let conversation = store.conversation(&message.conversation)?;
                    let kind = Kind::of_message(message, conversation, me)?;
                    (kind, &message.conversation, &message.id, text_of(message))
                }
                News::Refused { command, problem } => {
                    let reason = refusal_sentence(problem);
                    let (kind, message, text) = match command {
                        Command::SendMessage { message, .. } => (Kind::Failure, message, reason),
                        command => {
                            known = MessageWrite::of(command)?.0;
                            let text = t_with(Key::DeliveryChangeFailed, &[("reason", &reason)]);
                            (Kind::Change, &known, text)
                        }
                    };
                    (kind, command.conversation(), message, Some(text))
                }
                News::Erased => return None,
            };
            Some(Arrival {
                kind,
                conversation: conversation.clone(),
                message: message.clone(),
                text,
            })
        })
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
                self.say(SHOWN_HERE, id.as_str());
            }
        } else if let Some(id) = said.strip_prefix(SHOWN_HERE) {
            self.asked.update_value(|asked| asked.is_read(&id.into()));
        } else if said.starts_with(KEPT) {
            self.centre.read_kept();
        }
    }

    fn say(self, word: char, id: &str) {
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
        let (name, last) = self.session.peek(|store| {
            let conversation = store.conversation(&arrival.conversation);
            let last = conversation.and_then(|conversation| conversation.last_message.as_ref());
            (
                customer_name(store, &arrival.conversation),
                last.map_or_else(String::new, |last| preview_text(last, None)),
            )
        });
        let title = match arrival.kind {
            Kind::Mine | Kind::Nobodys => name,
            kind => format!("{}: {name}", t(kind.name())),
        };
        let tag = arrival.message.to_string();
        let text = arrival.text.clone().unwrap_or(last);
        desktop::show(&title, &text, &tag, move || {
            go_to(self.address, &arrival.conversation, &arrival.message);
        });
    }
}

/// Goes to the very message.
pub fn go_to(
    address: Address,
    conversation: &ConversationId,
    message: &recado_protocol::MessageId,
) {
    let here = address.place_now().unwrap_or_default();
    address.go(&InboxPlace {
        message: Some(message.clone()),
        ..here.with_conversation(Some(conversation.clone()))
    });
}

/// What was written, or why it failed; a line of the system is said by its kind.
fn text_of(message: &Message) -> Option<String> {
    match (&message.delivery, &message.content) {
        (Some(Delivery::Failed { reason, .. }), _) => Some(reason.clone()),
        _ if message.has_failed_change() => change_failed(message),
        (_, Content::System { .. }) => None,
        (_, content) => content.text().map(str::to_owned),
    }
}

/// Why a change of a message was taken back.
fn change_failed(message: &Message) -> Option<String> {
    #[derive(Deserialize)]
    struct Known {
        change_failed: Delivery,
    }
    match message.more.as_ref()?.read::<Known>()?.change_failed {
        Delivery::Failed { code, reason, .. } => {
            let reason = channel_failure(&code, &reason);
            Some(t_with(Key::DeliveryChangeFailed, &[("reason", &reason)]))
        }
        _ => None,
    }
}
