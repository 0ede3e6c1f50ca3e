//! The rail, and what stands around every screen of a signed-in person.

mod address;
mod connection_chip;
mod diagnostics;
mod focus;
mod layout;
mod my_menu;
mod news;
mod outbox_list;
mod outbox_words;
mod rail;
pub mod refusals;
mod sign_out;
mod skeleton;

use crate::markup::view;
use crate::reactive::{Signal, StoredValue, effect, memo};
use js_sys::{Function, Reflect};
use leptos::prelude::*;
use recado_protocol::{BaseView, Filter};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::inbox::customer::provide_unsaved;
use crate::inbox::{Inbox, deeds::provide_chooser, place::InboxPlace};
use crate::keyboard::{keyboard_view, provide_keyboard};
use crate::later::{self, Desk, Tool};
use crate::locale::{Key, number};
use crate::notification::provide_notifications;
use crate::session::{Topic, uploads, use_session};
use crate::ui::{ButtonKind, ButtonLink, Icon, icon};

pub use address::{Address, base_path, provide_address, use_address};
pub use connection_chip::ConnectionChip;
pub use diagnostics::Diagnostics;
pub use focus::{catch_lost_focus, focus_first_of, focus_inbox, focus_through_move};
pub use layout::{Layout, provide_layout, use_layout};
pub use news::OVERTAKEN;
use news::tell_news;
pub use outbox_list::OutboxDialog;
pub use outbox_words::{customer_name, done_with};
use rail::Rail;
pub use refusals::gather_refusals;
pub use sign_out::SignOutDialog;
pub use skeleton::ShellSkeleton;

/// The screen of a signed-in person: the rail, and beside it the place that the address names.
#[component]
pub fn Shell() -> impl IntoView {
    let address = use_address();
    let notifications = provide_notifications();
    tell_news(notifications);
    count_in_title();
    provide_chooser();
    provide_unsaved();
    let keyboard = provide_keyboard();
    catch_lost_focus();
    effect(move || address.spell_out());
    let is_a_place = memo(move || address.place().is_some());
    let place = Signal::derive(move || address.place().unwrap_or_default());
    let is_in_chat = Signal::derive(move || place.with(|place| place.conversation.is_some()));
    view! {
        <div class="shell" class=("shell--in-chat", is_in_chat)>
            <Rail place />
            <div class="over-page">{keyboard_view(keyboard)} {notifications.view()}</div>
            {uploads::any_waiting().then(|| later::tool(Tool::FileKeeper))}
            {move || {
                if address.is_diagnostics() {
                    later::desk(Desk::Diagnostics)
                } else if is_a_place.get() {
                    view! { <Inbox place /> }
                } else {
                    view! { <NotFound /> }
                }
            }}
        </div>
    }
}

/// The title of the page counts what is unread, so that it can be seen from another tab.
fn count_in_title() {
    let session = use_session();
    let brand = StoredValue::new(session.config().brand);
    let unread = memo(move || {
        session.watch(Topic::Counts, |store| {
            store.count(&Filter::of(BaseView::Unread))
        })
    });
    effect(move || {
        let unread = unread.get();
        brand.with_value(|brand| {
            mark_icon(unread);
            document().set_title(&match unread {
                0 => brand.clone(),
                unread => format!("({}) {brand}", number(unread)),
            });
        });
    });
    on_cleanup(move || {
        if let Some(brand) = brand.try_get_value() {
            document().set_title(&brand);
        }
    });
}

/// The icon of the tab gets a dot, and that of an installed page the number.
fn mark_icon(unread: u64) {
    let icon = document().query_selector("link[rel=icon]").ok().flatten();
    if let Some(icon) = icon {
        let file = if unread > 0 {
            "favicon-unread.svg"
        } else {
            "favicon.svg"
        };
        // A plain attribute is always taken.
        let _ = icon.set_attribute("href", file);
    }
    let navigator = window().navigator();
    let set_badge = Reflect::get(&navigator, &"setAppBadge".into())
        .ok()
        .and_then(|found| found.dyn_into::<Function>().ok());
    if let Some(set_badge) = set_badge {
        // A page that is not installed has no badge, and nobody waits for the answer.
        let _ = set_badge.call1(&navigator, &JsValue::from(unread as u32));
    }
}

/// An address that names nothing.
#[component]
fn NotFound() -> impl IntoView {
    let address = use_address();
    view! {
        <main class="shell__not-found">
            <div class="empty-state">
                <span class="empty-state__icon">{icon(Icon::Search)}</span>
                <h1 class="empty-state__title">{Key::MainNotFoundTitle}</h1>
                <p class="empty-state__hint">{Key::MainNotFoundHint}</p>
                <div class="empty-state__actions">
                    <ButtonLink
                        label=Key::MainGoToInbox
                        href=address.href(&InboxPlace::default())
                        kind=ButtonKind::Primary
                    />
                </div>
            </div>
        </main>
    }
}
