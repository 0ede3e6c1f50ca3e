//! A button that opens a menu, by the pattern that assistive technology knows: arrows, Home, End,
//! typing a word's beginning, Escape; the focus goes in and comes back.

use std::cell::RefCell;

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect};
use leptos::{callback::UnsyncCallback, ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, Node};

use super::{Axis, Icon, MenuEntry, icon as draw, put_beside, roving};
use crate::browser::{clock, letters::lowercase};
use crate::keyboard::{Shortcut, shown_keys, spoken_keys};

/// Letters that follow each other faster than this make one word, in milliseconds.
const TYPING_PAUSE: i64 = 600;
/// What the arrows go through.
const ITEMS: &str = "[role^=menuitem]";
/// The one of several choices that is made: a reader who looks for another begins there.
const CHOSEN: &str = "[role=menuitemradio][aria-checked=true]";

/// Which edge of the menu is in line with its button.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum MenuAlign {
    #[default]
    Start,
    End,
}

/// A button with a menu. The entries are asked for at every opening, and again when one of them
/// has been ticked.
#[component]
pub fn MenuButton(
    /// The name of the button and of its menu.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] entries: UnsyncCallback<(), Vec<MenuEntry>>,
    #[prop(optional)] align: MenuAlign,
    #[prop(default = Icon::More)] icon: Icon,
    #[prop(default = "button button--quiet button--icon")] class: &'static str,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// The keys that open something of the same use.
    #[prop(optional)]
    shortcut: Option<Shortcut>,
    /// The face of the button; without it, the icon.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let menu = Menu {
        label,
        entries,
        align,
        state: RwSignal::new(MenuState::Closed),
        shown: RwSignal::new(Vec::new()),
        button: NodeRef::new(),
        panel: NodeRef::new(),
        typed: StoredValue::new(Typed::default()),
    };
    effect(move || menu.settle());
    // A face of its own has words in it, which its name then contains; a tooltip would repeat them.
    let title = children.is_none().then_some(label);
    let title = Signal::derive(move || {
        title
            .map(|title| title.get())
            .or_else(|| Some(shown_keys(shortcut?)))
    });
    list_menu(menu);
    let face = children.map_or_else(|| draw(icon), |children| children());
    view! {
        <button
            type="button"
            class=class
            aria-label=label
            title=title
            aria-haspopup="menu"
            aria-keyshortcuts=move || spoken_keys(shortcut?)
            aria-expanded=move || if menu.is_open() { "true" } else { "false" }
            disabled=disabled
            node_ref=menu.button
            on:click=move |_| menu.toggle()
            on:keydown=move |event| menu.button_key(&event)
        >
            {face}
        </button>
        {move || menu.is_open().then(|| menu.view())}
    }
}

thread_local! {
    /// The menus whose buttons are in the page.
    static MENUS: RefCell<Vec<(u32, Menu)>> = const { RefCell::new(Vec::new()) };
}

fn list_menu(menu: Menu) {
    let number = MENUS.with_borrow_mut(|all| {
        let number = all.last().map_or(0, |(last, _)| last.wrapping_add(1));
        all.push((number, menu));
        number
    });
    on_cleanup(move || MENUS.with_borrow_mut(|all| all.retain(|(it, _)| *it != number)));
}

/// Whether [`menus_on_screen`] says what the menu of a button holds.
pub fn has_listed_menu(button: &web_sys::Element) -> bool {
    MENUS.with_borrow(|all| {
        let mut buttons = all
            .iter()
            .filter_map(|(_, menu)| menu.button.get_untracked());
        buttons.any(|it| it.is_same_node(Some(button)))
    })
}

/// What the menus hold whose buttons can be seen and pressed now, by the names of the menus; those of rows and messages,
/// of which there is one each, are left out.
pub fn menus_on_screen() -> Vec<(String, Vec<MenuEntry>)> {
    let all = MENUS.with_borrow(Vec::clone);
    let seen = all.into_iter().map(|(_, menu)| menu).filter(|menu| {
        menu.button.get_untracked().is_some_and(|button| {
            let is_of_one = button.closest("[role=listbox], [role=log], dialog");
            button.client_width() > 0
                && !button.disabled()
                && is_of_one.is_ok_and(|found| found.is_none())
        })
    });
    seen.map(|menu| (menu.label.get_untracked(), menu.entries.run(())))
        .collect()
}

/// The menu of a button that stands elsewhere, for entries whose code comes later: it is open from the
/// beginning, and says so when it closes.
pub fn open_menu(
    label: Signal<String>,
    button: NodeRef<html::Button>,
    is_open: RwSignal<bool>,
    align: MenuAlign,
    entries: UnsyncCallback<(), Vec<MenuEntry>>,
) -> AnyView {
    let menu = Menu {
        label,
        entries,
        align,
        state: RwSignal::new(MenuState::OpenAtStart),
        shown: RwSignal::new(entries.run(())),
        button,
        panel: NodeRef::new(),
        typed: StoredValue::new(Typed::default()),
    };
    effect(move || menu.settle());
    effect(move || {
        if !menu.is_open() {
            is_open.set(false);
        }
    });
    menu.view()
}

/// Whether the menu is there, and where the focus goes when it appears.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum MenuState {
    Closed,
    /// The focus goes to the chosen entry, else to the first.
    OpenAtStart,
    /// The focus goes to the last entry.
    OpenAtEnd,
}

/// What was typed to find an entry, and when.
#[derive(Default)]
struct Typed {
    word: String,
    at: i64,
}

/// A menu of the page.
#[derive(Clone, Copy)]
struct Menu {
    label: Signal<String>,
    entries: UnsyncCallback<(), Vec<MenuEntry>>,
    align: MenuAlign,
    state: RwSignal<MenuState>,
    shown: RwSignal<Vec<MenuEntry>>,
    button: NodeRef<html::Button>,
    panel: NodeRef<html::Div>,
    typed: StoredValue<Typed>,
}

impl Menu {
    fn is_open(self) -> bool {
        self.state.get() != MenuState::Closed
    }

    fn toggle(self) {
        if self.state.get_untracked() == MenuState::Closed {
            self.open(MenuState::OpenAtStart);
        } else {
            self.close();
        }
    }

    fn open(self, state: MenuState) {
        self.shown.set(self.entries.run(()));
        self.state.set(state);
    }

    /// Closes the menu; the focus goes back to the button if it was in the menu.
    fn close(self) {
        let had_focus = self
            .panel
            .get_untracked()
            .is_some_and(|panel| panel.contains(active().as_deref()));
        self.state.set(MenuState::Closed);
        if had_focus && let Some(button) = self.button.get_untracked() {
            // A button that has meanwhile been disabled leaves the focus where it is.
            let _ = button.focus();
        }
    }

    fn view(self) -> AnyView {
        let outside = window_event_listener(ev::pointerdown, move |event| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<Node>().ok());
            if !self.holds(target.as_ref()) {
                self.state.set(MenuState::Closed);
            }
        });
        let resized = window_event_listener(ev::resize, move |_| self.close());
        on_cleanup(move || {
            outside.remove();
            resized.remove();
        });
        let on_press = UnsyncCallback::new(move |(entry,): (MenuEntry,)| self.press(&entry));
        view! {
            <div
                class="menu"
                role="menu"
                popover="manual"
                aria-label=self.label
                node_ref=self.panel
                on:keydown=move |event| self.panel_key(&event)
            >
                {move || {
                    self.shown
                        .get()
                        .into_iter()
                        .map(|entry| entry.view(on_press))
                        .collect::<Vec<_>>()
                }}
            </div>
        }
    }

    /// Once the menu is in the page: puts it above everything, beside its button, with the focus.
    fn settle(self) {
        let state = self.state.get();
        let (Some(panel), Some(button)) = (self.panel.get(), self.button.get_untracked()) else {
            return;
        };
        if state == MenuState::Closed || !panel.is_connected() {
            return;
        }
        // Refused only when it is shown already.
        let _ = panel.show_popover();
        put_beside(&panel, &button, self.align == MenuAlign::End);
        let items = items(&panel);
        let chosen = items
            .iter()
            .position(|item| item.matches(CHOSEN).unwrap_or(false));
        let wanted = match state {
            MenuState::OpenAtEnd => items.len().checked_sub(1),
            MenuState::OpenAtStart | MenuState::Closed => chosen.or(Some(0)),
        };
        focus(wanted.and_then(|index| items.get(index)));
    }

    fn press(self, entry: &MenuEntry) {
        if entry.stays_open() {
            entry.select();
            self.shown.set(self.entries.run(()));
        } else {
            // The focus is back before the entry acts, so that a dialog it opens returns it there.
            self.close();
            entry.select();
        }
    }

    fn holds(self, target: Option<&Node>) -> bool {
        self.panel
            .get_untracked()
            .is_some_and(|panel| panel.contains(target))
            || self
                .button
                .get_untracked()
                .is_some_and(|button| button.contains(target))
    }

    fn button_key(self, event: &KeyboardEvent) {
        let state = match event.key().as_str() {
            "ArrowDown" => MenuState::OpenAtStart,
            "ArrowUp" => MenuState::OpenAtEnd,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        self.open(state);
    }

    /// Keys pressed in the menu stay in it: none of them is a shortcut of the page.
    fn panel_key(self, event: &KeyboardEvent) {
        event.stop_propagation();
        let key = event.key();
        match key.as_str() {
            "Escape" => {
                event.prevent_default();
                self.close();
            }
            // From the button, to which the focus goes back, Tab leads on.
            "Tab" => self.close(),
            _ => {
                let Some(panel) = self.panel.get_untracked() else {
                    return;
                };
                let items = items(&panel);
                let now = active();
                let current = items.iter().position(|item| {
                    now.as_deref()
                        .is_some_and(|now| item.is_same_node(Some(now)))
                });
                let next = roving(&key, current.unwrap_or(0), items.len(), Axis::Vertical)
                    .or_else(|| self.typed(event, &items, current));
                if let Some(next) = next {
                    event.prevent_default();
                    focus(items.get(next));
                }
            }
        }
    }

    fn typed(
        self,
        event: &KeyboardEvent,
        items: &[HtmlElement],
        current: Option<usize>,
    ) -> Option<usize> {
        let key = event.key();
        let is_letter = key.chars().count() == 1 && key != " ";
        if !is_letter || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return None;
        }
        let now = clock::now().millis();
        let word = self.typed.try_update_value(|typed| {
            if now - typed.at > TYPING_PAUSE {
                typed.word.clear();
            }
            typed.at = now;
            typed.word.push_str(&lowercase(&key));
            typed.word.clone()
        })?;
        let labels: Vec<String> = items
            .iter()
            .map(|item| lowercase(item.text_content().unwrap_or_default().trim()))
            .collect();
        find_by_word(&labels, current, &word)
    }
}

/// The next entry that begins with a word, after the current one when it is a single letter (or
/// the same one again and again), so that the letter goes around all of its entries.
fn find_by_word(labels: &[String], current: Option<usize>, word: &str) -> Option<usize> {
    let first = word.chars().next()?;
    let is_one_letter = word.chars().all(|letter| letter == first);
    let wanted = if is_one_letter {
        first.to_string()
    } else {
        word.to_owned()
    };
    let start = current.map_or(0, |current| current + usize::from(is_one_letter));
    (0..labels.len())
        .map(|step| (start + step) % labels.len())
        .find(|&index| labels[index].starts_with(&wanted))
}

fn items(panel: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = panel.query_selector_all(ITEMS) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into::<HtmlElement>().ok())
        .collect()
}

fn active() -> Option<web_sys::Element> {
    document().active_element()
}

fn focus(item: Option<&HtmlElement>) {
    if let Some(item) = item {
        // An element that can't take the focus leaves it where it was.
        let _ = item.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_finds_the_entry_and_one_letter_goes_around() {
        let labels: Vec<String> = ["unassigned", "live chat", "line", "sms"]
            .iter()
            .map(|&label| label.to_owned())
            .collect();
        assert_eq!(find_by_word(&labels, None, "l"), Some(1));
        assert_eq!(find_by_word(&labels, Some(1), "l"), Some(2));
        assert_eq!(find_by_word(&labels, Some(2), "ll"), Some(1));
        assert_eq!(find_by_word(&labels, Some(1), "lin"), Some(2));
        assert_eq!(find_by_word(&labels, Some(0), "z"), None);
        assert_eq!(find_by_word(&[], None, "z"), None);
    }
}
