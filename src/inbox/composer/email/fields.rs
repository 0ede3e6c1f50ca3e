//! The fields of a mail's head: a line that says it all, and below it To, Cc, Bcc and the subject.

use std::rc::Rc;

use leptos::html::Input;
use leptos::{ev, prelude::*};
use recado_protocol::message::rich::Mailbox;
use recado_protocol::message::rich::email::MOST_ADDRESSES;
use recado_protocol::{Rich, RichContent};
use wasm_bindgen::JsCast;

use super::EmailHead;
use super::addresses::{Addresses, written};
use super::head::{Head, Line};
use super::thread::Thread;
use crate::inbox::composer::enter_key::is_composing;
use crate::inbox::composer::question::question;
use crate::locale::{Key, number, t, t_count, t_with, text};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal, effect, memo, shown_while};
use crate::session::Topic;
use crate::ui::{Button, Icon, IconButton, KeyedRow, keyed_rows, small_icon, unique_id};

/// The head of one composer's mail.
#[component]
pub fn EmailFields(email: EmailHead) -> impl IntoView {
    let thread = follow(email);
    let is_open = memo(move || {
        let is_whole = || {
            let head = email.head.get().unwrap_or_default();
            head.can_be_sent() && !head.subject.trim().is_empty() && !email.is_wrong.get()
        };
        email.is_open.get().unwrap_or_else(|| !is_whole())
    });
    let fields = unique_id("email-fields");
    let controlled = fields.clone();
    let rows: Vec<AnyView> = Line::EVERY
        .into_iter()
        .map(|line| AddressLine::of(email, line).view(thread))
        .collect();
    let subject_input = NodeRef::new();
    view! {
        {subject_question(email, subject_input)}
        <div class="email-head" role="group" aria-label=Key::EmailHead>
            <button
                type="button"
                class="email-head__fold"
                aria-expanded=move || is_open.get().to_string()
                aria-controls=controlled
                on:click=move |_| email.is_open.set(Some(!is_open.get_untracked()))
            >
                {small_icon(Icon::ChevronDown)}
                <span class="visually-hidden">{text(Key::EmailHead)} ": "</span>
                <span class="email-head__summary truncate" dir="auto">
                    {move || email.head.get().map(|head| summary(&head))}
                </span>
            </button>
            <div
                class="email-head__fields"
                id=fields
                hidden=move || !is_open.get()
                // What somebody writes in stays open until they fold it.
                on:focusin=move |_| email.is_open.set(Some(true))
            >
                {rows} {subject(email, subject_input)}
            </div>
        </div>
    }
}

/// Lets the head follow the conversation, unless the person has changed it.
fn follow(email: EmailHead) -> Memo<Thread> {
    let session = email.session;
    let thread = memo(move || {
        let id = email.conversation.get_value();
        let contact = session.watch(Topic::Conversation(id.clone()), |store| {
            Some(store.conversation(&id)?.contact.clone())
        });
        if let Some(contact) = contact {
            session.watch(Topic::Contact(contact), |_| ());
        }
        let thread = session.watch(Topic::Timeline(id.clone()), |store| {
            Thread::in_store(store, &id)
        });
        thread.unwrap_or_default()
    });
    email.seal.set_value(Some(Rc::new(|head: Head, text: &str| {
        Rich::of(&RichContent::Email(Box::new(head.over(text))))
    })));
    email.take_back();
    effect(move || {
        if let Some(mail) = email.returned.get()
            && let RichContent::Email(mail) = mail.read()
        {
            email.returned.set(None);
            email.change(|head| *head = Head::of(*mail));
        }
    });
    effect(move || {
        let next = thread.with(Thread::next_head);
        // What was just sent is seen, until its answer is.
        let is_new = email
            .head
            .with_untracked(|head| head.as_ref() != Some(&next));
        if !email.is_touched.get_value() && is_new {
            email.head.set(Some(next));
        }
    });
    thread
}

/// The head in one line.
fn summary(head: &Head) -> String {
    let mut said = Vec::new();
    let lines = [
        (Line::To, Key::EmailTo),
        (Line::Cc, Key::EmailCc),
        (Line::Bcc, Key::EmailBcc),
    ];
    for (line, key) in lines {
        let all = head.line(line);
        let Some(first) = all.first() else {
            continue;
        };
        let first = first.name.as_ref().unwrap_or(&first.address);
        let more = all.len() - 1;
        let more = if more == 0 {
            String::new()
        } else {
            format!(" +{}", number(more as u64))
        };
        said.push(format!("{} {first}{more}", t(key)));
    }
    if head.to.is_empty() {
        said.push(t(Key::EmailNobody));
    }
    let subject = head.subject.trim();
    said.push(if subject.is_empty() {
        t(Key::EmailNoSubject)
    } else {
        subject.to_owned()
    });
    said.join(" · ")
}

/// One line of addresses.
#[derive(Clone, Copy)]
struct AddressLine {
    email: EmailHead,
    line: Line,
    /// What stands behind the addresses.
    typed: RwSignal<String>,
    /// What could not be read, once the person was done with it.
    refused: RwSignal<Option<String>>,
    input: NodeRef<Input>,
}

impl AddressLine {
    fn of(email: EmailHead, line: Line) -> Self {
        Self {
            email,
            line,
            typed: email.typed(line),
            refused: RwSignal::new(None),
            input: NodeRef::new(),
        }
    }

    const fn label(self) -> Key {
        match self.line {
            Line::To => Key::EmailTo,
            Line::Cc => Key::EmailCc,
            Line::Bcc => Key::EmailBcc,
        }
    }

    fn view(self, thread: Memo<Thread>) -> AnyView {
        let label = self.label();
        let (id, message) = (unique_id("email-line"), unique_id("email-error"));
        let described = message.clone();
        let error = memo(move || self.error());
        view! {
            <div class="email-head__line" role="group" aria-label=label>
                <label class="email-head__label" for=id.clone()>{text(label)}</label>
                <div class="email-head__addresses">
                    <div class="email-head__chips" role="list">{keyed_rows(move || self.chips())}</div>
                    <input
                        class="email-head__input"
                        id=id
                        type="text"
                        inputmode="email"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        node_ref=self.input
                        aria-invalid=move || error.with(|it| it.is_some().then_some("true"))
                        aria-describedby=move || error.with(|it| it.is_some().then(|| described.clone()))
                        prop:value=self.typed
                        on:input=move |event| self.write(event_target_value(&event))
                        on:keydown=move |event| self.key(&event)
                        on:paste=move |event| self.paste(&event)
                        on:blur=move |_| self.take()
                    />
                    {(self.line == Line::To).then(|| self.reply_all(thread))}
                </div>
                <p class="field__error" id=message>{error}</p>
            </div>
        }
    }

    fn chips(self) -> Vec<KeyedRow> {
        let head = self.email.head.get().unwrap_or_default();
        let rows = head.line(self.line).iter().map(|mailbox| {
            let mailbox = mailbox.clone();
            KeyedRow::new(written(&mailbox), move |_| self.chip(&mailbox))
        });
        rows.collect()
    }

    fn chip(self, mailbox: &Mailbox) -> AnyView {
        let address = mailbox.address.clone();
        let label = Signal::derive(move || t_with(Key::EmailRemove, &[("address", &address)]));
        let address = mailbox.address.clone();
        let remove = move || {
            self.email.change(|head| head.remove(self.line, &address));
            self.focus();
        };
        view! {
            <span class="email-head__chip" role="listitem">
                <span class="truncate" dir="auto">{written(mailbox)}</span>
                <IconButton icon=Icon::Close label small=true on_press=remove />
            </span>
        }
    }

    /// The button that has everybody else get the answer too, where there is somebody.
    fn reply_all(self, thread: Memo<Thread>) -> AnyView {
        let others = memo(move || {
            let head = self.email.head.get().unwrap_or_default();
            thread.with(|thread| thread.others(&head))
        });
        let reply_all = move || {
            let others = others.get_untracked();
            self.email.change(|head| head.add(Line::Cc, others));
        };
        view! {
            <span class="email-head__all" hidden=move || others.with(Vec::is_empty)>
                <Button label=Key::EmailReplyAll on_press=reply_all />
            </span>
        }
    }

    /// What is wrong with this line. Reactive.
    fn error(self) -> Option<String> {
        if let Some(refused) = self.refused.get() {
            return Some(t_with(Key::EmailNoAddress, &[("text", &refused)]));
        }
        let head = self.email.head.get()?;
        if head.is_too_many(self.line) {
            let most = number(MOST_ADDRESSES as u64);
            return Some(t_with(Key::EmailTooMany, &[("n", &most)]));
        }
        let is_missing = self.line == Line::To && head.to.is_empty();
        (is_missing && self.typed.with(String::is_empty)).then(|| t(Key::EmailNobody))
    }

    fn write(self, typed: String) {
        self.refused.set(None);
        // A separator ends an address.
        let is_done = typed.ends_with([',', ';']) || Addresses::read(&typed).found.len() > 1;
        self.typed.set(typed);
        if is_done {
            self.take();
        }
        self.judge();
    }

    /// Takes what is an address, and says what is none.
    fn take(self) {
        let read = self.typed.with_untracked(|typed| Addresses::read(typed));
        if !read.found.is_empty() {
            let found = read.found;
            self.email.change(|head| head.add(self.line, found));
        }
        self.typed.set(read.rest.clone());
        self.refused
            .set(Some(read.rest).filter(|rest| !rest.is_empty()));
        self.judge();
    }

    /// Something that is no address yet keeps the mail from being sent.
    fn judge(self) {
        let is_blank = |line| {
            self.email
                .typed(line)
                .with_untracked(|it| it.trim().is_empty())
        };
        let is_wrong = !Line::EVERY.into_iter().all(is_blank);
        if self.email.is_wrong.get_untracked() != is_wrong {
            self.email.is_wrong.set(is_wrong);
        }
    }

    fn key(self, event: &ev::KeyboardEvent) {
        // No key here is a shortcut of the page, and Enter sends nothing.
        event.stop_propagation();
        if is_composing(event) {
            return;
        }
        let is_empty = self.typed.with_untracked(String::is_empty);
        match event.key().as_str() {
            "Enter" => {
                event.prevent_default();
                self.take();
            }
            "Backspace" if is_empty => {
                let last = self.email.head.with_untracked(|head| {
                    let last = head.as_ref()?.line(self.line).last()?;
                    Some(last.address.clone())
                });
                if let Some(last) = last {
                    event.prevent_default();
                    self.email.change(|head| head.remove(self.line, &last));
                }
            }
            _ => {}
        }
    }

    /// A list is taken at once; a field would lose its line breaks.
    fn paste(self, event: &ev::Event) {
        let event = event.unchecked_ref::<web_sys::ClipboardEvent>();
        event.stop_propagation();
        let data = event.clipboard_data();
        let text = data.and_then(|data| data.get_data("text/plain").ok());
        let text = text.unwrap_or_default();
        if !Addresses::read(&text).found.is_empty() {
            event.prevent_default();
            self.typed.update(|typed| {
                typed.push(' ');
                typed.push_str(&text);
            });
            self.take();
        }
    }

    fn focus(self) {
        if let Some(input) = self.input.get_untracked() {
            let _ = input.focus();
        }
    }
}

/// Asks once whether it is to go out without a subject.
fn subject_question(email: EmailHead, subject: NodeRef<Input>) -> AnyView {
    let add = move || {
        email.is_open.set(Some(true));
        let focus = move || {
            // The fields may be gone by the next frame.
            if let Some(input) = subject.try_get_untracked().flatten() {
                let _ = input.focus();
            }
        };
        focus();
        // Where it was folded it is there from the next frame on.
        request_animation_frame(focus);
    };
    shown_while(
        move || email.is_asked.get() && email.has_no_subject(),
        move || {
            question(
                view! { <p class="interlock__what">{text(Key::EmailAskSubject)}</p> },
                view! { <Button label=Key::EmailAddSubject on_press=add /> },
            )
        },
    )
}

fn subject(email: EmailHead, input: NodeRef<Input>) -> AnyView {
    let (id, message) = (unique_id("email-subject"), unique_id("email-error"));
    let described = message.clone();
    let value = memo(move || email.head.get().unwrap_or_default().subject);
    let over = memo(move || email.head.get().map_or(0, |head| head.subject_over()));
    let wrong = move || over.get() > 0;
    view! {
        <div class="email-head__line">
            <label class="email-head__label" for=id.clone()>{text(Key::EmailSubject)}</label>
            <div class="email-head__addresses">
                <input
                    class="email-head__input"
                    id=id
                    type="text"
                    autocomplete="off"
                    node_ref=input
                    aria-invalid=move || wrong().then_some("true")
                    aria-describedby=move || wrong().then(|| described.clone())
                    prop:value=value
                    on:input=move |event| {
                        let subject = event_target_value(&event);
                        email.change(|head| head.subject = subject);
                    }
                    on:keydown=move |event| {
                        event.stop_propagation();
                        if event.key() == "Enter" {
                            event.prevent_default();
                        }
                    }
                />
            </div>
            <p class="field__error" id=message>
                {move || wrong().then(|| t_count(Key::ComposerTooLong, over.get() as u64))}
            </p>
        </div>
    }
}
