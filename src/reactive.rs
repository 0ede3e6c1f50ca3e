//! Effects and memos that are compiled once for each type of value. The framework's own are
//! compiled once for each closure, and of those a page has a hundred.

use leptos::prelude::*;

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
