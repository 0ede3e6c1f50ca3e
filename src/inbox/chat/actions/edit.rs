//! The window in which the text of a message is changed.

use leptos::callback::UnsyncCallback;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use recado_protocol::message::write::NewText;
use recado_protocol::{CommandId, Content, Message, MessageId, MessageWrite};

use super::begun::{Begun, begun, keep};
use super::dispatch_write;
use crate::inbox::chat::message::refused_edit;
use crate::inbox::chat::open_conversation::OpenConversation;
use crate::inbox::composer::{Length, outgoing};
use crate::locale::{Key, t_count, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, memo, shown_while};
use crate::session::Intent;
use crate::ui::{Button, ButtonKind, GrowingTextarea, Icon};

/// What is done with a new text.
struct Write {
    message: MessageId,
    /// What the message said when it was begun.
    before: String,
    /// An earlier one that was not taken, in whose place this one comes.
    refused: Option<CommandId>,
    open: OpenConversation,
}

impl Write {
    fn keep(&self, text: Option<String>) {
        let before = self.before.clone();
        let begun = text.map(|text| Begun { text, before });
        keep(self.open, &self.message, begun);
    }

    fn send(&self, text: String) {
        let before = Some(self.before.clone());
        let new = NewText { text, before };
        dispatch_write(self.open, &self.message, &MessageWrite::Edit(new));
    }

    /// Nothing is kept of it, nor of the one that was not taken.
    fn forget(&self) {
        self.keep(None);
        if let Some(refused) = &self.refused {
            self.open.session.dispatch(Intent::Discard(refused.clone()));
        }
    }
}

pub fn content(message: &Message, open: OpenConversation, close: UnsyncCallback<()>) -> AnyView {
    let said = message.content.text().unwrap_or_default().to_owned();
    let is_note = matches!(message.content, Content::Note { .. });
    let refused = open
        .session
        .peek(|store| refused_edit(store, &open.id(), &message.id));
    // What was begun is changed against what the message said then; what was refused, against what it says now.
    let (begins_with, before) = match (begun(open, &message.id), &refused) {
        (Some(begun), _) => (begun.text, begun.before),
        (None, Some(refused)) => (refused.text.clone(), said.clone()),
        (None, None) => (said.clone(), said.clone()),
    };
    let value = RwSignal::new(begins_with);
    let is_changed = memo(move || value.with(|text| outgoing(text) != outgoing(&said)));
    let was_left = is_changed.get_untracked();
    let length = memo(move || {
        let limit = open.session.limits_in(&open.id()).text_length;
        value.with(|text| Length::of(text, limit.filter(|_| !is_note)))
    });
    let write = Write {
        message: message.id.clone(),
        before,
        refused: refused.map(|refused| refused.command),
        open,
    };
    let write = StoredValue::new(write);
    let typed = move |text: String| {
        value.set(text.clone());
        let kept =
            Some(text).filter(|text| is_changed.get_untracked() && !outgoing(text).is_empty());
        write.with_value(|write| write.keep(kept));
    };
    let save = move || {
        let text = value.with_untracked(|text| outgoing(text).to_owned());
        if !length.get_untracked().can_be_sent() {
            return;
        }
        write.with_value(|write| {
            if is_changed.get_untracked() {
                write.send(text);
            }
            write.forget();
        });
        close.run(());
    };
    let discard = move || {
        write.with_value(Write::forget);
        close.run(());
    };
    let key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save();
        }
    };
    let too_long = move || match length.get() {
        Length::Over { by } => Some(t_count(Key::ComposerTooLong, by)),
        _ => None,
    };
    let discard_button = shown_while(
        move || is_changed.get(),
        move || view! { <Button label=Key::ActionDiscard icon=Icon::Trash on_press=discard /> },
    );
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
                    on_input=typed
                    on_keydown=key
                />
            </div>
            <p class="field__error" role="status">{too_long}</p>
            {was_left.then(|| view! { <p class="message-window__hint">{text(Key::MessageEditKept)}</p> })}
            <div class="message-window__buttons">
                {discard_button}
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
