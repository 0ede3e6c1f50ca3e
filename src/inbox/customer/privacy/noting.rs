//! The form in which it is noted what the person said.

use leptos::{ev, html, prelude::*};
use recado_protocol::privacy::{CONSENT, NewConsent, may_note};
use recado_protocol::{ChannelId, Fields, Verb};

use super::consent::{Allowed, step_text};
use crate::locale::{Key, number, t, t_with, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect};
use crate::session::Intent;
use crate::ui::{Button, ButtonKind, Segmented, TextField, Toaster, unique_id, use_toaster};

/// What is filled in.
#[derive(Clone, Copy)]
struct Note {
    allowed: Allowed,
    toaster: Toaster,
    channels: StoredValue<Vec<ChannelId>>,
    /// The place among the channels; none for all.
    channel: RwSignal<Option<usize>>,
    opted_in: RwSignal<bool>,
    how: RwSignal<String>,
    was_tried: RwSignal<bool>,
}

pub fn noting(allowed: Allowed) -> AnyView {
    let shown = allowed.shown.get_untracked().unwrap_or_default();
    let channels = shown.channels.into_iter().map(|it| it.channel).collect();
    let note = Note {
        allowed,
        toaster: use_toaster(),
        channels: StoredValue::new(channels),
        channel: RwSignal::new(None),
        opted_in: RwSignal::new(false),
        how: RwSignal::new(String::new()),
        was_tried: RwSignal::new(false),
    };
    let first = NodeRef::<html::Input>::new();
    effect(move || {
        if let Some(first) = first.get() {
            // A field that has just come takes the focus.
            let _ = first.focus();
        }
    });
    let error = Signal::derive(move || note.was_tried.get().then(|| note.mistake()).flatten());
    let may_take_back = allowed
        .session
        .peek(|store| may_note(store.me().role, true));
    let said = may_take_back.then(|| {
        view! {
            <Segmented
                label=Key::PrivacySaid
                options=[Key::PrivacyOut, Key::PrivacyIn].map(text).into()
                selected=Signal::derive(move || usize::from(note.opted_in.get()))
                on_select=move |at: usize| note.opted_in.set(at == 1)
            />
        }
    });
    let hint = (!may_take_back).then(|| {
        view! {
            <p>
                <span class="field__label">{text(Key::PrivacySaid)}</span> " "
                <strong>{text(Key::PrivacyOut)}</strong>
            </p>
            <p class="privacy__hint">{text(Key::PrivacyOnlyOut)}</p>
        }
    });
    view! {
        <form
            class="contact-form"
            aria-label=move || t(Key::PrivacyNote)
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                note.save();
            }
            on:keydown=move |event| note.key(&event)
        >
            <TextField label=Key::PrivacyHow value=note.how error node_ref=first />
            {said}
            {hint}
            {note.choice()}
            <div class="contact-form__buttons">
                <Button label=Key::ActionSave kind=ButtonKind::Primary submit=true />
                <Button
                    label=Key::ActionCancel
                    on_press=move || allowed.is_noting.set(false)
                />
            </div>
        </form>
    }
}

impl Note {
    fn choice(self) -> AnyView {
        let id = unique_id("consent-channel");
        let channels = self.channels.get_value();
        let options: Vec<AnyView> = channels
            .into_iter()
            .enumerate()
            .map(|(at, channel)| {
                let name = move || self.allowed.channel_name(&channel);
                view! { <option value=at.to_string()>{name}</option> }
            })
            .collect();
        view! {
            <div class="field">
                <label class="field__label" for=id.clone()>{text(Key::CustomerChannel)}</label>
                <select
                    class="field__input"
                    id=id
                    on:change=move |event| self.channel.set(event_target_value(&event).parse().ok())
                >
                    <option value="">{text(Key::PrivacyEveryChannel)}</option>
                    {options}
                </select>
            </div>
        }
    }

    /// Reactive.
    fn mistake(self) -> Option<String> {
        let how = self.how.get();
        let how = how.trim();
        if how.is_empty() {
            return Some(t(Key::PrivacyHowMissing));
        }
        let most = NewConsent::HOW_CHARS;
        let is_long = how.chars().nth(most).is_some();
        is_long.then(|| t_with(Key::CustomerTooLong, &[("n", &number(most as u64))]))
    }

    fn save(self) {
        self.was_tried.set(true);
        if untrack(|| self.mistake()).is_some() {
            return;
        }
        let channel = self.channel.get_untracked();
        let new = NewConsent {
            channel: channel.and_then(|at| self.channels.with_value(|all| all.get(at).cloned())),
            opted_in: self.opted_in.get_untracked(),
            how: self.how.get_untracked().trim().to_owned(),
        };
        let (session, conversation) = (self.allowed.session, self.allowed.conversation.get_value());
        let write = move |verb, body| {
            session.dispatch(Intent::Write {
                conversation: conversation.clone(),
                verb,
                resource: CONSENT.to_owned(),
                body,
            });
        };
        write(Verb::Put, Some(Fields::of(&new)));
        let channel = match &new.channel {
            Some(channel) => untrack(|| self.allowed.channel_name(channel)),
            None => t(Key::PrivacyEveryChannel),
        };
        let said = t_with(step_text(new.opted_in), &[("channel", &channel)]);
        self.toaster.offer(said, t(Key::ActionUndo), move || {
            write(Verb::Delete, None);
        });
        self.allowed.is_noting.set(false);
    }

    /// Escape takes the note back, and only the note.
    fn key(self, event: &ev::KeyboardEvent) {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            event.stop_propagation();
            self.allowed.is_noting.set(false);
        }
    }
}
