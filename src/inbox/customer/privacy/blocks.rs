//! What is blocked for the person: messages that are no answers, and the person.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::person::{Blocks, CUSTOMER_BLOCKED, NOTIFICATIONS_BLOCKED};
use recado_protocol::{Command, ConversationId, Verb, deed};

use crate::keyboard::{Goal, use_keyboard};
use crate::locale::{Key, t, text};
use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, effect, memo};
use crate::session::{Intent, Session, Topic, use_session};
use crate::ui::{Toaster, use_toaster};

/// The blocks of one conversation's person.
#[derive(Clone, Copy)]
struct Blocking {
    session: Session,
    toaster: Toaster,
    conversation: StoredValue<ConversationId>,
    known: RwSignal<Option<Blocks>>,
    has_failed: StoredValue<bool>,
}

/// The two choices.
#[component]
pub fn PersonBlocks(conversation: ConversationId) -> impl IntoView {
    let blocking = Blocking {
        session: use_session(),
        toaster: use_toaster(),
        conversation: StoredValue::new(conversation),
        known: RwSignal::new(None),
        has_failed: StoredValue::new(false),
    };
    // What is blocked elsewhere leaves a line, with which the conversation changes.
    let changes = memo(move || {
        let id = blocking.conversation.get_value();
        let topic = Topic::Conversation(id.clone());
        let session = blocking.session;
        session.watch(topic, |store| {
            store.conversation(&id).map(|known| known.last_position)
        })
    });
    let waiting = memo(move || (blocking.on_its_way(true), blocking.on_its_way(false)));
    effect(move || {
        // Only what is read is followed.
        let _ = changes.get();
        if waiting.get() == (None, None) {
            blocking.ask();
        }
    });
    let session = blocking.session;
    session.again_when_back(
        move || blocking.has_failed.get_value(),
        move || blocking.ask(),
    );
    view! {
        <div class="checks">
            {blocking.choice(false, Key::BlockNotifications, Key::BlockNotificationsHint)}
            {blocking.choice(true, Key::BlockCustomer, Key::BlockCustomerHint)}
        </div>
    }
}

impl Blocking {
    fn ask(self) {
        let resource = format!("conversations/{}/blocks", self.conversation.get_value());
        spawn_local(async move {
            let answer = self.session.resource(&resource).await.ok();
            let known = answer.and_then(|fields| fields.read::<Blocks>());
            if self.known.try_get_untracked().is_none() {
                return;
            }
            self.has_failed.set_value(known.is_none());
            // Without a network it stays as it was.
            if known.is_some() {
                self.known.set(known);
            }
        });
    }

    /// What was chosen and has not reached the backend. Reactive.
    fn on_its_way(self, customer: bool) -> Option<bool> {
        let id = self.conversation.get_value();
        self.session.watch(Topic::Outbox, |store| {
            let chosen = store.outbox().of(&id).filter_map(|entry| {
                let Command::Write { resource, body, .. } = &entry.envelope.command else {
                    return None;
                };
                (resource == resource_of(customer)).then(|| deed::is_on(body.as_ref()))
            });
            chosen.last()
        })
    }

    /// Reactive.
    fn is_on(self, customer: bool) -> bool {
        let known = self.known.get().unwrap_or_default();
        let known = if customer {
            known.customer
        } else {
            known.notifications
        };
        self.on_its_way(customer).unwrap_or(known)
    }

    fn set(self, customer: bool, on: bool) {
        let (session, conversation) = (self.session, self.conversation.get_value());
        let write = move |on| {
            // It is confirmed within a frame at times, and then nobody sees it on its way.
            self.known.try_update(|known| {
                let known = known.get_or_insert_default();
                let is_on = if customer {
                    &mut known.customer
                } else {
                    &mut known.notifications
                };
                *is_on = on;
            });
            session.dispatch(Intent::Write {
                conversation: conversation.clone(),
                verb: Verb::Put,
                resource: resource_of(customer).to_owned(),
                body: Some(deed::switch(on)),
            });
        };
        write(on);
        let said = match (customer, on) {
            (false, true) => Key::ToastNotificationsBlocked,
            (false, false) => Key::ToastNotificationsUnblocked,
            (true, true) => Key::ToastCustomerBlocked,
            (true, false) => Key::ToastCustomerUnblocked,
        };
        self.toaster
            .offer(t(said), t(Key::ActionUndo), move || write(!on));
    }

    fn choice(self, customer: bool, label: Key, hint: Key) -> AnyView {
        let is_known = memo(move || self.known.get().is_some());
        let (keyboard, field) = (use_keyboard(), NodeRef::<html::Input>::new());
        effect(move || {
            // Who comes for it decides themselves.
            let goal = match customer {
                true => Goal::BlockCustomer,
                false => Goal::BlockNotifications,
            };
            if is_known.get() {
                keyboard.arrive(goal, move || {
                    if let Some(field) = field.get_untracked() {
                        // What can't take the focus leaves it where it was.
                        let _ = field.focus();
                    }
                });
            }
        });
        view! {
            <label class="checks__one">
                <input
                    type="checkbox"
                    node_ref=field
                    disabled=move || !is_known.get()
                    prop:checked=move || self.is_on(customer)
                    on:change=move |event| self.set(customer, event_target_checked(&event))
                />
                <span>{text(label)}</span>
            </label>
            <p class="checks__hint">{text(hint)}</p>
        }
    }
}

const fn resource_of(customer: bool) -> &'static str {
    if customer {
        CUSTOMER_BLOCKED
    } else {
        NOTIFICATIONS_BLOCKED
    }
}
