//! The menu beside Send: other ways to send what is written, and what the keys do.

use leptos::prelude::*;
use recado_protocol::{Feature, Timestamp};
use recado_store::Mode;

use super::Desk;
use super::undo_choice;
use crate::inbox::send_later::SendLaterDialog;
use crate::keyboard::{Shortcut, shown_keys};
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{RwSignal, memo};
use crate::ui::{Icon, MenuAlign, MenuButton, MenuEntry, menu_checkbox, menu_item, menu_separator};

/// The button with the menu.
pub fn send_menu(desk: Desk, is_choosing_time: RwSignal<bool>) -> AnyView {
    let session = desk.writing.session();
    let can_schedule = memo(move || session.can(&Feature::SCHEDULE));
    let entries = move || -> Vec<MenuEntry> {
        let is_reply = desk.writing.mode.get_untracked() == Mode::Reply;
        let can_send = untrack(|| desk.writing.can_send());
        let mut entries = Vec::new();
        if can_send {
            entries.push(
                menu_item(t(Key::ComposerSendResolve), move || desk.send_and_resolve())
                    .with_icon(Icon::Check)
                    .with_detail(untrack(|| shown_keys(Shortcut::SendResolve))),
            );
        }
        if can_send && is_reply && can_schedule.get_untracked() {
            entries.push(
                menu_item(t(Key::ComposerSendLater), move || {
                    is_choosing_time.set(true)
                })
                .with_icon(Icon::Clock),
            );
        }
        if can_send {
            entries.push(menu_separator());
        }
        if is_reply && desk.writing.has_undo() {
            entries.push(menu_checkbox(
                t(Key::ComposerUndoSend),
                undo_choice::is_on(),
                move || {
                    undo_choice::set(!undo_choice::is_on());
                    desk.writing.apply_undo();
                },
            ));
        }
        entries.extend(desk.enter_key.entries());
        entries
    };
    view! {
        <MenuButton
            label=Key::ComposerMoreWays
            entries=entries
            align=MenuAlign::End
            icon=Icon::ChevronUp
        />
    }
}

/// The dialog that asks for a time. It stands beside the composer's form.
pub fn send_later_dialog(desk: Desk, is_choosing_time: RwSignal<bool>) -> AnyView {
    view! {
        <SendLaterDialog
            open=is_choosing_time
            title=Key::ComposerSendLaterTitle
            on_choose=move |at: Timestamp| desk.send_later(at)
        />
    }
}
