//! The form of a new ticket.

use leptos::{ev, html, prelude::*};
use recado_protocol::ticket::{NewTicket, TICKETS};
use recado_protocol::{Fields, Priority, Verb};

use super::Desk;
use crate::locale::{Key, number, priority_name, t, t_with, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, effect};
use crate::ui::{Button, ButtonKind, GrowingTextarea, TextField, unique_id};

/// In their order; none is before them.
const PRIORITIES: [Priority; 4] = [
    Priority::Low,
    Priority::Medium,
    Priority::High,
    Priority::Urgent,
];

/// What is filled in.
#[derive(Clone, Copy)]
struct Draft {
    desk: Desk,
    subject: RwSignal<String>,
    body: RwSignal<String>,
    /// The place among [`PRIORITIES`].
    priority: RwSignal<Option<usize>>,
    was_tried: RwSignal<bool>,
}

/// The form, with what the customer said last as its subject.
pub fn new_ticket(desk: Desk) -> AnyView {
    let here = desk.conversation.get_value();
    let last = desk.session.peek(|store| {
        let preview = store.conversation(&here)?.last_message.as_ref()?;
        (preview.kind == "text").then(|| preview.text.clone())
    });
    let draft = Draft {
        desk,
        subject: RwSignal::new(last.unwrap_or_default()),
        body: RwSignal::new(String::new()),
        priority: RwSignal::new(None),
        was_tried: RwSignal::new(false),
    };
    let first = NodeRef::<html::Input>::new();
    effect(move || {
        if let Some(first) = first.get() {
            // A field that has just come takes the focus, and what it holds is easily written over.
            let _ = first.focus();
            first.select();
        }
    });
    let error = move |mistake: fn(Draft) -> Option<String>| {
        Signal::derive(move || draft.was_tried.get().then(|| mistake(draft)).flatten())
    };
    view! {
        <form
            class="contact-form ticket-form"
            aria-label=move || t(Key::TicketNew)
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                draft.save();
            }
            on:keydown=move |event| draft.key(&event)
        >
            <TextField
                label=Key::TicketSubject
                value=draft.subject
                error=error(Draft::subject_mistake)
                node_ref=first
            />
            <div class="field">
                <span class="field__label" aria-hidden="true">{text(Key::TicketBody)}</span>
                <GrowingTextarea
                    label=Key::TicketBody
                    value=draft.body
                    on_input=move |(written,): (String,)| draft.body.set(written)
                />
                <p class="field__error" role="alert">{error(Draft::body_mistake)}</p>
            </div>
            {draft.priorities()}
            <div class="contact-form__buttons">
                <Button label=Key::TicketCreate kind=ButtonKind::Primary submit=true />
                <Button label=Key::ActionCancel on_press=move || desk.close() />
            </div>
        </form>
    }
}

impl Draft {
    fn priorities(self) -> AnyView {
        let id = unique_id("ticket-priority");
        let options: Vec<AnyView> = PRIORITIES
            .into_iter()
            .enumerate()
            .map(|(at, priority)| {
                let name = move || priority_name(priority);
                view! { <option value=at.to_string()>{name}</option> }
            })
            .collect();
        view! {
            <div class="field">
                <label class="field__label" for=id.clone()>{text(Key::TicketPriority)}</label>
                <select
                    class="field__input"
                    id=id
                    on:change=move |event| self.priority.set(event_target_value(&event).parse().ok())
                >
                    <option value="">{text(Key::PriorityNone)}</option>
                    {options}
                </select>
            </div>
        }
    }

    /// Reactive.
    fn subject_mistake(self) -> Option<String> {
        let subject = self.subject.get();
        if subject.trim().is_empty() {
            return Some(t(Key::TicketSubjectMissing));
        }
        too_long(&subject, NewTicket::SUBJECT_CHARS)
    }

    /// Reactive.
    fn body_mistake(self) -> Option<String> {
        too_long(&self.body.get(), NewTicket::BODY_CHARS)
    }

    fn save(self) {
        self.was_tried.set(true);
        if untrack(|| self.subject_mistake().or_else(|| self.body_mistake())).is_some() {
            return;
        }
        let new = NewTicket {
            subject: self.subject.get_untracked().trim().to_owned(),
            body: self.body.get_untracked().trim().to_owned(),
            priority: self.priority.get_untracked().map(|at| PRIORITIES[at]),
        };
        let here = self.desk.conversation.get_value();
        self.desk
            .write(here, Verb::Post, TICKETS.to_owned(), Fields::of(&new));
        self.desk.close();
    }

    /// Escape takes the form back, and only the form.
    fn key(self, event: &ev::KeyboardEvent) {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            event.stop_propagation();
            self.desk.close();
        }
    }
}

fn too_long(text: &str, most: usize) -> Option<String> {
    text.trim()
        .chars()
        .nth(most)
        .map(|_| t_with(Key::CustomerTooLong, &[("n", &number(most as u64))]))
}
