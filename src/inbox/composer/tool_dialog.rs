//! A window of a tool that fills in the composer's work.

use leptos::prelude::*;
use send_wrapper::SendWrapper;

use crate::later::{self, Tool};
use crate::locale::{Key, text};
use crate::markup::view;
use crate::reactive::RwSignal;
use crate::ui::Dialog;

/// The window, which stands outside of the composer: it has a form of its own. What is in it comes when it is opened.
pub fn tool_dialog(open: RwSignal<bool>, title: Key, tool: Tool) -> AnyView {
    let tool = SendWrapper::new(tool);
    view! {
        <Dialog open on_close=move || open.set(false) title=text(title) class="dialog--wide">
            {later::tool((*tool).clone())}
        </Dialog>
    }
}
