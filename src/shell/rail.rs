//! The rail: where one can go, and who I am.

use crate::markup::view;
use crate::reactive::{Signal, memo};
use leptos::prelude::*;
use recado_protocol::{BaseView, Filter};

use super::my_menu::MyMenu;
use super::use_address;
use crate::inbox::place::InboxPlace;
use crate::locale::{Key, t_count};
use crate::notification::{bell, use_notifications};
use crate::session::{Topic, use_session};
use crate::ui::{BadgeTone, CountBadge, Icon, icon};

#[component]
pub fn Rail(#[prop(into)] place: Signal<InboxPlace>) -> impl IntoView {
    let address = use_address();
    let session = use_session();
    let unread = memo(move || {
        session.watch(Topic::Counts, |store| {
            store.count(&Filter::of(BaseView::Unread))
        })
    });
    // From a conversation the inbox leads back to the list that was there, with its filter.
    let href = Signal::derive(move || address.href(&place.get().with_conversation(None)));
    view! {
        <nav class="rail" aria-label=Key::MainNavigation>
            <span class="rail__brand" aria-hidden="true">
                {icon(Icon::Chat)}
            </span>
            <div class="rail__place">
                <a
                    class="rail__item"
                    href=href
                    aria-current="page"
                    aria-describedby="rail-unread"
                    title=Key::MainInbox
                >
                    {icon(Icon::Inbox)}
                    <span class="visually-hidden">{Key::MainInbox}</span>
                </a>
                <span class="rail__badge" id="rail-unread">
                    <CountBadge
                        count=unread
                        tone=BadgeTone::Danger
                        label=Signal::derive(move || t_count(Key::MainUnread, unread.get()))
                    />
                </span>
            </div>
            {bell(use_notifications())}
            <span class="rail__space"></span>
            <MyMenu />
        </nav>
    }
}
