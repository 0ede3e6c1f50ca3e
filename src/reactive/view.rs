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
