//! A new attribute, or another name and other choices for one.

use std::collections::BTreeSet;

use leptos::{html, prelude::*};
use recado_protocol::attribute::{
    self, Attribute, AttributeChange, AttributeKind, Choice, Definition, NewAttribute,
};
use recado_protocol::{AttributeId, Fields};

use super::Desk;
use super::row::kind_name;
use crate::browser::clock;
use crate::locale::{Key, number, t, t_count, t_with, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect, live, memo};
use crate::ui::{Button, ButtonKind, Icon, IconButton, KeyedRow, TextField, keyed_rows, unique_id};

/// A choice that is being written.
#[derive(Clone, Copy)]
struct ChoiceDraft {
    /// Known by it to the backend.
    id: StoredValue<String>,
    name: RwSignal<String>,
}

/// What is filled in.
#[derive(Clone, Copy)]
struct Draft {
    desk: Desk,
    /// `None` for a new one.
    before: StoredValue<Option<Definition>>,
    name: RwSignal<String>,
    /// The place among [`AttributeKind::EVERY`].
    kind: RwSignal<usize>,
    choices: RwSignal<Vec<ChoiceDraft>>,
    was_tried: RwSignal<bool>,
}

/// The form; without a definition, that of a new one.
pub fn form(desk: Desk, before: Option<Definition>) -> AnyView {
    let attribute = before.as_ref().map(|before| before.attribute.clone());
    let kind = attribute.as_ref().and_then(|attribute| {
        let mut every = AttributeKind::EVERY.into_iter();
        every.position(|kind| kind == attribute.kind)
    });
    let choices = attribute.iter().flat_map(|attribute| &attribute.choices);
    let choices = choices.map(|choice| ChoiceDraft::of(choice.id.clone(), choice.name.clone()));
    let draft = Draft {
        desk,
        name: RwSignal::new(
            attribute
                .as_ref()
                .map_or(String::new(), |it| it.name.clone()),
        ),
        kind: RwSignal::new(kind.unwrap_or_default()),
        choices: RwSignal::new(choices.collect()),
        was_tried: RwSignal::new(false),
        before: StoredValue::new(before),
    };
    let first = NodeRef::<html::Input>::new();
    effect(move || {
        if let Some(first) = first.get() {
            // A field that has just come takes the focus.
            let _ = first.focus();
        }
    });
    let is_new = draft.before.with_value(Option::is_none);
    let title = move || match draft.before.get_value() {
        None => t(Key::AttributeNew),
        Some(before) => t_with(Key::AttributeEditOne, &[("name", &before.attribute.name)]),
    };
    let name_error = Signal::derive(move || draft.said(Draft::name_mistake));
    let is_list = memo(move || AttributeKind::EVERY[draft.kind.get()] == AttributeKind::List);
    view! {
        <form
            class="contact-form"
            aria-label=title
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                draft.save();
            }
            on:keydown=move |event| draft.desk.key(&event)
        >
            <TextField label=Key::AttributeName value=draft.name error=name_error node_ref=first />
            {is_new.then(|| draft.kinds())}
            {live(move || is_list.get().then(|| draft.list()))}
            <div class="contact-form__buttons">
                <Button
                    label=if is_new { Key::TicketCreate } else { Key::ActionSave }
                    kind=ButtonKind::Primary
                    submit=true
                />
                <Button label=Key::ActionCancel on_press=move || desk.close() />
            </div>
        </form>
    }
}

impl ChoiceDraft {
    fn of(id: String, name: String) -> Self {
        Self {
            id: StoredValue::new(id),
            name: RwSignal::new(name),
        }
    }
}

impl Draft {
    fn kinds(self) -> AnyView {
        let id = unique_id("attribute-kind");
        let options: Vec<AnyView> = AttributeKind::EVERY
            .into_iter()
            .enumerate()
            .map(|(at, kind)| {
                view! { <option value=at.to_string()>{text(kind_name(kind))}</option> }
            })
            .collect();
        view! {
            <div class="field">
                <label class="field__label" for=id.clone()>{text(Key::AttributeKind)}</label>
                <select
                    class="field__input"
                    id=id
                    on:change=move |event| {
                        self.kind.set(event_target_value(&event).parse().unwrap_or_default());
                    }
                >
                    {options}
                </select>
            </div>
        }
    }

    fn list(self) -> AnyView {
        let mistake = Signal::derive(move || self.said(Self::choices_mistake));
        view! {
            <fieldset class="definition__choices">
                <legend class="field__label">{text(Key::AttributeChoices)}</legend>
                {keyed_rows(move || self.choice_rows())}
                <p class="field__error" role="alert">{mistake}</p>
                <p class="attributes__said" role="status">{move || self.taken()}</p>
                <Button
                    label=Key::AttributeChoiceAdd
                    kind=ButtonKind::Quiet
                    icon=Icon::Plus
                    on_press=move || self.add_choice()
                />
            </fieldset>
        }
    }

    fn choice_rows(self) -> Vec<KeyedRow> {
        let row = |choice: &ChoiceDraft| {
            let choice = *choice;
            KeyedRow::new(choice.id.get_value(), move |index| {
                self.choice(choice, index)
            })
        };
        self.choices.with(|all| all.iter().map(row).collect())
    }

    fn choice(self, choice: ChoiceDraft, index: ReadSignal<usize>) -> AnyView {
        let at = move || number(index.get() as u64 + 1);
        let called = move |key: Key| Signal::derive(move || t_with(key, &[("n", &at())]));
        let field = NodeRef::<html::Input>::new();
        effect(move || {
            if let Some(field) = field.get()
                && choice.name.with_untracked(String::is_empty)
            {
                // One that has just been added is written next.
                let _ = field.focus();
            }
        });
        view! {
            <div class="definition__choice">
                <input
                    class="field__input"
                    type="text"
                    autocomplete="off"
                    dir="auto"
                    aria-label=called(Key::AttributeChoice)
                    node_ref=field
                    prop:value=choice.name
                    on:input=move |event| choice.name.set(event_target_value(&event))
                    on:keydown=move |event| {
                        // Enter is the way to the next choice, not to the end of the form.
                        if event.key() == "Enter" && !event.is_composing() {
                            event.prevent_default();
                            self.add_choice();
                        }
                    }
                />
                <IconButton
                    icon=Icon::Trash
                    label=called(Key::AttributeChoiceRemove)
                    on_press=move || self.choices.update(|all| {
                        all.retain(|other| other.id.get_value() != choice.id.get_value());
                    })
                />
            </div>
        }
    }

    fn add_choice(self) {
        let id = self.fresh_id();
        self.choices
            .update(|all| all.push(ChoiceDraft::of(id, String::new())));
    }

    fn fresh_id(self) -> String {
        AttributeId::make(clock::now(), self.desk.register.session.random()).to_string()
    }

    /// How many lose a choice that is not there any more. Reactive.
    fn taken(self) -> Option<String> {
        let left: Vec<String> = self
            .choices
            .with(|all| all.iter().map(|choice| choice.id.get_value()).collect());
        let contacts: u64 = self.before.with_value(|before| {
            let uses = before.iter().flat_map(|before| &before.choices);
            let gone = uses.filter(|used| !left.contains(&used.choice));
            gone.map(|used| used.contacts).sum()
        });
        (contacts > 0).then(|| t_count(Key::AttributeChoiceTaken, contacts))
    }

    /// Reactive.
    fn said(self, mistake: fn(Self) -> Option<String>) -> Option<String> {
        self.was_tried.get().then(|| mistake(self)).flatten()
    }

    /// Reactive.
    fn name_mistake(self) -> Option<String> {
        let name = self.name.get();
        name_mistake(&name).or_else(|| {
            let id = self
                .before
                .with_value(|before| before.as_ref().map(|before| before.attribute.id.clone()));
            let is_taken = self.desk.is_taken(name.trim(), id.as_ref());
            is_taken.then(|| t(Key::AttributeNameTaken))
        })
    }

    /// Reactive.
    fn choices_mistake(self) -> Option<String> {
        if AttributeKind::EVERY[self.kind.get()] != AttributeKind::List {
            return None;
        }
        let names: Vec<String> = self.given().into_iter().map(|choice| choice.name).collect();
        if names.is_empty() {
            return Some(t(Key::AttributeChoicesMissing));
        }
        let mistake = names.iter().find_map(|name| name_mistake(name));
        let different: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let is_twice = different.len() < names.len();
        mistake.or_else(|| is_twice.then(|| t(Key::AttributeChoiceTwice)))
    }

    /// The choices that have a name. Reactive.
    fn given(self) -> Vec<Choice> {
        let all = self.choices.get();
        all.into_iter()
            .map(|choice| Choice {
                id: choice.id.get_value(),
                name: choice.name.get().trim().to_owned(),
            })
            .filter(|choice| !choice.name.is_empty())
            .collect()
    }

    fn save(self) {
        self.was_tried.set(true);
        if untrack(|| self.name_mistake().or_else(|| self.choices_mistake())).is_some() {
            return;
        }
        let kind = AttributeKind::EVERY[self.kind.get_untracked()];
        let is_list = kind == AttributeKind::List;
        let choices = if is_list {
            untrack(|| self.given())
        } else {
            Vec::new()
        };
        let name = self.name.get_untracked().trim().to_owned();
        let (resource, body) = match self.before.get_value() {
            None => {
                let new = NewAttribute {
                    id: self.fresh_id().into(),
                    name,
                    kind,
                    choices,
                };
                (attribute::ATTRIBUTES.to_owned(), Fields::of(&new))
            }
            Some(before) => {
                let change = AttributeChange {
                    revision: before.attribute.revision,
                    name: Some(name),
                    choices: is_list.then_some(choices),
                    archived: None,
                };
                let resource = attribute::definition(&before.attribute.id);
                (resource, Fields::of(&change))
            }
        };
        let desk = self.desk;
        desk.change(resource, body, move || desk.close());
    }
}

fn name_mistake(name: &str) -> Option<String> {
    let name = name.trim();
    if name.is_empty() {
        return Some(t(Key::AttributeNameMissing));
    }
    let is_long = name.chars().nth(Attribute::NAME_CHARS).is_some();
    is_long.then(|| {
        let most = number(Attribute::NAME_CHARS as u64);
        t_with(Key::CustomerTooLong, &[("n", &most)])
    })
}
