//! The reader's clock.

use std::time::Duration;

use leptos::prelude::*;
use recado_protocol::Timestamp;

use crate::reactive::Signal;

/// How often texts such as "2 min" are looked at again.
const TICK: Duration = Duration::from_secs(20);

thread_local! {
    static MINUTE: ArcRwSignal<Timestamp> = ticking();
}

/// The time now.
pub fn now() -> Timestamp {
    #[cfg(target_arch = "wasm32")]
    let millis = js_sys::Date::now() as i64;
    #[cfg(not(target_arch = "wasm32"))]
    let millis = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |passed| {
            i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)
        });
    Timestamp::from_millis(millis)
}

/// The time for texts such as "2 min": it moves a few times a minute.
pub fn minute() -> Signal<Timestamp> {
    let minute = MINUTE.with(Clone::clone);
    Signal::derive(move || minute.get())
}

fn ticking() -> ArcRwSignal<Timestamp> {
    let minute = ArcRwSignal::new(now());
    if cfg!(target_arch = "wasm32") {
        let ticking = minute.clone();
        set_interval(move || ticking.set(now()), TICK);
    }
    minute
}
