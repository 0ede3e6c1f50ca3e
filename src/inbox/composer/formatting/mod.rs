//! What can be done to the text beside typing it: by button, by shortcut, and shown as it will look.

mod edit;
mod preview;
mod tool;
mod toolbar;

pub use preview::{preview, word_of};
pub use tool::Tool;
pub use toolbar::{Toolbar, toolbar, toolbar_toggle};
