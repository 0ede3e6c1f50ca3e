//! How many rows are selected, and what can be done to them.

use leptos::prelude::*;
use recado_protocol::{ConversationStatus, Feature};

use super::super::rows::List;
use crate::inbox::deeds::{Choice, Deed, Doer, TAG, Targets, use_chooser};
use crate::keyboard::{Shortcut, use_keyboard};
use crate::locale::{Key, t, t_count};
use crate::markup::view;
use crate::reactive::{Signal, effect, memo};
use crate::ui::{Icon, IconButton, MenuAlign, MenuButton, MenuEntry, menu_item};

const ARCHIVE: &str = "M3.5 4h13v3.5h-13zM4.5 7.5V16h11V7.5M8 10.5h4";
const DOT: &str = "M10 14a4 4 0 1 0 0-8 4 4 0 0 0 0 8z";

/// Instead of the tabs' row while rows are selected.
#[component]
pub fn SelectionBar(list: List) -> impl IntoView {
    let doer = Doer::here();
    let chooser = use_chooser();
    let count = memo(move || list.targets().count());
    let capabilities = untrack(|| doer.session.capabilities());
    let can_assign = capabilities.can(&Feature::ASSIGN);
    let act = move |deed: Deed| {
        let targets = untrack(|| list.targets());
        list.selection.clear();
        doer.act(targets, deed);
    };
    let ask = move |choice: Choice| {
        chooser.ask(choice, untrack(|| list.targets()));
    };
    // Whoever thinks better of it still has what they selected.
    let done = chooser.done.get_untracked();
    effect(move || {
        if chooser.done.get() != done {
            list.selection.clear();
        }
    });
    let resolve = move || act(Deed::Status(ConversationStatus::Resolved));
    // The keys mean what the bar means, for as long as it is there.
    let keyboard = use_keyboard();
    keyboard.offer(Shortcut::Status, resolve);
    keyboard.offer(Shortcut::Unread, move || act(Deed::Unread));
    keyboard.offer(Shortcut::Label, move || ask(Choice::Label));
    keyboard.offer(Shortcut::Snooze, move || ask(Choice::Snooze));
    if can_assign {
        keyboard.offer(Shortcut::Assign, move || ask(Choice::Assign));
    }
    let entries = move || more(list, act, ask);
    let words = Signal::derive(move || t_count(Key::SelectionCount, count.get()));
    let assign = can_assign.then(|| {
        view! {
            <IconButton
                icon=Icon::UserPlus
                label=Key::DeedAssign
                on_press=move || ask(Choice::Assign)
            />
        }
    });
    view! {
        <div class="selection" role="toolbar" aria-label=Key::SelectionTitle>
            <IconButton
                icon=Icon::Close
                label=Key::SelectionClear
                on_press=move || {
                    list.selection.clear();
                    list.focus();
                }
            />
            <p class="selection__count tabular" role="status">{words}</p>
            <IconButton icon=Icon::Check label=Key::ChatResolve on_press=resolve />
            {assign}
            <IconButton
                icon=Icon::Clock
                label=Key::DeedSnooze
                on_press=move || ask(Choice::Snooze)
            />
            <MenuButton label=Key::SelectionMore align=MenuAlign::End entries />
        </div>
    }
}

/// What does not stand in the bar itself. For one row, that is its own menu.
fn more(
    list: List,
    act: impl Fn(Deed) + Copy + 'static,
    ask: impl Fn(Choice) + Copy + 'static,
) -> Vec<MenuEntry> {
    let item = |key: Key, deed: Deed| menu_item(t(key), move || act(deed.clone()));
    let targets = untrack(|| list.targets());
    let mut entries = vec![
        item(Key::DeedReadIt, Deed::Read).with_icon(Icon::Ticks),
        item(Key::DeedUnreadIt, Deed::Unread).with_drawing(DOT),
        item(Key::DeedAnswerIt, Deed::Answered(true)).with_icon(Icon::Chat),
        item(Key::DeedUnanswerIt, Deed::Answered(false)).with_icon(Icon::Chat),
        menu_item(t(Key::DeedLabel), move || ask(Choice::Label)).with_drawing(TAG),
        item(Key::ChatReopen, Deed::Status(ConversationStatus::Open)).with_icon(Icon::Retry),
        item(Key::DeedArchiveIt, Deed::Archived(true)).with_drawing(ARCHIVE),
    ];
    let all = targets.count() < list.total_untracked() as u64;
    if all {
        let select = move || list.select_all();
        entries.push(menu_item(t(Key::SelectionAll), select).with_icon(Icon::Check));
    }
    if let Targets::These(ids) = targets
        && let [only] = ids.as_slice()
    {
        let only = only.clone();
        let open = move || list.open_menu(only.clone());
        entries.push(menu_item(t(Key::ListRowActions), open).with_icon(Icon::More));
    }
    entries
}
