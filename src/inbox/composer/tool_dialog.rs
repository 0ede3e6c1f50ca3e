//! A window of a form that fills in the composer's work.

use leptos::prelude::*;
use send_wrapper::SendWrapper;

use crate::later::{self, Form};
use crate::locale::{Key, text};
use crate::markup::view;
use crate::reactive::RwSignal;
use crate::ui::Dialog;

/// The window, which stands outside of the composer: it has a form of its own. What is in it comes when it is opened.
pub fn tool_dialog(open: RwSignal<bool>, title: Key, form: Form) -> AnyView {
    let form = SendWrapper::new(form);
    view! {
        <Dialog open on_close=move || open.set(false) title=text(title) class="dialog--wide">
            {later::form((*form).clone())}
        </Dialog>
    }
}
