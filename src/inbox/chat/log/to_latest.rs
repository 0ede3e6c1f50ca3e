//! The button that leads back to the newest message.

use crate::markup::view;
use leptos::prelude::*;

use super::history::HistoryLoader;
use crate::inbox::chat::open_conversation::OpenConversation;
use crate::locale::{Key, t, t_count};
use crate::reactive::{memo, shown_while};
use crate::ui::{Icon, small_icon};

/// Shown while the reader is elsewhere; says how many messages are still unread.
pub fn to_latest(open: OpenConversation, loader: HistoryLoader) -> AnyView {
    let scroller = loader.scroller;
    let unread = memo(move || open.read(|record| record.unread_count));
    let is_away =
        memo(move || !scroller.is_at_end.get() && scroller.shown.with(|shown| !shown.is_empty()));
    let news = move || match unread.get() {
        0 => None,
        n => Some(t_count(Key::ChatNewMessages, n.into())),
    };
    let button = move || {
        view! {
            <button
                type="button"
                class="to-latest"
                title=Key::ChatToLatest
                aria-label=move || news().is_none().then(|| t(Key::ChatToLatest))
                on:click=move |_| {
                    scroller.focus();
                    loader.go_to_latest();
                }
            >
                {move || news().map(|news| view! { <span class="tabular">{news}</span> })}
                {small_icon(Icon::ArrowDown)}
            </button>
        }
    };
    shown_while(move || is_away.get(), button)
}
