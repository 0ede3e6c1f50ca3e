//! Writing to somebody who has not written. Here is the button; its window comes when it is first opened.

mod draft;
mod form;
mod message;
mod recipient;

use leptos::prelude::*;
use recado_protocol::Feature;

use crate::later::{self, Form};
use crate::locale::Key;
use crate::markup::view;
use crate::reactive::{RwSignal, live, memo};
use crate::session::use_session;
use crate::ui::{Icon, small_icon};

pub use form::NewConversationForm;

/// The button under the list, where the backend lets one write first.
pub fn new_conversation() -> AnyView {
    let session = use_session();
    let is_open = RwSignal::new(false);
    let can = memo(move || session.can(&Feature::WRITE_FIRST));
    live(move || {
        can.get().then(|| {
            view! {
                <button
                    type="button"
                    class="button conversation-list__new"
                    aria-haspopup="dialog"
                    on:click=move |_| is_open.set(true)
                >
                    {small_icon(Icon::Pencil)}
                    <span class="button__label">{Key::ListNewConversation}</span>
                </button>
                {live(move || is_open.get().then(|| later::form(Form::NewConversation(is_open))))}
            }
        })
    })
}
