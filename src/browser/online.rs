//! Whether this device has a network, as far as its browser knows.

use leptos::{ev, prelude::*};

thread_local! {
    static ONLINE: ArcRwSignal<bool> = followed();
}

/// `false` only when the browser is sure that nothing can be reached. Reactive.
pub fn is_online() -> bool {
    ONLINE.with(ArcRwSignal::get)
}

fn followed() -> ArcRwSignal<bool> {
    let online = ArcRwSignal::new(window().navigator().on_line());
    let (up, down) = (online.clone(), online.clone());
    // For as long as the page lives.
    window_event_listener(ev::online, move |_| up.set(true));
    window_event_listener(ev::offline, move |_| down.set(false));
    online
}
