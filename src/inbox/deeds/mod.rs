//! What is done to conversations from outside: to one by the menu of its row or by a key, to several that are
//! selected, to everything that the list shows. What has to be chosen first is asked in a window.
//!
//! At the start there is only where one asks for it: [`Chooser`] and [`Targets`]. All else comes with the
//! first of it.

mod act;
mod archived;
mod choices;
mod failures;
mod labels;
mod many;
mod one;
mod words;

use leptos::prelude::*;
use recado_protocol::{ConversationId, Filter};

use crate::later::{self, ListPart};
use crate::reactive::{RwSignal, live};

pub use act::{Deed, Doer};
pub use archived::{ARCHIVE, archived_line, may_delete_here};
pub use choices::{Choices, TAG};
pub use labels::known_labels;

/// What something is done to.
#[derive(Clone, PartialEq, Debug)]
pub enum Targets {
    These(Vec<ConversationId>),
    /// Everything that a filter shows, but for some.
    All {
        filter: Filter,
        except: Vec<ConversationId>,
        /// How many those are here.
        count: u64,
    },
}

impl Targets {
    pub fn one(conversation: ConversationId) -> Self {
        Self::These(vec![conversation])
    }

    pub fn count(&self) -> u64 {
        match self {
            Self::These(ids) => ids.len() as u64,
            Self::All { count, .. } => *count,
        }
    }
}

/// What has to be chosen, or said yes to, before something is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// To whom they are assigned.
    Assign,
    /// Until when they are put off.
    Snooze,
    Label,
    Delete,
    ReadAll,
    ResolveAll,
}

/// Asks for it, wherever it is wanted.
#[derive(Clone, Copy)]
pub struct Chooser {
    pub asked: RwSignal<Option<(Choice, Targets)>>,
    /// Counts what was chosen and done.
    pub done: RwSignal<u32>,
}

impl Chooser {
    pub fn ask(self, choice: Choice, targets: Targets) {
        self.asked.set(Some((choice, targets)));
    }

    pub fn close(self) {
        self.asked.set(None);
    }
}

/// The chooser of this page, for as long as the current owner lives.
pub fn provide_chooser() {
    provide_context(Chooser {
        asked: RwSignal::new(None),
        done: RwSignal::new(0),
    });
}

/// The chooser of this page.
pub fn use_chooser() -> Chooser {
    expect_context()
}

/// Where it asks.
pub fn choices(chooser: Chooser) -> AnyView {
    live(move || {
        let asked = chooser.asked.get()?;
        Some(later::list(ListPart::Choices(chooser, asked.0, asked.1)))
    })
}
