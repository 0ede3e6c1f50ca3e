//! Looking for a ticket that exists, to link it.

use js_sys::encode_uri_component;
use leptos::callback::UnsyncCallback;
use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use recado_protocol::ticket::{Ticket, Tickets};

use super::Desk;
use super::row::status_name;
use crate::inbox::customer::pick::Pick;
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal, StoredValue, effect, memo};
use crate::ui::{Button, KeyedRow, keyed_rows};

/// What is looked for, and what was found.
#[derive(Clone, Copy)]
struct Finder {
    desk: Desk,
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
        found: RwSignal::new(None),
        has_failed: RwSignal::new(false),
        asked: StoredValue::new(0),
    };
    let others = memo(move || finder.others(shown));
    let count = Signal::derive(move || others.with(|others| others.as_ref().map_or(0, Vec::len)));
    let pick = Pick::new(RwSignal::new(String::new()), count);
    let choose = UnsyncCallback::new(move |(at,): (usize,)| {
        let chosen = others.with_untracked(|others| others.as_ref()?.get(at).cloned());
        if let Some(ticket) = chosen {
            desk.take(ticket);
        }
    });
    effect(move || finder.look(pick.query.get().trim()));
    let rows = move || {
        others.with(|others| {
            let row = |ticket: &Ticket| {
                let ticket = ticket.clone();
                KeyedRow::new(ticket.id.to_string(), move |at| {
                    pick.option(at, "ticket ticket__button", choose, found_view(&ticket))
                })
            };
            others.iter().flatten().map(row).collect()
        })
    };
    view! {
        <div
            class="contact-form"
            role="group"
            aria-label=move || t(Key::TicketLink)
            on:keydown=move |event| finder.key(&event)
        >
            {pick.field(Key::TicketFind, choose)}
            {pick.list(Key::CustomerTickets, "tickets__list", keyed_rows(rows))}
            <p class="tickets__said" role="status">
                {move || others.with(|others| finder.said(others.as_deref())).map(t)}
            </p>
            <div class="contact-form__buttons">
                <Button label=Key::ActionCancel on_press=move || desk.close() />
            </div>
        </div>
    }
}

/// A ticket as one of what was found.
fn found_view(ticket: &Ticket) -> AnyView {
    view! {
        <span class="ticket__number tabular">{format!("#{}", ticket.number)}</span>
        <span class="ticket__subject" dir="auto">{ticket.subject.clone()}</span>
        <span class="ticket__status">{t(status_name(ticket.status))}</span>
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

    /// Reactive.
    fn said(self, others: Option<&[Ticket]>) -> Option<Key> {
        if self.has_failed.get() {
            return Some(Key::TicketFailed);
        }
        others?.is_empty().then_some(Key::TicketNothing)
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
