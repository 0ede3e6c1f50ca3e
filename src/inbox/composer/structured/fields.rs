//! The fields of a structured message, with what is wrong in each below it.

use leptos::prelude::*;

use super::faults::over;
use crate::locale::{Key, t, t_count, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, memo};
use crate::ui::{TextField, unique_id};

/// Judges what is in a field; reactive.
pub type Fault = Signal<Option<String>>;

/// A longer text can't be sent. Reactive.
pub fn too_long(
    value: RwSignal<String>,
    most: impl Fn() -> Option<u32> + Copy + Send + Sync + 'static,
) -> Fault {
    Signal::derive(move || {
        let most = most()?;
        let by = value.with(|value| over(value, most));
        (by > 0).then(|| t_count(Key::ComposerTooLong, by))
    })
}

/// What is filled in must be of a form.
pub fn unless(
    value: RwSignal<String>,
    is_good: impl Fn(&str) -> bool + Copy + Send + Sync + 'static,
    complaint: Key,
) -> Fault {
    Signal::derive(move || {
        let is_bad = value.with(|value| !value.trim().is_empty() && !is_good(value.trim()));
        is_bad.then(|| t(complaint))
    })
}

/// A field of one line.
pub fn line(label: Key, value: RwSignal<String>, error: Fault) -> AnyView {
    view! { <TextField label=label value error /> }
}

/// A field of several lines.
pub fn lines(label: Key, value: RwSignal<String>, error: Fault) -> AnyView {
    let (id, message) = (unique_id("field"), unique_id("field-error"));
    let described = message.clone();
    let is_wrong = memo(move || error.with(Option::is_some));
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{text(label)}</label>
            <textarea
                class="field__input field__input--lines"
                id=id
                rows="3"
                dir="auto"
                aria-invalid=move || is_wrong.get().then_some("true")
                aria-describedby=move || is_wrong.get().then(|| described.clone())
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
            <p class="field__error" id=message>{error}</p>
        </div>
    }
}
