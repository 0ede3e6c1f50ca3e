//! What somebody began to write about a person and has not saved. Each conversation has a panel of its own, which takes
//! nothing along: it waits here for as long as they are signed in on this page.

use leptos::prelude::*;
use recado_protocol::{ContactEdit, ContactId};

use super::contact_form::Field;
use super::person::Person;
use crate::reactive::StoredValue;

#[derive(Clone, Copy)]
pub struct Unsaved(StoredValue<Vec<(ContactId, Begun)>>);

/// What was begun about one person. Each of both names the revision that it was begun on.
#[derive(Clone, Default)]
pub struct Begun {
    /// Only its comment.
    pub comment: ContactEdit,
    /// The other fields, where they say something else than before.
    pub form: ContactEdit,
}

pub fn provide_unsaved() {
    provide_context(Unsaved(StoredValue::new(Vec::new())));
}

pub fn use_unsaved() -> Unsaved {
    expect_context()
}

impl Begun {
    fn says(&self, field: Field) -> bool {
        field.of(&self.comment).is_some() || field.of(&self.form).is_some()
    }
}

impl Unsaved {
    pub fn of(self, person: Person) -> Begun {
        let Some(contact) = contact_of(person) else {
            return Begun::default();
        };
        self.0.with_value(|all| {
            let begun = all.iter().find(|(of, _)| *of == contact);
            begun.map(|(_, begun)| begun.clone()).unwrap_or_default()
        })
    }

    pub fn update(self, person: Person, change: impl FnOnce(&mut Begun)) {
        let Some(contact) = contact_of(person) else {
            return;
        };
        self.0.update_value(|all| {
            let at = all.iter().position(|(of, _)| *of == contact);
            let mut begun = at.map(|at| all.swap_remove(at).1).unwrap_or_default();
            change(&mut begun);
            if Field::EVERY.iter().any(|field| begun.says(*field)) {
                all.push((contact, begun));
            }
        });
    }
}

fn contact_of(person: Person) -> Option<ContactId> {
    person
        .contact
        .with_untracked(|contact| Some(contact.as_ref()?.id.clone()))
}
