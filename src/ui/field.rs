//! One-line fields: a labelled one of a form, and the search field.

use crate::markup::view;
use crate::reactive::{RwSignal, Signal};
use leptos::{html::Input, prelude::*};

use super::unique_id;

/// What goes into a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum FieldKind {
    #[default]
    Text,
    Email,
    Password,
    /// A number to be called, with the keys for it on a touch screen.
    Phone,
}

/// A field with its label above and what is wrong with it below.
#[component]
pub fn TextField(
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional)] kind: FieldKind,
    /// The name by which password managers know the field.
    #[prop(optional)]
    name: &'static str,
    /// A token of the `autocomplete` attribute.
    #[prop(default = "off")]
    autocomplete: &'static str,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] node_ref: NodeRef<Input>,
) -> impl IntoView {
    let input = unique_id("field");
    let message = unique_id("field-error");
    let described = message.clone();
    let wrong = move || error.with(Option::is_some);
    view! {
        <div class="field">
            <label class="field__label" for=input.clone()>{label}</label>
            <input
                class="field__input"
                id=input
                type=kind.input_type()
                name=name
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                node_ref=node_ref
                disabled=disabled
                aria-invalid=move || wrong().then_some("true")
                aria-describedby=move || wrong().then(|| described.clone())
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
            <p class="field__error" id=message>{error}</p>
        </div>
    }
}

impl FieldKind {
    const fn input_type(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Password => "password",
            Self::Phone => "tel",
        }
    }
}
