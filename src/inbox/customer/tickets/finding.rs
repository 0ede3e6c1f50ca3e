//! Looking for a ticket that exists, to link it.

use js_sys::encode_uri_component;
use leptos::task::spawn_local;
use leptos::{ev, html, prelude::*};
use recado_protocol::ticket::{Ticket, Tickets};

use super::Desk;
use super::row::status_name;
use crate::locale::{Key, t, t_with};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, StoredValue, effect, live};
use crate::ui::{Button, TextField};

/// What is looked for, and what was found.
#[derive(Clone, Copy)]
struct Finder {
    desk: Desk,
    query: RwSignal<String>,
    /// `None` as long as nothing is looked for.
    found: RwSignal<Option<Vec<Ticket>>>,
    has_failed: RwSignal<bool>,
    /// Counts the questions: an answer to an earlier one says nothing.
    asked: StoredValue<u32>,
}

/// The field, and below it the tickets that it leads to and that the person does not have.
pub fn finding(desk: Desk, shown: Memo<Vec<Ticket>>) -> AnyView {
    let finder = Finder {
        desk,
        query: RwSignal::new(String::new()),
        found: RwSignal::new(None),
        has_failed: RwSignal::new(false),
        asked: StoredValue::new(0),
    };
    let first = NodeRef::<html::Input>::new();
    effect(move || {
        if let Some(first) = first.get() {
            // A field that has just come takes the focus.
            let _ = first.focus();
        }
    });
    effect(move || finder.look(finder.query.get().trim()));
    view! {
        <div
            class="contact-form"
            role="group"
            aria-label=move || t(Key::TicketLink)
            on:keydown=move |event| finder.key(&event)
        >
            <TextField label=Key::TicketFind value=finder.query node_ref=first />
            <ul class="tickets__list">{live(move || finder.results(shown))}</ul>
            <p class="tickets__said" role="status">{move || finder.said(shown).map(t)}</p>
            <div class="contact-form__buttons">
                <Button label=Key::ActionCancel on_press=move || desk.close() />
            </div>
        </div>
    }
}

impl Finder {
    fn look(self, query: &str) {
        let question = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(question);
        if query.is_empty() {
            self.found.set(None);
            return;
        }
        let query = String::from(encode_uri_component(query));
        spawn_local(async move {
            let resource = format!("tickets?q={query}");
            let answer = self.desk.session.resource(&resource).await.ok();
            let tickets = answer.and_then(|fields| fields.read::<Tickets>());
            if self.asked.try_get_value() != Some(question) {
                return;
            }
            self.has_failed.set(tickets.is_none());
            self.found.set(tickets.map(|tickets| tickets.items));
        });
    }

    /// Reactive.
    fn others(self, shown: Memo<Vec<Ticket>>) -> Option<Vec<Ticket>> {
        let mut found = self.found.get()?;
        shown.with(|shown| {
            found.retain(|ticket| !shown.iter().any(|known| known.id == ticket.id));
        });
        Some(found)
    }

    fn results(self, shown: Memo<Vec<Ticket>>) -> Vec<AnyView> {
        let result = |ticket: Ticket| {
            let at = ticket.number.to_string();
            let label = t_with(
                Key::TicketLinkOne,
                &[("number", &at), ("subject", &ticket.subject)],
            );
            let (subject, status) = (ticket.subject.clone(), t(status_name(ticket.status)));
            let ticket = StoredValue::new(ticket);
            view! {
                <li class="ticket">
                    <button
                        type="button"
                        class="ticket__button"
                        aria-label=label
                        on:click=move |_| self.desk.take(ticket.get_value())
                    >
                        <span class="ticket__number tabular">{format!("#{at}")}</span>
                        <span class="ticket__subject" dir="auto">{subject}</span>
                        <span class="ticket__status">{status}</span>
                    </button>
                </li>
            }
        };
        let others = self.others(shown).unwrap_or_default();
        others.into_iter().map(result).collect()
    }

    /// Reactive.
    fn said(self, shown: Memo<Vec<Ticket>>) -> Option<Key> {
        if self.has_failed.get() {
            return Some(Key::TicketFailed);
        }
        let is_empty = self.others(shown)?.is_empty();
        is_empty.then_some(Key::TicketNothing)
    }

    /// Escape takes the search back, and only the search.
    fn key(self, event: &ev::KeyboardEvent) {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            event.stop_propagation();
            self.desk.close();
        }
    }
}
