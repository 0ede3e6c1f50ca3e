//! What speaks against sending, said once before a message goes out. Sending again sends it all the same.

use leptos::prelude::*;

use crate::locale::{Key, text};
use crate::markup::view;
use crate::ui::{Button, ButtonKind, Icon, small_icon};

/// The question: what there is to know, and the button for what can be done instead.
pub fn question(words: AnyView, instead: AnyView) -> AnyView {
    view! {
        <div class="interlock" role="alert">
            {small_icon(Icon::Warning)}
            <div class="interlock__words">
                {words} <p class="visually-hidden">{text(Key::InterlockHint)}</p>
            </div>
            <div class="interlock__buttons">
                {instead}
                <Button label=Key::InterlockSend kind=ButtonKind::Primary submit=true />
            </div>
        </div>
    }
}
