//! What can be done by keys. One listener hears the keys of the whole page; the parts that are on the screen offer what
//! their keys do, and what a key opens comes later (`parts.rs`).

mod chosen;
mod goal;
mod names;
mod palette;
mod parts;
mod press;
mod sheet;
mod shortcut;

use std::time::Duration;

use leptos::callback::UnsyncCallback;
use leptos::ev::{self, KeyboardEvent};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use recado_protocol::{BaseView, Conversation, ConversationId};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::inbox::conversation_list::LISTBOX_ID;
use crate::later::{self, Desk};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect, live, shown_while};
use crate::session::{Session, use_session};
use crate::shell::{Address, Layout, focus_first_of, focus_inbox, use_address, use_layout};

pub use chosen::{keys, start};
pub use goal::{Goal, Section};
pub use parts::KeyboardParts;
pub use shortcut::Shortcut;

/// Where letters are text, or look for something, or belong to a window over the page.
const LETTERS: &str = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog, \
                       [role=dialog], [role=menu]";
/// Under this name it is kept what of the palette is used, which names conversations.
pub const USES: &str = "palette";
/// How long the first key of a sequence waits for the next one.
const SEQUENCE: Duration = Duration::from_millis(1_500);
/// Who is on the way somewhere gets there in this time, or not at all: code may have to be fetched.
const PATIENCE: Duration = Duration::from_secs(10);

/// The keys of the page of a signed-in person.
#[derive(Clone, Copy)]
pub struct Keyboard {
    session: Session,
    address: Address,
    layout: Signal<Layout>,
    offers: StoredValue<Vec<Offer>>,
    /// The conversation at which the keyboard is in the list.
    row: StoredValue<Option<UnsyncCallback<(), Option<ConversationId>>>>,
    /// The first key of a sequence.
    begun: RwSignal<Option<String>>,
    /// Counts the sequences that were begun, and the offers.
    count: StoredValue<u32>,
    /// What was asked for last of the parts that come later.
    asked: RwSignal<Option<Asked>>,
    /// Where somebody is on the way to, and whether they are where it can be done.
    goal: RwSignal<Option<(Goal, bool)>>,
    /// Ends the way there, when it takes too long.
    giving_up: StoredValue<Option<TimeoutHandle>>,
}

/// What a part of the screen does when a shortcut is used.
#[derive(Clone, Copy)]
struct Offer {
    number: u32,
    shortcut: Shortcut,
    act: UnsyncCallback<()>,
}

/// A shortcut that was used, and the conversation that it is about.
#[derive(Clone, PartialEq, Debug)]
struct Asked {
    shortcut: Shortcut,
    conversation: Option<ConversationId>,
}

/// Listens for as long as the current owner lives.
pub fn provide_keyboard() -> Keyboard {
    let keyboard = Keyboard {
        session: use_session(),
        address: use_address(),
        layout: use_layout(),
        offers: StoredValue::new(Vec::new()),
        row: StoredValue::new(None),
        begun: RwSignal::new(None),
        count: StoredValue::new(0),
        asked: RwSignal::new(None),
        goal: RwSignal::new(None),
        giving_up: StoredValue::new(None),
    };
    provide_context(keyboard);
    let handle = window_event_listener(ev::keydown, move |event| keyboard.pressed(&event));
    on_cleanup(move || handle.remove());
    keyboard
}

/// The keys of this page.
pub fn use_keyboard() -> Keyboard {
    expect_context()
}

/// Whether a press is that of a shortcut.
pub fn is(event: &KeyboardEvent, shortcut: Shortcut) -> bool {
    press::word(event).is_some_and(|word| untrack(|| keys(shortcut)) == word)
}

/// The keys of a shortcut as people read them. Reactive.
pub fn shown_keys(shortcut: Shortcut) -> String {
    press::shown(&keys(shortcut))
}

/// The keys of a shortcut for `aria-keyshortcuts`. Reactive.
pub fn spoken_keys(shortcut: Shortcut) -> Option<String> {
    press::spoken(&keys(shortcut))
}

/// What a tooltip says: a name, and the keys that do the same. Reactive.
pub fn with_keys(name: &str, shortcut: Shortcut) -> String {
    match shown_keys(shortcut) {
        keys if keys.is_empty() => name.to_owned(),
        keys => format!("{name} ({keys})"),
    }
}

impl Keyboard {
    /// A part of the screen does this when a shortcut is used, for as long as the current owner lives.
    pub fn offer(self, shortcut: Shortcut, act: impl Fn() + 'static) {
        let number = self.next_number();
        let act = UnsyncCallback::new(move |()| act());
        self.offers.update_value(|all| {
            all.push(Offer {
                number,
                shortcut,
                act,
            });
        });
        on_cleanup(move || {
            // The whole page may be leaving.
            self.offers
                .try_update_value(|all| all.retain(|offer| offer.number != number));
        });
    }

    /// A part of the screen does this when somebody has come to it, for as long as the current owner lives.
    pub fn arrive(self, goal: Goal, act: impl Fn() + 'static) {
        effect(move || {
            if self.goal.get() == Some((goal, true)) {
                self.goal.set(None);
                untrack(&act);
            }
        });
    }

    /// Where somebody is on the way to. Reactive.
    pub fn goal(self) -> Option<Goal> {
        Some(self.goal.get()?.0)
    }

    /// Goes there; `None` gives it up.
    pub fn lead_to(self, goal: Option<Goal>) {
        self.goal
            .set(goal.map(|goal| (goal, goal.section().is_none())));
        let give_up = move || {
            self.goal.try_update(Option::take);
        };
        let next = goal.and_then(|_| set_timeout_with_handle(give_up, PATIENCE).ok());
        let before = self
            .giving_up
            .try_update_value(|last| std::mem::replace(last, next));
        if let Some(before) = before.flatten() {
            before.clear();
        }
    }

    /// Whoever is on the way to something in a section of the customer's panel sees that section.
    pub fn reach_section(self, section: Section) {
        if let Some(goal) = untrack(|| self.goal()).filter(|goal| goal.section() == Some(section)) {
            let is_there = goal == Goal::Section(section);
            self.goal.set((!is_there).then_some((goal, true)));
        }
    }

    /// The list says at which row the keyboard is.
    pub fn offer_row(self, row: impl Fn() -> Option<ConversationId> + 'static) {
        let row = UnsyncCallback::new(move |()| row());
        self.row.set_value(Some(row));
        on_cleanup(move || {
            self.row.try_update_value(Option::take);
        });
    }

    /// Uses a shortcut.
    pub fn run(self, shortcut: Shortcut) {
        let newest = self.offer_of(shortcut);
        if let Some(offer) = newest {
            offer.act.run(());
        } else if let Some(view) = view_of(shortcut) {
            let place = self.address.place_now().unwrap_or_default();
            self.address.go(&place.with_view(view));
        } else if shortcut == Shortcut::StepOut {
            self.step_out();
        } else {
            let conversation = self.conversation();
            self.asked.set(Some(Asked {
                shortcut,
                conversation,
            }));
        }
    }

    /// Whether a shortcut does something now.
    fn can(self, shortcut: Shortcut) -> bool {
        match shortcut {
            Shortcut::Status
            | Shortcut::Assign
            | Shortcut::Label
            | Shortcut::Snooze
            | Shortcut::Unread => {
                self.offer_of(shortcut).is_some() || self.conversation().is_some()
            }
            Shortcut::Palette | Shortcut::Sheet | Shortcut::StepOut => true,
            other => view_of(other).is_some() || self.offer_of(other).is_some(),
        }
    }

    fn offer_of(self, shortcut: Shortcut) -> Option<Offer> {
        self.offers.with_value(|all| {
            let mut newest_first = all.iter().rev();
            newest_first
                .find(|offer| offer.shortcut == shortcut)
                .copied()
        })
    }

    /// The conversation that is meant: the row at which the keyboard is, or else the one that is open. Nothing is done to
    /// one that is over.
    fn conversation(self) -> Option<ConversationId> {
        let row = self.row.get_value().and_then(|row| row.run(()));
        let meant = row.or_else(|| self.address.place_now()?.conversation)?;
        let is_over = self.session.peek(|store| {
            let known = store.conversation(&meant);
            known.is_some_and(Conversation::is_over)
        });
        (!is_over).then_some(meant)
    }

    fn pressed(self, event: &KeyboardEvent) {
        if event.default_prevented() {
            return;
        }
        let Some(key) = press::word(event) else {
            return;
        };
        let is_typed = is_typed(event);
        let begun = self.begun.get_untracked();
        if begun.is_some() {
            self.begun.set(None);
        }
        let sequence = begun.and_then(|begun| found(&format!("{begun} {key}"), is_typed));
        let shortcut = sequence.or_else(|| found(&key, is_typed));
        let goes_on = matches!(shortcut, Some(Shortcut::Next | Shortcut::Previous));
        if event.repeat() && !goes_on {
            return;
        }
        match shortcut.filter(|shortcut| self.can(*shortcut)) {
            // What else listens for this key on the whole page goes first, such as a recording that it stops.
            Some(Shortcut::StepOut) => {
                let event = event.clone();
                request_animation_frame(move || {
                    if !event.default_prevented() {
                        self.step_out();
                    }
                });
            }
            Some(shortcut) => {
                event.prevent_default();
                self.run(shortcut);
            }
            None if !is_typed && begins(&key) => self.begin(key),
            None => {}
        }
    }

    /// Waits for the next key of a sequence. When none comes, nothing has happened.
    fn begin(self, key: String) {
        let number = self.next_number();
        self.begun.set(Some(key));
        let forget = move || {
            if self.count.try_get_value() == Some(number) {
                self.begun.set(None);
            }
        };
        set_timeout(forget, SEQUENCE);
    }

    fn next_number(self) -> u32 {
        let number = self.count.get_value().wrapping_add(1);
        self.count.set_value(number);
        number
    }

    /// From the text to the messages, from there to the list, from there out of the conversation.
    fn step_out(self) {
        let focused = document().active_element();
        let is_in = |selector: &str| {
            focused
                .as_ref()
                .is_some_and(|it| it.closest(selector).is_ok_and(|found| found.is_some()))
        };
        let place = self.address.place_now().unwrap_or_default();
        let list = format!("#{LISTBOX_ID}");
        let is_alone = self.layout.get_untracked() == Layout::Single;
        if is_in(".composer") {
            focus_first_of(vec!["[role=log]".to_owned(), list]);
        } else if place.conversation.is_some() && (is_alone || is_in(&list)) {
            self.address.go(&place.with_conversation(None));
        } else {
            focus_inbox();
        }
    }
}

/// The view that a shortcut shows.
fn view_of(shortcut: Shortcut) -> Option<BaseView> {
    Some(match shortcut {
        Shortcut::ShowMine => BaseView::Mine,
        Shortcut::ShowPending => BaseView::Pending,
        Shortcut::ShowUnread => BaseView::Unread,
        Shortcut::ShowAll => BaseView::All,
        _ => return None,
    })
}

/// The shortcut with these keys, of those that this listener is for.
fn found(wanted: &str, is_typed: bool) -> Option<Shortcut> {
    let mut all = Shortcut::EVERY.iter().copied();
    all.find(|shortcut| {
        let is_heard = match shortcut.reach() {
            shortcut::Reach::Everywhere => true,
            shortcut::Reach::Page => !is_typed,
            shortcut::Reach::List | shortcut::Reach::Chat => false,
        };
        is_heard && untrack(|| keys(*shortcut)) == wanted
    })
}

/// Whether a sequence begins with this key.
fn begins(key: &str) -> bool {
    let mut all = Shortcut::EVERY.iter();
    all.any(|shortcut| {
        untrack(|| keys(*shortcut))
            .split_once(' ')
            .is_some_and(|(first, _)| first == key)
    })
}

fn is_typed(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(LETTERS).is_ok_and(|found| found.is_some()))
}

/// What the keyboard shows over the page: the first key of a sequence, and the windows that keys open.
pub fn keyboard_view(keyboard: Keyboard) -> AnyView {
    let begun = live(move || {
        let keys = press::shown(&keyboard.begun.get()?);
        Some(view! { <kbd class="keys-begun" role="status">{keys} " …"</kbd> })
    });
    let is_wanted = move || keyboard.asked.with(Option::is_some);
    let parts = shown_while(is_wanted, || later::desk(Desk::Keyboard));
    view! { {begun} {parts} }
}
