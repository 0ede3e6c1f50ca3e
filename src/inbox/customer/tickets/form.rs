//! The form of a new ticket, and of one that is edited.

use std::cell::RefCell;

use leptos::callback::UnsyncCallback;
use leptos::{ev, html, prelude::*};
use recado_protocol::message::rich::email::bare_subject;
use recado_protocol::ticket::{self, NewTicket, TICKETS, Ticket, TicketEdit};
use recado_protocol::{Author, Content, ConversationId, Fields, Priority, Verb};
use recado_store::Store;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::Desk;
use crate::locale::{Key, number, priority_name, t, t_with, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect, live, memo};
use crate::shell::focus_first_of;
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
    /// `None` for a new one.
    before: StoredValue<Option<Ticket>>,
    on_close: UnsyncCallback<()>,
    subject: RwSignal<String>,
    body: RwSignal<String>,
    /// The place among [`PRIORITIES`].
    priority: RwSignal<Option<usize>>,
    was_tried: RwSignal<bool>,
}

/// The form, with the subject of the mail that it may be about.
pub fn new_ticket(desk: Desk) -> AnyView {
    let here = desk.conversation.get_value();
    let proposed = HalfWritten {
        subject: desk
            .session
            .peek(|store| subject_of_mail(store, &here))
            .unwrap_or_default(),
        ..HalfWritten::default()
    };
    let kept = KEPT.with_borrow_mut(|kept| kept.remove(&here));
    let begun = kept.unwrap_or_else(|| proposed.clone());
    let is_done = StoredValue::new(false);
    let draft = Draft {
        desk,
        before: StoredValue::new(None),
        on_close: UnsyncCallback::new(move |()| {
            is_done.set_value(true);
            desk.close();
        }),
        subject: RwSignal::new(begun.subject),
        body: RwSignal::new(begun.body),
        priority: RwSignal::new(begun.priority),
        was_tried: RwSignal::new(false),
    };
    // Whoever looks at another conversation meanwhile comes back to what they wrote.
    on_cleanup(move || {
        let written = HalfWritten {
            subject: draft.subject.try_get_untracked().unwrap_or_default(),
            body: draft.body.try_get_untracked().unwrap_or_default(),
            priority: draft.priority.try_get_untracked().flatten(),
        };
        if is_done.try_get_value() == Some(false) && written != proposed {
            KEPT.with_borrow_mut(|kept| kept.insert(here.clone(), written));
        }
    });
    draft.view()
}

/// What of a new ticket was filled in.
#[derive(Clone, Default, PartialEq)]
struct HalfWritten {
    subject: String,
    body: String,
    priority: Option<usize>,
}

thread_local! {
    /// New tickets that were neither made nor given up.
    static KEPT: RefCell<FxHashMap<ConversationId, HalfWritten>> = RefCell::default();
}

/// Whether a new ticket of this conversation is half written.
pub fn is_half_written(conversation: &ConversationId) -> bool {
    KEPT.with_borrow(|kept| kept.contains_key(conversation))
}

/// What the customer's last mail is about. What else they say is no subject.
fn subject_of_mail(store: &Store, conversation: &ConversationId) -> Option<String> {
    #[derive(Deserialize)]
    struct Mail {
        subject: String,
    }
    let timeline = store.timeline(conversation)?;
    let theirs = timeline
        .messages_in(timeline.latest_run()?)
        .filter(|message| matches!(message.author, Author::Contact { .. }));
    let mail = theirs.rev().find_map(|message| match &message.content {
        Content::Rich(rich) if rich.kind() == "email" => rich.fields().read::<Mail>(),
        _ => None,
    })?;
    Some(bare_subject(&mail.subject).to_owned())
}

/// The form with what is written in a ticket; `on_close` is called when Save or Cancel was pressed.
pub fn edited_ticket(desk: Desk, ticket: Ticket, on_close: impl Fn() + 'static) -> AnyView {
    let place = |priority| PRIORITIES.into_iter().position(|known| known == priority);
    let draft = Draft {
        desk,
        on_close: UnsyncCallback::new(move |()| on_close()),
        subject: RwSignal::new(ticket.subject.clone()),
        body: RwSignal::new(ticket.body.clone()),
        priority: RwSignal::new(ticket.priority.and_then(place)),
        was_tried: RwSignal::new(false),
        before: StoredValue::new(Some(ticket)),
    };
    draft.view()
}

impl Draft {
    fn view(self) -> AnyView {
        let draft = self;
        let first = NodeRef::<html::Input>::new();
        effect(move || {
            if let Some(first) = first.get() {
                // A field that has just come takes the focus, and what it holds is easily written over.
                let _ = first.focus();
                first.select();
                if let Ok(Some(form)) = first.closest("form") {
                    form.scroll_into_view_with_bool(false);
                }
            }
        });
        let has_changed = memo(move || draft.has_changed());
        let button = move || {
            let label = if draft.before.with_value(Option::is_none) {
                Key::TicketCreate
            } else {
                Key::ActionSave
            };
            view! { <Button label=label kind=ButtonKind::Primary submit=true /> }
        };
        let error = move |mistake: fn(Draft) -> Option<String>| {
            Signal::derive(move || draft.was_tried.get().then(|| mistake(draft)).flatten())
        };
        view! {
            <form
                class="contact-form ticket-form"
                aria-label=move || draft.title()
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
                    {live(move || has_changed.get().then(button))}
                    <Button label=Key::ActionCancel on_press=move || draft.close() />
                </div>
            </form>
        }
    }

    fn title(self) -> String {
        match self.before.get_value() {
            None => t(Key::TicketNew),
            Some(before) => t_with(Key::TicketEdit, &[("number", &before.number.to_string())]),
        }
    }

    fn close(self) {
        self.on_close.run(());
    }

    /// What is filled in. Reactive.
    fn given(self) -> NewTicket {
        let subject = self.subject.get();
        let words: Vec<&str> = subject.split_whitespace().collect();
        NewTicket {
            subject: words.join(" "),
            body: self.body.get().trim().to_owned(),
            priority: self.priority.get().map(|at| PRIORITIES[at]),
        }
    }

    /// What is another than before. Reactive.
    fn edit(self, before: &Ticket) -> TicketEdit {
        let given = self.given();
        TicketEdit {
            revision: before.revision,
            subject: (given.subject != before.subject).then_some(given.subject),
            body: (given.body != before.body).then_some(given.body),
            priority: (given.priority != before.priority).then_some(given.priority),
        }
    }

    /// Reactive.
    fn has_changed(self) -> bool {
        self.before.with_value(|before| {
            before.as_ref().is_none_or(|before| {
                let nothing = TicketEdit {
                    revision: before.revision,
                    ..TicketEdit::default()
                };
                self.edit(before) != nothing
            })
        })
    }

    fn priorities(self) -> AnyView {
        let id = unique_id("ticket-priority");
        let chosen = self.priority.get_untracked();
        let options: Vec<AnyView> = PRIORITIES
            .into_iter()
            .enumerate()
            .map(|(at, priority)| {
                let name = move || priority_name(priority);
                let is_chosen = chosen == Some(at);
                view! { <option value=at.to_string() selected=is_chosen>{name}</option> }
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
            let places = [".ticket-form [aria-invalid]", ".ticket-form textarea"];
            focus_first_of(places.map(str::to_owned).into());
            return;
        }
        let here = self.desk.conversation.get_value();
        match self.before.get_value() {
            None => {
                let new = Fields::of(&untrack(|| self.given()));
                self.desk.write(here, Verb::Post, TICKETS.to_owned(), new);
            }
            Some(before) if untrack(|| self.has_changed()) => {
                let edit = Fields::of(&untrack(|| self.edit(&before)));
                self.desk
                    .write(here, Verb::Put, ticket::edit(&before.id), edit);
            }
            Some(_) => {}
        }
        self.close();
    }

    /// Escape takes the form back, and only the form.
    fn key(self, event: &ev::KeyboardEvent) {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            event.stop_propagation();
            self.close();
        }
    }
}

fn too_long(text: &str, most: usize) -> Option<String> {
    text.trim()
        .chars()
        .nth(most)
        .map(|_| t_with(Key::CustomerTooLong, &[("n", &number(most as u64))]))
}
