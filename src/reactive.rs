//! Effects, memos and changing views that are compiled once for each type of value. The
//! framework's own are compiled once for each closure, and of those a page has a hundred.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

use crate::markup::IntoChild;

/// Runs `run` after the page was drawn, and again whenever something that it read has changed.
pub fn effect(run: impl FnMut() + 'static) {
    let run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(run);
}

/// A value computed from others, whose readers only hear of it when it becomes another.
pub fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    boxed_memo(Box::new(compute))
}

fn boxed_memo<T>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| compute())
}

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
