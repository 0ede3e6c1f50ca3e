//! The attributes as fields in the place where they stand.

use leptos::{ev, html, prelude::*};
use recado_protocol::attribute::{
    Attribute, AttributeKind, AttributeValue, AttributesEdit, Mistake,
};

use super::Desk;
use super::edits::Fact;
use crate::locale::{Key, decimal_field, number, plain_decimal, t, t_with, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect, memo};
use crate::ui::{Button, ButtonKind, TextField, unique_id};

/// One attribute that is being edited.
#[derive(Clone, Copy)]
struct Field {
    /// As it was when the edit was begun.
    before: StoredValue<Fact>,
    /// As it stands in the field.
    value: RwSignal<String>,
    /// The field of a date says of what is half a date, or none, that it holds nothing.
    date: NodeRef<html::Input>,
    has_no_date: RwSignal<bool>,
}

/// A form that is being filled in.
#[derive(Clone, Copy)]
struct Form {
    desk: Desk,
    fields: StoredValue<Vec<Field>>,
    /// Whether somebody tried to save: mistakes are said from then on.
    was_tried: RwSignal<bool>,
}

/// The fields, with Save as soon as something is another than before.
pub fn form(desk: Desk) -> AnyView {
    let facts = untrack(|| desk.facts());
    let field = |fact: Fact| {
        let value = match fact.attribute.kind {
            AttributeKind::Number => decimal_field(&fact.value.value),
            _ => fact.value.value.clone(),
        };
        Field {
            before: StoredValue::new(fact),
            value: RwSignal::new(value),
            date: NodeRef::new(),
            has_no_date: RwSignal::new(false),
        }
    };
    let facts = facts.into_iter().filter(|fact| !fact.attribute.archived);
    let fields: Vec<Field> = facts.map(field).collect();
    let form = Form {
        desk,
        fields: StoredValue::new(fields.clone()),
        was_tried: RwSignal::new(false),
    };
    let has_changed = memo(move || form.fields.get_value().into_iter().any(Field::has_changed));
    let place = NodeRef::<html::Form>::new();
    effect(move || {
        let first = place.get().and_then(|form| {
            let first = form.query_selector("input, select").ok()??;
            wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(first).ok()
        });
        if let Some(first) = first {
            // A form that has just come takes the focus.
            let _ = first.focus();
        }
    });
    let drawn: Vec<AnyView> = fields.into_iter().map(|field| form.field(field)).collect();
    let save = move || {
        has_changed.get().then(|| {
            view! { <Button label=Key::ActionSave kind=ButtonKind::Primary submit=true /> }
        })
    };
    view! {
        <form
            class="contact-form"
            aria-label=move || t(Key::AttributeEdit)
            novalidate=true
            node_ref=place
            on:submit=move |event| {
                event.prevent_default();
                form.save();
            }
            on:keydown=move |event| form.key(&event)
        >
            {drawn}
            <div class="contact-form__buttons">
                {save} <Button label=Key::ActionCancel on_press=move || desk.close() />
            </div>
        </form>
    }
}

impl Field {
    /// As the backend keeps it; empty when nothing is given.
    ///
    /// # Errors
    /// What is wrong with it. Reactive.
    fn checked(self) -> Result<String, Mistake> {
        if self.has_no_date.get() {
            return Err(Mistake::NoDate);
        }
        let typed = self.value.get();
        if typed.trim().is_empty() {
            return Ok(String::new());
        }
        self.before.with_value(|fact| match fact.attribute.kind {
            AttributeKind::Number => fact.attribute.checked(&plain_decimal(&typed)),
            _ => fact.attribute.checked(&typed),
        })
    }

    fn look_at_date(self) {
        let field = self.date.get_untracked();
        let is_wrong = field.and_then(|field| field.matches(":invalid").ok());
        self.has_no_date.set(is_wrong.unwrap_or_default());
    }

    /// Reactive.
    fn has_changed(self) -> bool {
        let checked = self.checked();
        self.before
            .with_value(|fact| checked.as_deref() != Ok(&fact.value.value))
    }
}

impl Form {
    fn save(self) {
        self.was_tried.set(true);
        let fields = self.fields.get_value();
        fields.iter().for_each(|field| field.look_at_date());
        let checked: Result<Vec<String>, Mistake> =
            untrack(|| fields.iter().map(|field| field.checked()).collect());
        let Ok(checked) = checked else {
            return;
        };
        let values = fields.iter().zip(checked);
        let values = values.filter_map(|(field, value)| {
            field.before.with_value(|fact| {
                (fact.value.value != value).then(|| AttributeValue {
                    value,
                    ..fact.value.clone()
                })
            })
        });
        let edit = AttributesEdit {
            values: values.collect(),
        };
        if !edit.values.is_empty() {
            let here = self.desk.conversation.get_value();
            self.desk.dispatch(here, &edit);
        }
        self.desk.close();
    }

    /// Escape takes the edit back, and only the edit.
    fn key(self, event: &ev::KeyboardEvent) {
        if event.key() == "Escape" && !event.is_composing() {
            event.prevent_default();
            event.stop_propagation();
            self.desk.close();
        }
    }

    fn field(self, field: Field) -> AnyView {
        let attribute = field.before.with_value(|fact| fact.attribute.clone());
        let (name, value) = (attribute.name.clone(), field.value);
        let label = Signal::derive(move || name.clone());
        let error = Signal::derive(move || {
            let mistake = self.was_tried.get().then(|| field.checked().err());
            mistake.flatten().map(mistake_text)
        });
        match attribute.kind {
            AttributeKind::List => list(&attribute, label, value),
            AttributeKind::Checkbox => view! {
                <label class="checks__one">
                    <input
                        type="checkbox"
                        prop:checked=move || value.get() == "true"
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            value.set(if on { "true" } else { "false" }.to_owned());
                        }
                    />
                    <span dir="auto">{label}</span>
                </label>
            },
            AttributeKind::Date => {
                let id = unique_id("attribute");
                let message = unique_id("attribute-error");
                let described = message.clone();
                view! {
                    <div class="field">
                        <label class="field__label" dir="auto" for=id.clone()>{label}</label>
                        <input
                            class="field__input"
                            type="date"
                            id=id
                            node_ref=field.date
                            aria-invalid=move || error.with(Option::is_some).then_some("true")
                            aria-describedby=move || {
                                error.with(Option::is_some).then(|| described.clone())
                            }
                            prop:value=value
                            on:input=move |event| {
                                field.look_at_date();
                                // Set to nothing, the field would forget what was typed.
                                if !field.has_no_date.get_untracked() {
                                    value.set(event_target_value(&event));
                                }
                            }
                        />
                        <p class="field__error" id=message>{error}</p>
                    </div>
                }
            }
            AttributeKind::Text | AttributeKind::Number | AttributeKind::Link => {
                view! { <TextField label=label value=value error=error /> }
            }
            // What this side does not know, it does not change.
            AttributeKind::Unknown => ().into_any(),
        }
    }
}

fn list(attribute: &Attribute, label: Signal<String>, value: RwSignal<String>) -> AnyView {
    let id = unique_id("attribute");
    let chosen = value.get_untracked();
    let options: Vec<AnyView> = attribute
        .choices
        .iter()
        .map(|choice| {
            let is_chosen = choice.id == chosen;
            let (id, name) = (choice.id.clone(), choice.name.clone());
            view! { <option value=id selected=is_chosen>{name}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label class="field__label" dir="auto" for=id.clone()>{label}</label>
            <select
                class="field__input"
                id=id
                on:change=move |event| value.set(event_target_value(&event))
            >
                <option value="">{text(Key::CustomerNotGiven)}</option>
                {options}
            </select>
        </div>
    }
}

fn mistake_text(mistake: Mistake) -> String {
    let at_most = |most: usize| t_with(Key::CustomerTooLong, &[("n", &number(most as u64))]);
    match mistake {
        Mistake::TooLong => at_most(Attribute::TEXT_CHARS),
        Mistake::NoNumber => t(Key::AttributeNumberWrong),
        Mistake::NoLink => t(Key::AttributeLinkWrong),
        Mistake::NoDate => t(Key::AttributeDateWrong),
        // The fields of these kinds give nothing else.
        Mistake::NoChoice | Mistake::NoCheckbox | Mistake::UnknownKind => {
            t(Key::ProblemInvalidField)
        }
    }
}
