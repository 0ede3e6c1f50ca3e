//! My own menu: whether I am there for customers, how the page looks, leaving.

use crate::later::{self, Tool};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, memo};
use leptos::prelude::*;
use recado_protocol::{Agent, AgentStatus};

use crate::keyboard::{Keyboard, Shortcut, shown_keys, use_keyboard};
use crate::locale::{Key, agent_status_name, t, t_with};
use crate::notification::{Notifications, use_notifications};
use crate::session::{Intent, Session, Topic, use_session};
use crate::theme::{Theme, use_theme};
use crate::ui::{
    Avatar, AvatarSize, Icon, MenuButton, MenuEntry, language_entries, menu_heading, menu_item,
    menu_radio, menu_separator, theme_entries,
};

/// The statuses that a person can choose; being offline is found out, not chosen.
const CHOICES: [AgentStatus; 3] = [AgentStatus::Available, AgentStatus::Busy, AgentStatus::Away];

#[component]
pub fn MyMenu() -> impl IntoView {
    let session = use_session();
    let (theme, notifications) = (use_theme(), use_notifications());
    let keyboard = use_keyboard();
    let me = memo(move || session.watch(Topic::Directory, |store| store.me().clone()));
    let is_leaving = RwSignal::new(false);
    let wipes = RwSignal::new(false);
    let label = Signal::derive(move || {
        me.with(|me| {
            t_with(
                Key::MainMe,
                &[
                    ("name", &me.name),
                    ("status", &agent_status_name(me.status)),
                ],
            )
        })
    });
    view! {
        <MenuButton
            label
            class="rail__me"
            entries=move || entries(session, keyboard, theme, notifications, &me.get_untracked(), is_leaving, wipes)
        >
            <Avatar
                name=Signal::derive(move || me.with(|me| me.name.clone()))
                seed=Signal::derive(move || me.with(|me| me.id.to_string()))
                size=AvatarSize::Small
                presence=Signal::derive(move || Some(me.with(|me| me.status)))
            />
        </MenuButton>
        {later::tool_window(is_leaving, Tool::SignOut { open: is_leaving, wipe: wipes })}
    }
}

fn entries(
    session: Session,
    keyboard: Keyboard,
    theme: Theme,
    notifications: Notifications,
    me: &Agent,
    is_leaving: RwSignal<bool>,
    wipes: RwSignal<bool>,
) -> Vec<MenuEntry> {
    let mut entries = vec![menu_heading(me.name.clone())];
    entries.extend(CHOICES.into_iter().map(|status| {
        menu_radio(agent_status_name(status), status == me.status, move || {
            session.dispatch(Intent::SetMyStatus(status));
        })
    }));
    entries.push(menu_separator());
    for shortcut in [Shortcut::Palette, Shortcut::Sheet] {
        let key = match shortcut {
            Shortcut::Palette => Key::KeyboardPalette,
            _ => Key::KeyboardSheet,
        };
        let entry = menu_item(t(key), move || keyboard.run(shortcut));
        entries.push(entry.with_detail(untrack(|| shown_keys(shortcut))));
    }
    entries.push(menu_separator());
    entries.extend(notifications.entries());
    entries.push(menu_separator());
    entries.extend(theme_entries(theme));
    entries.push(menu_separator());
    entries.extend(language_entries());
    entries.push(menu_separator());
    let leave = move |wipe: bool| {
        wipes.set(wipe);
        if !wipe && session.peek(|store| store.outbox().is_empty()) {
            session.sign_out(wipe);
        } else {
            is_leaving.set(true);
        }
    };
    let sign_out = menu_item(t(Key::OptionsSignOut), move || leave(false));
    entries.push(sign_out.with_icon(Icon::SignOut));
    let wiping = menu_item(t(Key::OptionsSignOutWiping), move || leave(true));
    entries.push(wiping.with_icon(Icon::Trash));
    entries
}
