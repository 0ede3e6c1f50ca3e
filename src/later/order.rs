//! In which order the files come, as the cut sees it.

use std::hint::black_box;

use leptos::prelude::AnyView;

/// Says that what another file draws with `draw` is there before the file whose function calls this.
///
/// The cut makes a module for each combination of parts that use something, and each module has its own way to every
/// function outside of it. It sees this as a use, so all that the other file uses is one module, whoever else uses it.
pub fn comes_after<P>(draw: fn(P) -> AnyView) {
    black_box(draw);
}
