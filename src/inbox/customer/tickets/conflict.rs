//! Edits of tickets that a colleague's edit overtook.

use leptos::prelude::*;
use recado_protocol::ticket::{self, TICKETS, Ticket, TicketEdit};
use recado_protocol::{Fields, Priority, Verb};
use recado_store::Store;

use super::Desk;
use crate::inbox::customer::conflict::{Sides, choice};
use crate::inbox::customer::overtaken::{Pending, pending};
use crate::locale::{Key, priority_name, text};
use crate::session::Intent;

/// One edit in the outbox; theirs is the ticket for which it was refused.
pub type Edit = Pending<TicketEdit, Ticket>;

/// Every edit of a ticket, the oldest first.
pub fn edits_in(store: &Store) -> Vec<Edit> {
    pending(store, |_, resource| {
        let id = resource.strip_prefix(TICKETS);
        let id = id.and_then(|rest| rest.strip_prefix('/'));
        id.is_some_and(|id| !id.contains('/'))
    })
}

/// One choice for each edit of a ticket of this person that was overtaken. Reactive.
pub fn conflicts(desk: Desk) -> Vec<AnyView> {
    let known = desk.known.get().unwrap_or_default();
    desk.edits.with(|edits| {
        let overtaken = edits.iter().filter_map(|edit| {
            let refused_for = edit.theirs.as_ref()?;
            let known = known.iter().find(|known| known.id == refused_for.id)?;
            let is_newer = known.revision >= refused_for.revision;
            let theirs = if is_newer { known } else { refused_for };
            Some(conflict(desk, edit, theirs))
        });
        overtaken.collect()
    })
}

fn conflict(desk: Desk, edit: &Edit, theirs: &Ticket) -> AnyView {
    let named = |priority: Option<Priority>| priority.map(priority_name).unwrap_or_default();
    let mine = &edit.body;
    let sides = [
        (
            Key::TicketSubject,
            mine.subject.clone(),
            theirs.subject.clone(),
        ),
        (Key::TicketBody, mine.body.clone(), theirs.body.clone()),
        (
            Key::TicketPriority,
            mine.priority.map(named),
            named(theirs.priority),
        ),
    ];
    let sides = sides.into_iter().filter_map(|(label, mine, theirs)| {
        Some(Sides {
            label: text(label),
            mine: mine?,
            theirs,
        })
    });
    let again = TicketEdit {
        revision: theirs.revision,
        ..mine.clone()
    };
    let (resource, body) = (ticket::edit(&theirs.id), Fields::of(&again));
    let (id, conversation) = (edit.id.clone(), edit.conversation.clone());
    let discarded = id.clone();
    // The old edit is given up only when the new one is in the outbox.
    choice(
        sides.collect(),
        move || {
            desk.write(
                conversation.clone(),
                Verb::Put,
                resource.clone(),
                body.clone(),
            );
            desk.session.dispatch(Intent::Discard(id.clone()));
        },
        move || desk.session.dispatch(Intent::Discard(discarded.clone())),
    )
}
