//! What can be picked without leaving the text: canned replies after a `/`, articles after a `#`,
//! colleagues after an `@`, emoji after a `:`.
//!
//! The word before the caret is looked at here; the list is drawn and worked by the file `tools`,
//! which comes when something is first asked for.

mod list;
mod offer;
mod source;
mod trigger;

use std::rc::Rc;

use leptos::prelude::*;
use recado_protocol::Feature;
use web_sys::KeyboardEvent;

use super::Desk;
use super::insertion::{self, Edit};
use crate::later::{self, Tool};
use crate::locale::Key;
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, live, memo};
use crate::ui::{Icon, IconButton};

pub use list::SuggestionList;
pub use offer::{Face, Offer};
pub use trigger::{Mark, Trigger};

/// Takes a key that is pressed in the text; `true` when it was meant for the list.
type KeyHandler = Rc<dyn Fn(&KeyboardEvent) -> bool>;

/// What is asked for in one composer.
#[derive(Clone, Copy)]
pub struct Suggestions {
    desk: Desk,
    trigger: RwSignal<Option<Trigger>>,
    /// What the person does not want to be asked about any more.
    dismissed: StoredValue<Option<Trigger>>,
    on_key: StoredValue<Option<KeyHandler>>,
}

impl Suggestions {
    pub(super) fn of(desk: Desk) -> Self {
        Self {
            desk,
            trigger: RwSignal::new(None),
            dismissed: StoredValue::new(None),
            on_key: StoredValue::new(None),
        }
    }

    /// Looks at the word before the caret.
    pub fn look(self) {
        let Some(field) = self.desk.field.get_untracked() else {
            return;
        };
        let text = field.value();
        let selected = insertion::selected(&field, &text);
        let found = Trigger::at(&text, selected.end)
            .filter(|trigger| selected.is_empty() && self.offers(trigger.mark));
        let is_dismissed = self.dismissed.with_value(|dismissed| {
            let both = dismissed.as_ref().zip(found.as_ref());
            // A name that is typed on may be one after all; a path stays a path.
            both.is_some_and(|(before, now)| {
                before.start == now.start && (now.mark.is_prepared() || before.query == now.query)
            })
        });
        if !is_dismissed {
            self.dismissed.set_value(None);
        }
        let shown = found.filter(|_| !is_dismissed);
        if self.trigger.with_untracked(|before| *before != shown) {
            self.trigger.set(shown);
        }
    }

    /// Lets the list have a key first.
    pub fn key(self, event: &KeyboardEvent) -> bool {
        let handler = self.on_key.get_value();
        if self.trigger.with_untracked(Option::is_none) {
            return false;
        }
        if let Some(handler) = handler {
            return handler(event);
        }
        // The list is on its way: half a word is not sent meanwhile.
        let is_meant = matches!(event.key().as_str(), "Enter" | "Escape");
        if is_meant {
            event.prevent_default();
            if event.key() == "Escape" {
                self.close();
            }
        }
        is_meant
    }

    /// Nothing is asked for any more.
    pub fn close(self) {
        if let Some(trigger) = self.trigger.get_untracked() {
            self.dismissed.set_value(Some(trigger));
            self.trigger.set(None);
        }
    }

    /// Nobody looks at it now; it comes back with them.
    pub fn hide(self) {
        if self.trigger.with_untracked(Option::is_some) {
            self.trigger.set(None);
        }
    }

    /// Asks as if the mark was typed.
    fn ask(self, mark: Mark) {
        let Some(field) = self.desk.field.get_untracked() else {
            return;
        };
        let text = field.value();
        let selected = insertion::selected(&field, &text);
        let is_after_word = text[..selected.start]
            .chars()
            .next_back()
            .is_some_and(|letter| !letter.is_whitespace());
        let space = if is_after_word { " " } else { "" };
        let with = format!("{space}{}", mark.letter());
        let at = selected.end;
        insertion::apply(&field, &Edit::insert(at..at, with));
        self.dismissed.set_value(None);
        self.look();
    }

    fn offers(self, mark: Mark) -> bool {
        let feature = match mark {
            Mark::CannedReply => Feature::CANNED_REPLIES,
            Mark::Article => Feature::ARTICLES,
            Mark::Mention => return untrack(|| self.desk.writing.is_note()),
            Mark::Emoji => return true,
        };
        untrack(|| self.desk.writing.session().can(&feature))
    }
}

/// The list, while something is asked for.
pub fn suggestion_list(suggestions: Suggestions) -> AnyView {
    let mark = memo(move || suggestions.trigger.with(|it| it.as_ref().map(|it| it.mark)));
    live(move || {
        mark.get()
            .map(|mark| later::tool(Tool::Suggestions { suggestions, mark }))
    })
}

/// The buttons that ask.
pub fn suggestion_buttons(suggestions: Suggestions) -> AnyView {
    let button = move |mark: Mark| {
        let (icon, label) = if mark == Mark::CannedReply {
            (Icon::Lightning, Key::ComposerCanned)
        } else {
            (Icon::Book, Key::ComposerArticles)
        };
        view! {
            <IconButton
                icon
                label
                disabled=Signal::derive(move || suggestions.desk.writing.is_closed())
                // The focus stays in the field, and with it the keyboard of a phone.
                on:mousedown=move |event| event.prevent_default()
                on_press=move || suggestions.ask(mark)
            />
        }
    };
    let buttons = Mark::PREPARED.map(move |mark| {
        live(move || {
            let session = suggestions.desk.writing.session();
            let _ = session.capabilities();
            suggestions.offers(mark).then(|| button(mark))
        })
    });
    view! { {buttons.into_iter().collect::<Vec<_>>()} }
}
