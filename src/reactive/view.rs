//! Views that change.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

use super::memo;
use crate::markup::IntoChild;

/// A part of the page that is drawn anew whenever something that it read has changed.
pub fn live<C: IntoChild>(draw: impl Fn() -> C + Send + 'static) -> AnyView {
    let draw: SharedReactiveFunction<AnyView> = Arc::new(Mutex::new(move || draw().into_child()));
    draw.into_any()
}

/// A part of the page that is there while something holds.
pub fn shown_while<C: IntoChild>(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    draw: impl Fn() -> C + Send + 'static,
) -> AnyView {
    let holds = memo(holds);
    live(move || holds.get().then(&draw))
}

/// A part of the page that is there from the first time that something holds: a window that was opened stays, and is closed.
pub fn shown_from_first<C: IntoChild>(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    draw: impl Fn() -> C + Send + 'static,
) -> AnyView {
    let held =
        Memo::new(move |before: Option<&bool>| before.copied().unwrap_or_default() || holds());
    live(move || held.get().then(&draw))
}
