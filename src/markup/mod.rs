//! What `view!` makes: a text that says what stays of a piece of the page, and values for its holes. The framework's own
//! macro makes a type of each element, with its attributes and its listeners, and compiles the drawing of each.
//! How it is written: `crates/markup/src/lib.rs`.

mod as_view;
mod child;
mod drawn;
mod holes;
mod listener;
mod prototypes;
mod setting;
mod shape;

pub(crate) use as_view::as_view;
pub use child::{IntoChild, component, fragment};
pub use holes::Holes;
pub use recado_markup::view;
pub use setting::{IntoSetting, Setting};
