//! How much room there is, and so how many sections stand side by side.

use crate::reactive::{RwSignal, Signal};
use leptos::{ev, prelude::*};

/// From this width on, the customer stands beside the chat. The style sheets say the same.
const ALL_SECTIONS: &str = "(width >= 1100px)";
/// Below this width there is room for one section only. The style sheets say the same.
const ONE_SECTION: &str = "(width < 720px)";

/// How the sections are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// List, chat and customer stand side by side.
    Wide,
    /// List and chat stand side by side; the customer comes over them when asked for.
    Drawer,
    /// One section at a time.
    Single,
}

/// Follows the width of the window. To be called once, in the root component.
pub fn provide_layout() {
    let layout = RwSignal::new(measured());
    let resized = window_event_listener(ev::resize, move |_| {
        let now = measured();
        if layout.get_untracked() != now {
            layout.set(now);
        }
    });
    on_cleanup(move || resized.remove());
    provide_context::<Signal<Layout>>(layout.into());
}

/// The layout of the page, from anywhere below the root component.
pub fn use_layout() -> Signal<Layout> {
    expect_context()
}

fn measured() -> Layout {
    if fits(ONE_SECTION) {
        Layout::Single
    } else if fits(ALL_SECTIONS) {
        Layout::Wide
    } else {
        Layout::Drawer
    }
}

fn fits(query: &str) -> bool {
    window()
        .match_media(query)
        .ok()
        .flatten()
        .is_some_and(|media| media.matches())
}
