//! A new rule, or another name and pattern for one.

use leptos::{ev, html, prelude::*};
use recado_protocol::masking::{Masking, Rule};

use super::Desk;
use crate::locale::{Key, number, t, t_with};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect};
use crate::ui::{Button, ButtonKind, TextField};

/// The form; without a rule, that of a new one. What stands in it is tried at once.
pub fn form(desk: Desk, before: Option<Rule>) -> AnyView {
    let filled = before.clone().unwrap_or(Rule {
        name: String::new(),
        pattern: String::new(),
        on: true,
    });
    let (name, pattern) = (
        RwSignal::new(filled.name.clone()),
        RwSignal::new(filled.pattern.clone()),
    );
    let was_tried = RwSignal::new(false);
    let before = StoredValue::new(before);
    let first = NodeRef::<html::Input>::new();
    effect(move || {
        if let Some(first) = first.get() {
            // A field that has just come takes the focus.
            let _ = first.focus();
        }
    });
    effect(move || {
        let rule = Rule {
            name: name.get().trim().to_owned(),
            pattern: pattern.get(),
            on: filled.on,
        };
        // What was wrong may be right now.
        desk.register.wrong.set(None);
        desk.draft.set((!rule.pattern.is_empty()).then_some(rule));
    });
    let missing = move |value: RwSignal<String>, key: Key| {
        let is_missing = was_tried.get() && value.with(|value| value.trim().is_empty());
        is_missing.then(|| t(key))
    };
    let is_long = move || name.with(|name| name.trim().chars().nth(Masking::NAME_CHARS).is_some());
    let pattern_is_long = move || {
        let most = Masking::PATTERN_CHARS;
        let is_long = pattern.with(|pattern| pattern.chars().nth(most).is_some());
        is_long.then(|| t_with(Key::CustomerTooLong, &[("n", &number(most as u64))]))
    };
    let wrong_with = move |is_name: bool| {
        let wrong = desk.register.wrong.get();
        wrong.filter(|_| is_long() == is_name)
    };
    let name_error = Signal::derive(move || {
        missing(name, Key::AttributeNameMissing).or_else(|| wrong_with(true))
    });
    let pattern_error = Signal::derive(move || {
        missing(pattern, Key::MaskingPatternMissing)
            .or_else(pattern_is_long)
            .or_else(|| wrong_with(false))
    });
    let save = move || {
        was_tried.set(true);
        let rule = desk.draft.get_untracked();
        let is_short = untrack(pattern_is_long).is_none();
        let Some(rule) = rule.filter(|rule| is_short && !rule.name.is_empty()) else {
            return;
        };
        let before = before.get_value();
        desk.change(
            move |masking| {
                let place = masking
                    .rules
                    .iter()
                    .position(|it| Some(it) == before.as_ref());
                match place {
                    Some(place) => masking.rules[place] = rule,
                    None => masking.rules.push(rule),
                }
            },
            move |is_done| {
                if is_done {
                    desk.close();
                }
            },
        );
    };
    // Escape takes the form back, and only the form.
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            event.stop_propagation();
            desk.close();
        }
    };
    let title = move || match before.get_value() {
        None => t(Key::MaskingNew),
        Some(rule) => t_with(Key::AttributeEditOne, &[("name", &rule.name)]),
    };
    view! {
        <form
            class="contact-form"
            aria-label=title
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
            on:keydown=key
        >
            <TextField
                label=Key::CustomerName
                value=name
                error=name_error
                node_ref=first
            />
            <TextField
                label=Key::MaskingPattern
                value=pattern
                error=pattern_error
            />
            <div class="contact-form__buttons">
                <Button label=Key::ActionSave kind=ButtonKind::Primary submit=true />
                <Button label=Key::ActionCancel on_press=move || desk.close() />
            </div>
        </form>
    }
}
