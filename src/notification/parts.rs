//! What comes with the first thing that is to be told: the telling, the centre, and the choice of what to be told of.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::centre::Centre;
use super::teller::teller;
use super::window::{centre_window, settings_window};
use super::{NOTIFIES, Want, choose, desktop, use_notifications};
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{RwSignal, effect, memo};
use crate::shell::use_address;
use crate::ui::use_toaster;

/// Tells from now on.
#[component]
pub fn NotificationParts() -> impl IntoView {
    let notifications = use_notifications();
    let (address, toaster) = (use_address(), use_toaster());
    let centre = Centre::kept(notifications);
    let teller = teller(centre);
    let (shows_centre, shows_settings) = (RwSignal::new(false), RwSignal::new(false));
    effect(move || {
        let news = notifications.news.get();
        if !news.is_empty() {
            notifications.news.update_untracked(Vec::clear);
            teller.notice(news);
        }
    });
    effect(move || match notifications.want.get() {
        Some(Want::Centre) => shows_centre.set(true),
        Some(Want::Settings) => shows_settings.set(true),
        Some(Want::Ring) => desktop::ring(),
        Some(Want::Permission) => spawn_local(async move {
            if !desktop::ask().await {
                choose(NOTIFIES, false);
                toaster.alert(t(Key::OptionsNotificationsRefused));
            }
        }),
        None => {}
    });
    // Whoever opens the conversation has seen what happened in it.
    let open = memo(move || address.place()?.conversation);
    effect(move || {
        if let Some(open) = open.get()
            && centre.read(|entry| entry.conversation == open)
        {
            teller.say_kept();
        }
    });
    effect(move || {
        if centre.forget_erased() {
            teller.say_kept();
        }
    });
    view! {
        {centre_window(centre, teller, shows_centre)}
        {settings_window(notifications, shows_settings)}
    }
}
