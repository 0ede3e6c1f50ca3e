//! Computes every index and count again and says where they differ: for tests and simulations.

use std::collections::{BTreeMap, BTreeSet};

use recado_protocol::ConversationId;
use recado_protocol::filter::Glance;

use crate::view::View;
use crate::{Fill, Store};

impl Store {
    /// What of the indexes is not as a fresh computation makes it, a sentence each.
    pub fn audit(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (filter, view) in self.views.iter() {
            let subjects = self
                .conversations()
                .map(|it| self.surroundings().subject(it))
                .filter(|subject| filter.matches(subject));
            let fresh = View::build(std::slice::from_ref(filter), subjects);
            let held: Vec<_> = view
                .ids(0..usize::MAX)
                .filter(|id| view.guest() != Some(id))
                .collect();
            let right: Vec<_> = fresh
                .iter()
                .flat_map(|view| view.ids(0..usize::MAX))
                .collect();
            if held != right {
                wrong.push(format!(
                    "The view {filter:?} holds {held:?} instead of {right:?}."
                ));
            }
            let is_counted = self.fill == Fill::Complete || filter.is_narrowed();
            if is_counted && self.count(filter) != right.len() as u64 {
                wrong.push(format!(
                    "The view {filter:?} counts {} instead of {}.",
                    self.count(filter),
                    right.len()
                ));
            }
        }
        let mut of_contacts: BTreeMap<_, BTreeSet<ConversationId>> = BTreeMap::new();
        for held in self.base.values() {
            if held.glance != Glance::of(&held.conversation, &self.me.id) {
                wrong.push(format!(
                    "{:?} is not what it is at a glance.",
                    held.conversation
                ));
            }
            of_contacts
                .entry(held.conversation.contact.clone())
                .or_default()
                .insert(held.conversation.id.clone());
        }
        for (contact, person) in &self.people {
            let ids = &person.conversations;
            if !of_contacts
                .remove(contact)
                .unwrap_or_default()
                .iter()
                .eq(ids)
            {
                wrong.push(format!("The conversations of {contact:?} are not {ids:?}."));
            }
        }
        for contact in of_contacts.keys() {
            wrong.push(format!("The conversations of {contact:?} are not known."));
        }
        for id in self.base.keys().chain(self.shown.keys()) {
            let (shown, right) = (self.shown.get(id), self.foreseen(id));
            if shown != right.as_ref() {
                wrong.push(format!("{shown:?} is shown and should be {right:?}."));
            }
        }
        wrong
    }
}
