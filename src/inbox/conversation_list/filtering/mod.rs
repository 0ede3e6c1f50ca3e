//! What is under the tabs of the list: the menu, the windows, the queues, and what narrows the list now.

mod archive;
mod chips;
mod conditions;
mod menu;
mod names;
mod new_queue;
mod queue_list;
mod queue_strip;
mod queues;

use leptos::prelude::*;

use super::more_filters::{MoreFilters, Window};
use crate::locale::{Key, text};
use crate::markup::view;
use crate::reactive::{Signal, live, memo, shown_while};
use crate::ui::Dialog;
pub use names::sort_name;
use queues::Queues;

/// All of it; loaded later.
#[component]
pub fn FilterTools(more: MoreFilters) -> impl IntoView {
    let queues = Queues::of(more);
    archive::fetch_what_is_asked_for(more.place);
    let is_menu_open = more.is_menu_open;
    let window = memo(move || more.window.get());
    // The title stays while the window closes.
    let title = Signal::derive(move || match window.get() {
        Some(Window::NewQueue) => text(Key::QueueNew).get(),
        Some(Window::Queues) => text(Key::QueueTitle).get(),
        Some(Window::Conditions) | None => text(Key::FilterTitle).get(),
    });
    let content = move || {
        live(move || {
            Some(match window.get()? {
                Window::Conditions => conditions::content(more),
                Window::NewQueue => new_queue::content(more, queues),
                Window::Queues => queue_list::content(more, queues),
            })
        })
    };
    view! {
        {queue_strip::strip(more, queues)}
        {chips::chips(more.place)}
        {shown_while(move || is_menu_open.get(), move || menu::menu(more, queues))}
        <Dialog
            open=Signal::derive(move || window.get().is_some())
            on_close=move || more.window.set(None)
            title
            class="dialog--wide"
        >
            {content()}
        </Dialog>
    }
}
