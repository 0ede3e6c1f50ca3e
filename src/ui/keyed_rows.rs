//! A list whose rows stay what they are while others come and go around them. It is compiled once
//! for all lists; the framework's own `For` is compiled for each.

use crate::markup::view;
use std::sync::Arc;

use leptos::prelude::*;

/// A row: what it is known by, and how it is drawn.
pub struct KeyedRow {
    key: String,
    draw: Arc<dyn Fn(ReadSignal<usize>) -> AnyView + Send + Sync>,
}

impl KeyedRow {
    /// `draw` is called once, when the row comes; it gets the row's place in the list, from 0,
    /// which changes with the rows before it.
    pub fn new(
        key: String,
        draw: impl Fn(ReadSignal<usize>) -> AnyView + Send + Sync + 'static,
    ) -> Self {
        let draw = Arc::new(draw);
        Self { key, draw }
    }
}

/// The rows, in their order; each key stands there once.
pub fn keyed_rows(rows: impl Fn() -> Vec<KeyedRow> + Send + 'static) -> AnyView {
    drawn(Box::new(rows))
}

fn drawn(rows: Box<dyn Fn() -> Vec<KeyedRow> + Send>) -> AnyView {
    view! {
        <ForEnumerate
            each=rows
            key=|row: &KeyedRow| row.key.clone()
            children=|index, row: KeyedRow| (row.draw)(index)
        />
    }
}
