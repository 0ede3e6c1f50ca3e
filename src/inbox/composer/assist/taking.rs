//! What becomes of a proposal.

use leptos::prelude::untrack;
use recado_store::Mode;

use super::Assist;
use crate::inbox::composer::insertion::Edit;
use crate::inbox::composer::length::outgoing;
use crate::locale::{Key, t};

/// Where a proposal goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In place of the draft.
    Draft,
    /// Where the caret is in the draft, in place of what is selected there.
    Caret,
    /// Below what is in the note.
    Note,
}

impl Assist {
    /// Leaves the proposal.
    pub fn close(self) {
        self.wish.set(None);
        self.desk.focus();
    }

    /// Takes the proposal, with the way back.
    pub fn take(self, place: Place, proposed: &str) {
        let (desk, writing) = (self.desk, self.desk.writing);
        if place == Place::Note {
            writing.turn_to(Mode::Note);
        }
        let mode = writing.mode.get_untracked();
        let before = untrack(|| writing.text());
        match place {
            // The browser's own undo knows what is put into the field.
            Place::Draft => desk.change(|text, _| Edit::insert(0..text.len(), proposed.to_owned())),
            Place::Caret => desk.insert(proposed),
            // The field shows the note from the next frame on.
            Place::Note if outgoing(&before).is_empty() => writing.write(proposed.to_owned()),
            Place::Note => writing.write(format!("{before}\n{proposed}")),
        }
        self.close();
        let after = untrack(|| writing.text());
        let undo = move || {
            // What was written since is not thrown away.
            if writing.mode.try_get_untracked() == Some(mode) && untrack(|| writing.text()) == after
            {
                writing.write(before.clone());
            }
        };
        let key = match place {
            Place::Note => Key::AssistTakenAsNote,
            Place::Draft | Place::Caret => Key::AssistTaken,
        };
        desk.toaster.offer(t(key), t(Key::ActionUndo), undo);
    }
}
