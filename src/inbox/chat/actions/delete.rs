//! The window that asks before a message is taken back.

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use recado_protocol::{Content, Message, MessageWrite};

use super::dispatch_write;
use crate::inbox::chat::open_conversation::OpenConversation;
use crate::locale::{Key, text};
use crate::markup::view;
use crate::ui::{Button, ButtonKind};

pub fn content(message: &Message, open: OpenConversation, close: UnsyncCallback<()>) -> AnyView {
    let hint = if matches!(message.content, Content::Note { .. }) {
        Key::MessageDeleteNoteHint
    } else {
        Key::MessageDeleteHint
    };
    let id = message.id.clone();
    let delete = move || {
        dispatch_write(open, &id, &MessageWrite::Delete);
        close.run(());
    };
    view! {
        <div class="message-window__form">
            <p>{text(hint)}</p>
            <div class="message-window__buttons">
                <Button label=Key::ActionCancel on_press=close />
                <Button label=Key::MessageDelete kind=ButtonKind::Danger on_press=delete />
            </div>
        </div>
    }
}
