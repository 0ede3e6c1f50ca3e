//! What `view!` makes: elements of one type. The framework's own macro makes a type of each element, with its
//! attributes and its listeners, and compiles the drawing of each; of the app's first version that was a third.
//! How it is written: `crates/markup/src/lib.rs`.

mod child;
mod element;
mod listener;
mod setting;

pub use child::{IntoChild, component, fragment};
pub use element::Element;
pub use recado_markup::view;
