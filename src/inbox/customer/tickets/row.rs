//! One ticket: its number, subject and status, and behind them the rest and what can be done with it.

use leptos::prelude::*;
use recado_protocol::ticket::{Ticket, TicketStatus};

use super::Desk;
use super::form::edited_ticket;
use crate::browser::clock;
use crate::inbox::customer::Person;
use crate::locale::{Key, ago, full_date_time, priority_name, t, t_with};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal, StoredValue, live, memo};
use crate::shell::focus_first_of;
use crate::ui::{Button, ButtonLink, Icon, small_icon, unique_id};

/// `first` is the ticket as it came; what changes of it is read from `shown`.
pub fn row(desk: Desk, shown: Memo<Vec<Ticket>>, first: Ticket) -> AnyView {
    let id = first.id.clone();
    let this = id.clone();
    let first = StoredValue::new(first);
    let ticket = memo(move || {
        let now = shown.with(|shown| shown.iter().find(|one| one.id == this).cloned());
        now.unwrap_or_else(|| first.get_value())
    });
    let is_wanted = desk
        .wanted
        .with_value(|wanted| wanted.as_ref() == Some(&id));
    let is_open = RwSignal::new(is_wanted);
    let is_edited = RwSignal::new(false);
    let details = unique_id("ticket");
    let details_id = StoredValue::new(details.clone());
    if is_wanted {
        desk.wanted.set_value(None);
        focus_first_of(vec![format!("[aria-controls='{details}']")]);
    }
    let stop_editing = move || {
        is_edited.set(false);
        focus_first_of(vec![format!("#{} button", details_id.get_value())]);
    };
    let content = move || match is_edited.get() {
        true => edited_ticket(desk, ticket.get_untracked(), stop_editing),
        false => about(desk, ticket, is_edited),
    };
    let status = move || t(status_name(ticket.get().status));
    view! {
        <li class="ticket">
            <button
                type="button"
                class="ticket__button"
                aria-expanded=move || if is_open.get() { "true" } else { "false" }
                aria-controls=details.clone()
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                <span class="ticket__number tabular">
                    {move || format!("#{}", ticket.get().number)}
                </span>
                <span class="ticket__subject" dir="auto">{move || ticket.get().subject}</span>
                <span
                    class="ticket__status"
                >
                    {status}
                </span>
                {small_icon(Icon::ChevronDown)}
            </button>
            <div class="ticket__details" id=details hidden=move || !is_open.get()>
                {live(move || is_open.get().then(content))}
            </div>
        </li>
    }
}

fn about(desk: Desk, ticket: Memo<Ticket>, is_edited: RwSignal<bool>) -> AnyView {
    let body = move || {
        let body = ticket.get().body;
        (!body.is_empty()).then(|| view! { <p class="ticket__body" dir="auto">{body}</p> })
    };
    let priority = move || {
        let priority = priority_name(ticket.get().priority?);
        Some(t_with(Key::TicketPriorityIs, &[("priority", &priority)]))
    };
    let by = move || {
        let ticket = ticket.get();
        let name = ticket.created_by.map_or_else(
            || t(Key::ChatSomebody),
            |by| Person::name_of(desk.session, &by),
        );
        let ago = ago(ticket.created_at, clock::minute().get());
        t_with(Key::TicketCreatedBy, &[("name", &name), ("ago", &ago)])
    };
    let title = move || full_date_time(ticket.get().created_at);
    let numbered = move |key: fn(&Ticket) -> Key| {
        Signal::derive(move || {
            let ticket = ticket.get();
            t_with(key(&ticket), &[("number", &ticket.number.to_string())])
        })
    };
    let turn = move || {
        let ticket = ticket.get_untracked();
        let status = if is_closed(&ticket) {
            TicketStatus::Open
        } else {
            TicketStatus::Closed
        };
        desk.set_status(&ticket, status);
    };
    let link = move || {
        let url = ticket.get().url.filter(|url| is_web_address(url))?;
        let label = numbered(|_| Key::TicketGo);
        Some(view! { <ButtonLink label=label href=url /> })
    };
    view! {
        {body}
        <p class="ticket__fact">{priority}</p>
        <p class="ticket__fact" title=title>{by}</p>
        <div class="tickets__buttons">
            {live(link)}
            <Button
                label=numbered(|_| Key::TicketEdit)
                on_press=move || is_edited.set(true)
            />
            <Button
                label=numbered(|ticket| {
                    if is_closed(ticket) { Key::TicketReopen } else { Key::TicketClose }
                })
                on_press=turn
            />
            <Button
                label=numbered(|_| Key::TicketUnlink)
                on_press=move || desk.give_up(&ticket.get_untracked())
            />
        </div>
    }
}

fn is_closed(ticket: &Ticket) -> bool {
    ticket.status == TicketStatus::Closed
}

/// What a provider says is no reason to run anything.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

pub const fn status_name(status: TicketStatus) -> Key {
    match status {
        TicketStatus::Open => Key::TicketOpen,
        TicketStatus::Closed => Key::TicketClosed,
        TicketStatus::Unknown => Key::StatusUnknown,
    }
}
