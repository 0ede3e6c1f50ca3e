//! What stands in the gear's menu.

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use recado_protocol::{Condition, ConversationId, Feature, Filter};

use super::Gear;
use super::self_test::SelfTest;
use crate::inbox::conversation_list::filters::count;
use crate::inbox::deeds::{Choice, Chooser, Targets, use_chooser};
use crate::locale::{Key, number, t, text};
use crate::markup::view;
use crate::notification::{Notifications, use_notifications};
use crate::reactive::live;
use crate::session::{Session, Topic, use_session};
use crate::theme::{Theme, use_theme};
use crate::ui::{
    Icon, MenuAlign, MenuEntry, language_entries, look_entries, menu_item, menu_separator,
    open_menu, theme_entries,
};

/// Where a conversation can stand that is not resolved, as filters say it.
const UNRESOLVED: [&str; 3] = ["open", "pending", "snoozed"];
const BELL: &str = "M5 13.5V9a5 5 0 0 1 10 0v4.5l1.5 1.5h-13zM8.5 17.2h3";

/// The menu while it is open, and the test that opens from it.
#[component]
pub fn GearContent(gear: Gear) -> impl IntoView {
    let tools = Tools {
        gear,
        session: use_session(),
        chooser: use_chooser(),
        theme: use_theme(),
        notifications: use_notifications(),
    };
    let entries = UnsyncCallback::new(move |()| untrack(|| tools.entries()));
    let menu = move || {
        gear.is_open.get().then(|| {
            open_menu(
                text(Key::ListOptions),
                gear.button,
                gear.is_open,
                MenuAlign::End,
                entries,
            )
        })
    };
    view! {
        {live(menu)}
        <SelfTest open=gear.is_testing />
    }
}

#[derive(Clone, Copy)]
struct Tools {
    gear: Gear,
    session: Session,
    chooser: Chooser,
    theme: Theme,
    notifications: Notifications,
}

impl Tools {
    fn entries(self) -> Vec<MenuEntry> {
        let mut entries = Vec::new();
        if self.session.can(&Feature::BULK) {
            entries.push(self.all(Key::GearReadAll, Choice::ReadAll, Icon::Ticks));
            entries.push(self.all(Key::GearResolveAll, Choice::ResolveAll, Icon::Check));
            entries.push(menu_separator());
        }
        entries.extend(self.notifications.entries());
        let is_testing = self.gear.is_testing;
        let test = menu_item(t(Key::GearTest), move || is_testing.set(true));
        entries.push(test.with_drawing(BELL));
        entries.push(menu_separator());
        entries.extend(theme_entries(self.theme));
        entries.push(menu_separator());
        entries.extend(look_entries(self.theme));
        entries.extend(language_entries());
        entries
    }

    /// Says how many that are; the window asks before anything is done.
    fn all(self, key: Key, choice: Choice, icon: Icon) -> MenuEntry {
        let filter = self.gear.place.with(|place| place.filter.clone());
        let targets = all_of(self.session, filter, choice);
        let count = number(targets.count());
        menu_item(t(key), move || self.chooser.ask(choice, targets.clone()))
            .with_icon(icon)
            .with_detail(count)
    }
}

/// Asks whether something is to be done to all that a filter shows.
pub fn ask_of_all(session: Session, chooser: Chooser, filter: Filter, choice: Choice) {
    chooser.ask(choice, untrack(|| all_of(session, filter, choice)));
}

/// Reactive.
fn all_of(session: Session, shown: Filter, choice: Choice) -> Targets {
    let mut filter = shown.clone();
    // What is resolved already is not counted, unless the list is about that.
    if choice == Choice::ResolveAll && !filter.has(Condition::Status) {
        for status in UNRESOLVED {
            filter = filter.with(Condition::Status, status);
        }
    }
    let count = match choice {
        Choice::ReadAll => unread(session, &filter, &shown),
        _ => counted(session, &filter, &shown),
    };
    Targets::All {
        filter,
        except: Vec::new(),
        count,
    }
}

/// What the replica can't know yet, the backend has said for the list itself.
fn counted(session: Session, filter: &Filter, shown: &Filter) -> u64 {
    session
        .watch(Topic::Counts, |store| {
            store.is_complete().then(|| store.tally(filter))
        })
        .unwrap_or_else(|| count(session, shown).unwrap_or_default())
}

/// What is read already is not counted, where the replica knows.
fn unread(session: Session, filter: &Filter, shown: &Filter) -> u64 {
    let known = session.watch(Topic::Views, |store| {
        let view = store.view(filter).filter(|_| store.is_complete())?;
        let is_unread = |id: &ConversationId| {
            let conversation = store.conversation(id);
            conversation.is_some_and(|it| it.unread_count > 0)
        };
        Some(view.ids(0..view.len()).filter(|id| is_unread(id)).count() as u64)
    });
    known.unwrap_or_else(|| counted(session, filter, shown))
}
