//! What the parts around the rows ask of the list.

use leptos::prelude::*;
use recado_protocol::{ConversationId, Filter};

use super::List;

impl List {
    /// Where the keyboard is. Reactive.
    pub fn active(self) -> Option<ConversationId> {
        self.active.get()
    }

    pub fn active_untracked(self) -> Option<ConversationId> {
        self.active.get_untracked()
    }

    pub fn set_active(self, id: &ConversationId) {
        self.active.set(Some(id.clone()));
    }

    /// Gives the list the keyboard.
    pub fn focus(self) {
        if let Some(scroller) = self.scroll.scroller.get_untracked() {
            // A list that is not on the screen can't take the focus.
            let _ = scroller.focus();
        }
    }

    pub fn filter(self) -> Filter {
        self.filter.get_untracked()
    }

    pub fn total_untracked(self) -> usize {
        self.contents.get_untracked().total()
    }

    /// How far it is scrolled. Reactive.
    pub fn offset(self) -> usize {
        self.scroll.offset()
    }

    /// Whoever reads ranks reads them again when rows have moved.
    pub fn track_rows(self) {
        self.made.track();
        self.contents.track();
    }

    /// The one of the rows in the page that is meant.
    pub fn find_made(self, is_meant: impl Fn(&ConversationId) -> bool) -> Option<ConversationId> {
        self.made
            .with_untracked(|made| made.iter().find(|id| is_meant(id)).cloned())
    }

    /// The conversations from one rank to another, both included.
    pub fn ids_between(self, first: usize, last: usize) -> Vec<ConversationId> {
        (first..=last).filter_map(|rank| self.id_at(rank)).collect()
    }
}
