//! The window in which the text of a message is changed.

use leptos::callback::UnsyncCallback;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use recado_protocol::message::write::NewText;
use recado_protocol::{Content, Message, MessageWrite};

use super::dispatch_write;
use crate::inbox::chat::open_conversation::OpenConversation;
use crate::inbox::composer::{Length, outgoing};
use crate::locale::{Key, t_count, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, memo};
use crate::ui::{Button, ButtonKind, GrowingTextarea};

pub fn content(message: &Message, open: OpenConversation, close: UnsyncCallback<()>) -> AnyView {
    let before = message.content.text().unwrap_or_default().to_owned();
    let is_note = matches!(message.content, Content::Note { .. });
    let value = RwSignal::new(before.clone());
    let length = memo(move || {
        let limit = open.session.limits_in(&open.id()).text_length;
        value.with(|text| Length::of(text, limit.filter(|_| !is_note)))
    });
    let id = message.id.clone();
    let save = move || {
        let text = value.with_untracked(|text| outgoing(text).to_owned());
        if !length.get_untracked().can_be_sent() {
            return;
        }
        if text != before {
            dispatch_write(open, &id, &MessageWrite::Edit(NewText { text }));
        }
        close.run(());
    };
    let by_key = save.clone();
    let key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            by_key();
        }
    };
    let too_long = move || match length.get() {
        Length::Over { by } => Some(t_count(Key::ComposerTooLong, by)),
        _ => None,
    };
    view! {
        <form
            class="message-window__form"
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <div class="message-window__text">
                <GrowingTextarea
                    label=text(Key::MessageEditField)
                    value=value
                    on_input=move |text: String| value.set(text)
                    on_keydown=key
                />
            </div>
            <p class="field__error" role="status">{too_long}</p>
            <div class="message-window__buttons">
                <Button label=Key::ActionCancel on_press=close />
                <Button
                    label=Key::ActionSave
                    kind=ButtonKind::Primary
                    disabled=Signal::derive(move || !length.get().can_be_sent())
                    submit=true
                />
            </div>
        </form>
    }
}
