//! Several rows that are selected, and what is done to them. Here is which ones they are; the bar with what can be
//! done comes with the first of them.

mod bar;

use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::prelude::*;
use recado_protocol::ConversationId;

use super::keys::Step;
use super::rows::List;
use crate::inbox::deeds::Targets;
use crate::keyboard::{self, Shortcut};
use crate::later::{self, ListPart};
use crate::reactive::{RwSignal, StoredValue, live, memo};
use crate::ui::LongPress;

pub use bar::SelectionBar;

/// Which rows of the list are selected.
#[derive(Clone, Copy)]
pub struct Selection {
    chosen: RwSignal<Chosen>,
    /// Where a range begins.
    anchor: StoredValue<Option<ConversationId>>,
    press: LongPress,
    is_touched: StoredValue<bool>,
}

/// The selected conversations, or all but some of those in the list.
#[derive(Clone, Default, PartialEq)]
struct Chosen {
    ids: Vec<ConversationId>,
    is_inverted: bool,
}

impl Chosen {
    fn has(&self, id: &ConversationId) -> bool {
        self.ids.contains(id) != self.is_inverted
    }

    fn is_empty(&self) -> bool {
        self.ids.is_empty() && !self.is_inverted
    }

    fn toggle(&mut self, id: &ConversationId) {
        match self.ids.iter().position(|known| known == id) {
            Some(at) => {
                self.ids.remove(at);
            }
            None => self.ids.push(id.clone()),
        }
    }

    fn add(&mut self, ids: Vec<ConversationId>) {
        for id in ids {
            if !self.has(&id) {
                self.toggle(&id);
            }
        }
    }
}

impl Selection {
    pub fn new() -> Self {
        Self {
            chosen: RwSignal::new(Chosen::default()),
            anchor: StoredValue::new(None),
            press: LongPress::new(),
            is_touched: StoredValue::new(false),
        }
    }

    /// Whether anything is selected. Reactive.
    pub fn is_on(self) -> bool {
        self.chosen.with(|chosen| !chosen.is_empty())
    }

    /// Reactive.
    pub fn has(self, id: &ConversationId) -> bool {
        self.chosen.with(|chosen| chosen.has(id))
    }

    pub fn clear(self) {
        if self.chosen.with_untracked(|chosen| !chosen.is_empty()) {
            self.chosen.set(Chosen::default());
        }
        self.anchor.set_value(None);
    }

    /// Whether a finger is on the list.
    pub fn is_touched(self) -> bool {
        self.is_touched.get_value()
    }
}

impl List {
    /// Selects a row, or no longer.
    pub fn toggle(self, id: &ConversationId) {
        self.selection.anchor.set_value(Some(id.clone()));
        self.selection.chosen.update(|chosen| chosen.toggle(id));
    }

    /// Selects everything that the list shows.
    pub fn select_all(self) {
        self.selection.chosen.set(Chosen {
            ids: Vec::new(),
            is_inverted: true,
        });
    }

    /// Selects all rows from where the last one was selected to this one.
    fn extend_to(self, id: &ConversationId) {
        let from = self.selection.anchor.get_value();
        let from = from.and_then(|anchor| self.rank_of(&anchor));
        let to = self.rank_of(id);
        if let (Some(from), Some(to)) = (from, to) {
            let ids = self.ids_between(from.min(to), from.max(to));
            self.selection.chosen.update(|chosen| chosen.add(ids));
        } else {
            self.toggle(id);
        }
    }

    /// What is selected. Reactive.
    pub fn targets(self) -> Targets {
        let chosen = self.selection.chosen.get();
        if chosen.is_inverted {
            let left_out = chosen.ids.len() as u64;
            return Targets::All {
                filter: self.filter(),
                count: (self.total() as u64).saturating_sub(left_out),
                except: chosen.ids,
            };
        }
        Targets::These(chosen.ids)
    }

    /// A press on a row: whether it was meant for the selection.
    pub fn selects(self, event: &MouseEvent, id: &ConversationId) -> bool {
        let is_toggle = event.ctrl_key() || event.meta_key();
        let is_on = untrack(|| self.selection.is_on());
        if event.shift_key() {
            self.extend_to(id);
        } else if is_toggle || is_on && self.selection.is_touched() {
            self.toggle(id);
        } else {
            self.selection.anchor.set_value(Some(id.clone()));
            return false;
        }
        self.set_active(id);
        true
    }

    /// A finger or a pointer comes down; a finger that rests on a row selects it.
    pub fn pressed(self, event: &PointerEvent) {
        let is_touch = event.pointer_type() == "touch";
        self.selection.is_touched.set_value(is_touch);
        let Some(id) = self.row_at(event).filter(|_| is_touch) else {
            return;
        };
        self.selection.press.begin(move || self.toggle(&id));
    }

    pub fn released(self) {
        self.selection.press.end();
    }

    /// A click that ends a long press is none.
    pub fn ends_long_press(self) -> bool {
        self.selection.press.has_ended()
    }

    /// A key of the list: whether it was meant for the selection.
    pub fn selects_by_key(self, event: &KeyboardEvent) -> bool {
        let is_command = event.ctrl_key() || event.meta_key();
        match &*event.key() {
            "a" if is_command && !event.alt_key() => self.select_all(),
            "Escape" if untrack(|| self.selection.is_on()) => {
                event.stop_propagation();
                self.selection.clear();
            }
            _ if keyboard::is(event, Shortcut::Select) => self.toggle_active(),
            key @ ("ArrowDown" | "ArrowUp") if event.shift_key() && !is_command => {
                let Some(from) = self.active_untracked() else {
                    return false;
                };
                if !untrack(|| self.selection.has(&from)) {
                    self.toggle(&from);
                }
                if let Some(step) = Step::of(key) {
                    self.take(step);
                }
                if let Some(to) = self.active_untracked() {
                    self.extend_to(&to);
                }
            }
            _ => return false,
        }
        event.prevent_default();
        true
    }

    /// Selects the row at which the keyboard is, or no longer.
    pub fn toggle_active(self) {
        if let Some(id) = self.active_untracked() {
            self.toggle(&id);
        }
    }
}

/// The bar, while there is something for it.
pub fn selection_bar(list: List) -> AnyView {
    let is_on = memo(move || list.selection.is_on());
    live(move || {
        is_on
            .get()
            .then(|| later::list(ListPart::SelectionBar(list)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(words: &str) -> Vec<ConversationId> {
        words.split(' ').map(Into::into).collect()
    }

    #[test]
    fn rows_are_selected_one_by_one_and_all_but_some() {
        let mut chosen = Chosen::default();
        chosen.toggle(&"a".into());
        chosen.add(ids("a b c"));
        assert_eq!(chosen.ids, ids("a b c"));
        chosen.toggle(&"b".into());
        assert!(chosen.has(&"a".into()) && !chosen.has(&"b".into()));
        let mut all = Chosen {
            ids: Vec::new(),
            is_inverted: true,
        };
        assert!(all.has(&"x".into()) && !all.is_empty());
        all.toggle(&"x".into());
        assert!(!all.has(&"x".into()) && all.has(&"y".into()));
        all.add(ids("x y"));
        assert!(all.ids.is_empty());
    }
}
