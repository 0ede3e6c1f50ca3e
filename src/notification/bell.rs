//! The bell on the rail: how much has happened that has not been read, and the way to it.

use leptos::prelude::*;

use super::{Notifications, Want};
use crate::locale::{Key, t_count};
use crate::markup::view;
use crate::reactive::Signal;
use crate::ui::{BadgeTone, CountBadge, Icon, icon};

/// The button.
pub fn bell(notifications: Notifications) -> AnyView {
    let unread = notifications.unread;
    view! {
        <div class="rail__place">
            <button
                type="button"
                class="rail__item"
                aria-label=Key::NotificationCentre
                title=Key::NotificationCentre
                aria-describedby="bell-unread"
                on:click=move |_| notifications.want.set(Some(Want::Centre))
            >
                {icon(Icon::Bell)}
            </button>
            <span class="rail__badge" id="bell-unread">
                <CountBadge
                    count=unread
                    tone=BadgeTone::Danger
                    label=Signal::derive(move || t_count(Key::NotificationUnread, unread.get()))
                />
            </span>
        </div>
    }
}
