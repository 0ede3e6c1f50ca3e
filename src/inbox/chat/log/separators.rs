//! What stands between messages: days, and where the unread ones begin.

use crate::markup::view;
use crate::reactive::Signal;
use leptos::prelude::*;
use recado_protocol::Timestamp;

use crate::browser::clock;
use crate::locale::{Key, day_label, t_count};

/// The day of the messages below.
pub fn day_separator(at: Timestamp) -> AnyView {
    view! {
        <p class="log-day">
            <time class="log-day__label" datetime=at.to_rfc3339()>
                {move || day_label(at, clock::minute().get())}
            </time>
        </p>
    }
}

/// Where the messages begin that nobody had read when the chat was opened.
pub fn unread_divider(unread: Signal<u32>) -> AnyView {
    view! {
        <p class="log-unread">
            <span class="log-unread__label">
                {move || t_count(Key::ChatNewDivider, unread.get().into())}
            </span>
        </p>
    }
}
