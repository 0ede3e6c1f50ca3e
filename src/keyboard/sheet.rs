//! The sheet of all shortcuts, on which their keys are changed too.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::names::GROUPS;
use super::{Shortcut, chosen, keys, press, shown_keys};
use crate::inbox::composer::{EnterKey, FormattingTool};
use crate::locale::{Key, t, t_with, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue};
use crate::ui::{Button, ButtonKind, Dialog, Icon, IconButton};

/// How long the first letter waits for the second one of a sequence.
const SECOND_KEY: Duration = Duration::from_millis(1_000);

/// Keys of the list of conversations that stay what they are, as they are in lists everywhere.
const FIXED: [(Key, &str); 2] = [
    (Key::SelectionExtend, "Shift+↑ / Shift+↓"),
    (Key::SelectionAll, "Mod+a"),
];

/// What these letters begin in the composer.
const MARKS: [(Key, &str); 4] = [
    (Key::ComposerCanned, "/"),
    (Key::ComposerArticles, "#"),
    (Key::KeyboardMention, "@"),
    (Key::ComposerEmoji, ":"),
];

/// The window.
#[component]
pub fn Sheet(open: RwSignal<bool>) -> impl IntoView {
    let changing = Changing {
        shortcut: RwSignal::new(None),
        pressed: StoredValue::new(None),
        says: RwSignal::new(String::new()),
        count: StoredValue::new(0),
    };
    let close = move || {
        // Escape ends the change first.
        if changing.shortcut.get_untracked().is_some() {
            changing.end();
        } else {
            open.set(false);
            changing.says.set(String::new());
        }
    };
    view! {
        <Dialog open on_close=close title=Key::KeyboardSheet class="dialog--wide">
            {content(changing)}
        </Dialog>
    }
}

/// A shortcut that is getting other keys.
#[derive(Clone, Copy)]
struct Changing {
    shortcut: RwSignal<Option<Shortcut>>,
    /// The first letter, while a second one may come.
    pressed: StoredValue<Option<String>>,
    /// What came of it.
    says: RwSignal<String>,
    /// Counts the presses: a wait for an earlier one is over.
    count: StoredValue<u32>,
}

fn content(changing: Changing) -> AnyView {
    let groups: Vec<AnyView> = GROUPS
        .iter()
        .map(|(title, shortcuts)| {
            let mut lines: Vec<AnyView> = shortcuts.iter().map(|it| line(changing, *it)).collect();
            if *title == Key::ListConversations {
                lines.extend(FIXED.map(|(name, keys)| fixed_line(name, keys)));
            }
            group(*title, lines)
        })
        .chain([group(Key::ComposerForm, keys_of_composer())])
        .collect();
    let reset = move || {
        chosen::reset();
        changing.says.set(t(Key::KeyboardWereReset));
    };
    view! {
        <div class="sheet">
            <p class="sheet__hint">{text(Key::KeyboardHint)}</p>
            <p class="sheet__says" role="status">{move || changing.says.get()}</p>
            <div class="sheet__groups">{groups}</div>
            <div class="sheet__foot">
                <Button label=Key::KeyboardResetAll kind=ButtonKind::Quiet on_press=reset />
            </div>
        </div>
    }
}

fn group(title: Key, lines: Vec<AnyView>) -> AnyView {
    view! {
        <section class="sheet__group">
            <h3 class="sheet__title">{text(title)}</h3>
            <ul class="sheet__lines">{lines}</ul>
        </section>
    }
}

/// What keys do in the text that is being written.
fn keys_of_composer() -> Vec<AnyView> {
    let enter = if EnterKey::remembered().breaks() {
        ["Shift+Enter", "Enter"]
    } else {
        ["Enter", "Shift+Enter"]
    };
    let sending = [Key::ComposerSend, Key::KeyboardBreak]
        .into_iter()
        .zip(enter);
    let formatting = FormattingTool::EVERY
        .into_iter()
        .filter_map(|tool| Some((tool.label(), tool.keys()?)));
    let all = sending.chain(formatting).chain(MARKS);
    all.map(|(name, keys)| fixed_line(name, keys)).collect()
}

fn fixed_line(name: Key, keys: &'static str) -> AnyView {
    view! {
        <li class="sheet__line">
            <span class="sheet__name">{text(name)}</span>
            <span class="sheet__fixed"><kbd>{press::shown(keys)}</kbd></span>
        </li>
    }
}

fn line(changing: Changing, shortcut: Shortcut) -> AnyView {
    let is_changing = move || changing.shortcut.get() == Some(shortcut);
    let label = move || {
        t_with(
            Key::KeyboardChange,
            &[
                ("name", &t(shortcut.name())),
                ("keys", &said_keys(shortcut)),
            ],
        )
    };
    let reset = move || {
        let other = keys_of_other(shortcut, shortcut.first_keys());
        if let Some(other) = other {
            changing.say_taken(shortcut.first_keys(), other);
        } else {
            chosen::choose(shortcut, None);
            changing.say_changed(shortcut);
        }
    };
    let label_of_reset =
        Signal::derive(move || t_with(Key::KeyboardReset, &[("name", &t(shortcut.name()))]));
    view! {
        <li class="sheet__line">
            <span class="sheet__name">{text(shortcut.name())}</span>
            {move || {
                chosen::is_changed(shortcut)
                    .then(|| {
                        view! {
                            <IconButton
                                icon=Icon::Undo
                                label=label_of_reset
                                small=true
                                on_press=reset
                            />
                        }
                    })
            }}
            <button
                type="button"
                class="sheet__keys"
                class=("sheet__keys--changing", is_changing)
                aria-label=label
                on:click=move |_| changing.begin(shortcut)
                on:keydown=move |event| changing.key(&event)
                on:blur=move |_| changing.end()
            >
                {move || {
                    if is_changing() {
                        view! { <span>{text(Key::KeyboardPress)}</span> }
                    } else {
                        view! { <kbd>{said_keys(shortcut)}</kbd> }
                    }
                }}
            </button>
        </li>
    }
}

/// Reactive.
fn said_keys(shortcut: Shortcut) -> String {
    match shown_keys(shortcut) {
        keys if keys.is_empty() => t(Key::KeyboardNone),
        keys => keys,
    }
}

impl Changing {
    fn begin(self, shortcut: Shortcut) {
        self.pressed.set_value(None);
        self.says.set(t_with(
            Key::KeyboardPressFor,
            &[("name", &t(shortcut.name()))],
        ));
        self.shortcut.set(Some(shortcut));
    }

    /// Nothing is changed.
    fn end(self) {
        // Also called while the window goes.
        if self.shortcut.try_get_untracked().flatten().is_some() {
            self.shortcut.set(None);
            self.says.set(String::new());
        }
    }

    fn key(self, event: &KeyboardEvent) {
        let Some(shortcut) = self.shortcut.get_untracked() else {
            return;
        };
        let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
        match event.key().as_str() {
            // The way out of the button.
            "Tab" if plain => return,
            "Backspace" | "Delete" if plain => {
                event.prevent_default();
                self.finish(shortcut, String::new());
                return;
            }
            "Escape" if plain && shortcut != Shortcut::StepOut => {
                event.prevent_default();
                event.stop_propagation();
                self.end();
                return;
            }
            _ => {}
        }
        event.prevent_default();
        event.stop_propagation();
        if event.alt_key() {
            self.says.set(t(Key::KeyboardAlt));
            return;
        }
        let Some(word) = press::word(event) else {
            return;
        };
        let first = self.pressed.get_value();
        self.pressed.set_value(None);
        let number = self.count.get_value().wrapping_add(1);
        self.count.set_value(number);
        let is_letter = word.chars().nth(1).is_none();
        match first {
            Some(first) => self.finish(shortcut, format!("{first} {word}")),
            None if is_letter && !shortcut.works_while_typing() => {
                self.pressed.set_value(Some(word.clone()));
                let take = move || {
                    let is_waiting = self.count.try_get_value() == Some(number)
                        && self.shortcut.try_get_untracked().flatten() == Some(shortcut);
                    if is_waiting {
                        self.finish(shortcut, word.clone());
                    }
                };
                set_timeout(take, SECOND_KEY);
            }
            None => self.finish(shortcut, word),
        }
    }

    fn finish(self, shortcut: Shortcut, keys: String) {
        self.pressed.set_value(None);
        let other = keys_of_other(shortcut, &keys);
        if let Some(other) = other {
            self.say_taken(&keys, other);
            return;
        }
        if press::is_of_browser(&keys) {
            self.says.set(t_with(
                Key::KeyboardOfBrowser,
                &[("keys", &press::shown(&keys))],
            ));
            return;
        }
        if !keys.is_empty() && shortcut.works_while_typing() && is_typed(&keys) {
            self.says.set(t(Key::KeyboardNeedsModifier));
            return;
        }
        self.shortcut.set(None);
        chosen::choose(shortcut, Some(keys));
        self.say_changed(shortcut);
    }

    fn say_taken(self, keys: &str, other: Shortcut) {
        self.says.set(t_with(
            Key::KeyboardTaken,
            &[("keys", &press::shown(keys)), ("name", &t(other.name()))],
        ));
    }

    fn say_changed(self, shortcut: Shortcut) {
        self.says.set(t_with(
            Key::KeyboardChanged,
            &[
                ("name", &t(shortcut.name())),
                ("keys", &untrack(|| said_keys(shortcut))),
            ],
        ));
    }
}

/// The shortcut that has these keys already, or that would hide them or be hidden by them.
fn keys_of_other(shortcut: Shortcut, wanted: &str) -> Option<Shortcut> {
    let mut others = Shortcut::EVERY.iter().copied();
    others.find(|other| *other != shortcut && collide(&untrack(|| keys(*other)), wanted))
}

/// Whether both can't be told apart at the first press.
fn collide(one: &str, other: &str) -> bool {
    let begins = |long: &str, short: &str| {
        long.strip_prefix(short)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    !one.is_empty() && !other.is_empty() && (begins(one, other) || begins(other, one))
}

/// Whether a key makes or changes text in a field.
fn is_typed(keys: &str) -> bool {
    let is_function_key = keys.len() > 1
        && keys
            .strip_prefix('F')
            .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    !(keys.starts_with("Mod+") || keys == "Escape" || is_function_key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_collide_that_are_the_same_or_begin_the_same_way() {
        assert!(collide("j", "j"));
        assert!(collide("g", "g m"));
        assert!(collide("g m", "g"));
        assert!(!collide("g m", "g u"));
        assert!(!collide("Mod+k", "k"));
        assert!(!collide("", ""));
    }

    #[test]
    fn what_works_while_somebody_types_needs_more_than_a_letter() {
        for typed in ["k", "Enter", "Shift+k", "ArrowDown", "F", "é"] {
            assert!(is_typed(typed), "{typed}");
        }
        for free in ["Mod+k", "Mod+Enter", "F2", "Escape"] {
            assert!(!is_typed(free), "{free}");
        }
    }
}
