//! The facts about a person, and about the work on this conversation.

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect, memo};
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::{Channel, ChannelId, ContactEdit, Timestamp};

use super::address::{mail_link, phone_link};
use super::person::{Person, last_activities};
use super::unsaved::use_unsaved;
use crate::browser::{clipboard, clock, letters::lowercase};
use crate::inbox::assignment::AssignmentMenu;
use crate::keyboard::{Goal, use_keyboard};
use crate::later::{self, About};
use crate::locale::{
    Key, ago, channel_kind_name, date, full_date_time, t, t_count_with, t_with, text,
};
use crate::session::Topic;
use crate::shell::focus_first_of;
use crate::ui::{Button, ButtonKind, Icon, IconButton, Toaster, channel_badge, use_toaster};

/// The place of the button that begins an edit.
const EDIT_ID: &str = "customer-edit";

/// The facts, those that people know in a form while they are changed.
pub fn profile(person: Person) -> AnyView {
    let unsaved = use_unsaved();
    let begun = unsaved.of(person).form;
    let is_begun = [begun.name, begun.company, begun.phone, begun.email];
    let is_edited = RwSignal::new(is_begun.iter().any(Option::is_some));
    let can_edit = memo(move || person.can_edit());
    let keyboard = use_keyboard();
    // What is written in a form that is open stays.
    let edit = move || {
        if !is_edited.get_untracked() {
            is_edited.set(true);
        }
    };
    keyboard.arrive(Goal::EditContact, edit);
    effect(move || {
        // That begins in the form.
        if keyboard.goal() == Some(Goal::MergeContact) {
            edit();
        }
    });
    let was_edited = StoredValue::new(false);
    effect(move || {
        let is_edited = is_edited.get();
        if was_edited.get_value() && !is_edited {
            // Saved, given up, or overtaken by a merge.
            unsaved.update(person, |begun| begun.form = ContactEdit::default());
            focus_first_of(vec![format!("#{EDIT_ID} button")]);
        }
        was_edited.set_value(is_edited);
    });
    let button = move || {
        view! {
            <Button
                label=Key::CustomerEdit
                kind=ButtonKind::Quiet
                icon=Icon::Pencil
                on_press=move || is_edited.set(true)
            />
        }
    };
    let can_begin = memo(move || can_edit.get() && !is_edited.get());
    view! {
        {move || is_edited.get().then(|| later::about(About::Contact(person, is_edited)))}
        {facts(person, is_edited)}
        <div class="customer__edit" id=EDIT_ID>{move || can_begin.get().then(button)}</div>
    }
}

/// The list of facts. One that is not given says so.
fn facts(person: Person, is_edited: RwSignal<bool>) -> AnyView {
    let toaster = use_toaster();
    let handle = memo(move || person.contact.get()?.handle);
    let messenger = Signal::derive(move || match (handle.get(), person.channel.get()) {
        (None, _) => t(Key::CustomerChannel),
        (Some(_), Some(channel)) if is_on_one_messenger(person) => channel_kind_name(&channel.kind),
        // Of several, nobody says on which one they are called so.
        _ => t(Key::CustomerHandle),
    });
    let phone = Signal::derive(move || person.contact.get()?.phone);
    let email = Signal::derive(move || person.contact.get()?.email);
    // Those that a form stands in place of.
    let known = move || {
        view! {
            {live_fact(text(Key::CustomerCompany), move || match person.company.get() {
                Some(company) => view! { <span dir="auto">{company}</span> },
                None => not_given(),
            })}
            {live_fact(text(Key::CustomerPhone), move || match phone.get() {
                Some(phone) => address(toaster, Key::CustomerPhone, phone_link(&phone), phone),
                None => not_given(),
            })}
            {live_fact(text(Key::CustomerEmail), move || match email.get() {
                Some(email) => address(toaster, Key::CustomerEmail, mail_link(&email), email),
                None => not_given(),
            })}
        }
    };
    view! {
        <dl class="facts">
            {live_fact(messenger, move || in_the_messenger(person, handle.get(), toaster))}
            {move || (!is_edited.get()).then(known)}
            {live_fact(text(Key::CustomerCreated), move || match person.contact.get() {
                Some(contact) => time_view(contact.created_at, date(contact.created_at)),
                None => ().into_any(),
            })}
            {live_fact(text(Key::CustomerLastActivity), move || activities(person))}
            {fact(
                text(Key::CustomerResponsible),
                view! { <AssignmentMenu conversation=person.conversation.get_value() /> },
            )}
            {live_fact(text(Key::CustomerResolvedBy), move || resolved_by(person))}
        </dl>
    }
}

/// A fact that changes.
fn live_fact(label: Signal<String>, value: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    fact(label, view! { {value} })
}

fn fact(label: Signal<String>, value: AnyView) -> AnyView {
    view! {
        <div class="facts__row">
            <dt class="facts__label">{label}</dt>
            <dd class="facts__value">{value}</dd>
        </div>
    }
}

/// The channel's mark with the name that the person has there; without one, the channel's name.
fn in_the_messenger(person: Person, handle: Option<String>, toaster: Toaster) -> AnyView {
    let is_of_channel = handle.is_none() || is_on_one_messenger(person);
    let channel = person.channel.get().filter(|_| is_of_channel);
    let badge = channel.map(|channel| channel_badge(&channel.kind));
    let name = match handle {
        Some(handle) => address(toaster, Key::CustomerHandle, None, handle),
        None => {
            let channel = person.channel.get().map(|channel| channel.name);
            view! { <span dir="auto">{channel.as_deref().map(breakable)}</span> }
        }
    };
    view! { <span class="facts__line">{badge} {name}</span> }
}

/// Whether all conversations with a person are on channels of one kind. Reactive.
fn is_on_one_messenger(person: Person) -> bool {
    let here = person.channel.get().map(|channel| channel.kind);
    person.session.watch(Topic::Directory, |store| {
        let kind = |channel: &ChannelId| store.channel(channel).map(|it| &it.kind);
        person.talks.with(|talks| {
            talks
                .iter()
                .all(|talk| kind(&talk.channel) == here.as_ref())
        })
    })
}

/// A value that can be followed, where it has a link, and copied.
fn address(toaster: Toaster, what: Key, link: Option<String>, value: String) -> AnyView {
    let copied = value.clone();
    let label =
        Signal::derive(move || t_with(Key::CustomerCopyValue, &[("label", &lowercase(&t(what)))]));
    let shown = match link {
        Some(link) => {
            view! { <a class="facts__link" href=link dir="auto">{breakable(&value)}</a> }
        }
        None => view! { <span dir="auto">{breakable(&value)}</span> },
    };
    view! {
        <span class="facts__address">
            <span class="facts__text">{shown}</span>
            <IconButton
                icon=Icon::Copy
                label=label
                small=true
                on_press=move || copy(toaster, copied.clone())
            />
        </span>
    }
}

/// An address that is too long for its line breaks behind the `@` and the dots rather than within a
/// word.
fn breakable(address: &str) -> Vec<AnyView> {
    address
        .split_inclusive(['@', '.', '_'])
        .map(|part| {
            // The sign before a handle belongs to it.
            let may_break = part.len() > 1;
            view! { {part.to_owned()} {may_break.then(|| view! { <wbr /> })} }
        })
        .collect()
}

fn copy(toaster: Toaster, text: String) {
    spawn_local(async move {
        if clipboard::copy(&text).await {
            toaster.notice(t(Key::ToastCopied));
        } else {
            toaster.alert(t(Key::ToastNotCopied));
        }
    });
}

/// A channel is called by its kind, as long as there is only one of that kind.
fn activities(person: Person) -> AnyView {
    let known: Vec<(Channel, Timestamp)> = person
        .talks
        .with(|talks| last_activities(talks))
        .into_iter()
        .filter_map(|(id, at)| Some((person.channel_of(&id)?, at)))
        .collect();
    let lines: Vec<AnyView> = known
        .iter()
        .map(|(channel, at)| {
            let same_kind = known.iter().filter(|(other, _)| other.kind == channel.kind);
            activity(channel.clone(), same_kind.count() == 1, *at)
        })
        .collect();
    view! { <ul class="facts__lines">{lines}</ul> }
}

fn activity(channel: Channel, is_only_of_kind: bool, at: Timestamp) -> AnyView {
    let line = Signal::derive(move || {
        let name = if is_only_of_kind {
            channel_kind_name(&channel.kind)
        } else {
            channel.name.clone()
        };
        let ago = ago(at, clock::minute().get());
        let values = [("ago", ago.as_str()), ("channel", name.as_str())];
        t_with(Key::CustomerLastActivityValue, &values)
    });
    view! { <li title=move || full_date_time(at)>{line}</li> }
}

/// Who resolved the conversation, how often it happened, and when last.
fn resolved_by(person: Person) -> AnyView {
    let Some(resolution) = person.resolution.get() else {
        return muted(Key::CustomerNeverResolved);
    };
    let at = resolution.at;
    let times = resolution.times.max(1);
    let who = Signal::derive(move || {
        let name = person.agent_name(&resolution.by);
        t_count_with(Key::CustomerResolvedTimes, times.into(), &[("name", &name)])
    });
    view! {
        <span>{who}</span>
        <span class="facts__aside">{move || time_view(at, ago(at, clock::minute().get()))}</span>
    }
}

fn time_view(at: Timestamp, shown: String) -> AnyView {
    view! { <time datetime=at.to_rfc3339() title=full_date_time(at)>{shown}</time> }
}

fn not_given() -> AnyView {
    muted(Key::CustomerNotGiven)
}

fn muted(key: Key) -> AnyView {
    view! { <span class="facts__absent">{text(key)}</span> }
}
