//! Edits that a colleague's edit overtook: both versions side by side, and a choice.

use leptos::prelude::*;
use recado_protocol::{Contact, ContactEdit, Fields, Verb};

use super::contact_form::Field;
use super::edits::{Edit, Standing};
use super::person::Person;
use crate::later::{self, About};
use crate::locale::{Key, t, text};
use crate::markup::view;
use crate::reactive::{Signal, StoredValue, shown_while};
use crate::session::{Intent, Topic};
use crate::shell::OVERTAKEN;
use crate::ui::{Button, ButtonKind, Icon, KeyedRow, keyed_rows, small_icon, use_toaster};

/// What waits for a choice; nothing when nothing does.
pub fn conflicts(person: Person) -> AnyView {
    let is_any = move || person.edits.with(|edits| edits.iter().any(is_overtaken));
    shown_while(is_any, move || later::about(About::Conflicts(person)))
}

fn is_overtaken(edit: &Edit) -> bool {
    edit.standing != Standing::OnItsWay
}

/// One choice for each edit that was overtaken.
pub fn conflict_choices(person: Person) -> AnyView {
    let rows = move || {
        person.edits.with(|edits| {
            edits
                .iter()
                .filter(|edit| is_overtaken(edit))
                .map(|edit| {
                    let edit = edit.clone();
                    let key = format!("{}{}", edit.id, revision_of_theirs(&edit));
                    KeyedRow::new(key, move |_| conflict(person, edit.clone()))
                })
                .collect()
        })
    };
    view! { <div class="conflicts">{keyed_rows(rows)}</div> }
}

fn revision_of_theirs(edit: &Edit) -> u64 {
    match &edit.standing {
        Standing::OnItsWay => 0,
        Standing::Overtaken { theirs } => theirs.revision,
    }
}

fn conflict(person: Person, edit: Edit) -> AnyView {
    let Standing::Overtaken { theirs } = &edit.standing else {
        return ().into_any();
    };
    let sides: Vec<Sides> = Field::EVERY
        .into_iter()
        .filter_map(|field| {
            Some(Sides {
                label: text(field.label()),
                mine: field.of(&edit.changes)?.clone(),
                theirs: value_of(person, field, theirs),
            })
        })
        .collect();
    let edit = StoredValue::new(edit);
    choice(
        sides,
        move || keep_mine(person, &edit.get_value()),
        move || discard(person, &edit.get_value()),
    )
}

/// One thing of which there are two versions.
pub struct Sides {
    pub label: Signal<String>,
    /// Empty when nothing is given, and so is the other.
    pub mine: String,
    pub theirs: String,
}

/// Both versions side by side, with what can be done about them.
pub fn choice(
    sides: Vec<Sides>,
    keep_mine: impl Fn() + 'static,
    take_theirs: impl Fn() + 'static,
) -> AnyView {
    let rows: Vec<AnyView> = sides.into_iter().map(row).collect();
    let toaster = use_toaster();
    let keep_mine = move || {
        toaster.withdraw(OVERTAKEN);
        keep_mine();
    };
    let take_theirs = move || {
        toaster.withdraw(OVERTAKEN);
        take_theirs();
    };
    view! {
        <section class="conflict" aria-label=text(Key::ConflictTitle)>
            <p class="conflict__title" role="alert">
                {small_icon(Icon::Warning)} {text(Key::ConflictTitle)}
            </p>
            <table class="conflict__table">
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">{text(Key::ConflictMine)}</th>
                        <th scope="col">{text(Key::ConflictTheirs)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <div class="contact-form__buttons">
                <Button
                    label=Key::ConflictKeepMine
                    kind=ButtonKind::Primary
                    on_press=keep_mine
                />
                <Button label=Key::ConflictTakeTheirs on_press=take_theirs />
            </div>
        </section>
    }
}

fn row(sides: Sides) -> AnyView {
    let shown = |value: String| {
        if value.is_empty() {
            t(Key::CustomerNotGiven)
        } else {
            value
        }
    };
    view! {
        <tr>
            <th scope="row">{sides.label}</th>
            <td class="conflict__value" dir="auto">{shown(sides.mine)}</td>
            <td class="conflict__value" dir="auto">{shown(sides.theirs)}</td>
        </tr>
    }
}

fn value_of(person: Person, field: Field, contact: &Contact) -> String {
    let value = match field {
        Field::Name => Some(contact.name.clone()),
        Field::Company => contact.company.as_ref().and_then(|id| {
            person.session.watch(Topic::Directory, |store| {
                store.company(id).map(|company| company.name.clone())
            })
        }),
        Field::Phone => contact.phone.clone(),
        Field::Email => contact.email.clone(),
        Field::Comment => contact.comment.clone(),
    };
    value.unwrap_or_default()
}

/// The same edit, made on what is there now. The old one is given up only when the new one is in the
/// outbox.
fn keep_mine(person: Person, edit: &Edit) {
    let again = ContactEdit {
        revision: revision_of_theirs(edit),
        ..edit.changes.clone()
    };
    person.session.dispatch(Intent::Write {
        conversation: edit.conversation.clone(),
        verb: Verb::Put,
        resource: ContactEdit::RESOURCE.to_owned(),
        body: Some(Fields::of(&again)),
    });
    discard(person, edit);
}

fn discard(person: Person, edit: &Edit) {
    person.session.dispatch(Intent::Discard(edit.id.clone()));
}
