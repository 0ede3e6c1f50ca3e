//! The text of a message, as its markup says.

use crate::markup::view;
use crate::reactive::{Memo, StoredValue, live, memo};
use leptos::prelude::*;
use recado_protocol::{Content, Message, MessageId};

use super::message_time::MessageTime;
use super::{MessageSetting, fold};
use crate::inbox::formatted::{formatted, names_in};
use crate::locale::{Key, t};
use crate::session::Topic;

/// The text, folded when it is very long. The time stands in the corner after its last line, in
/// room that is kept by a copy of it that can't be seen.
pub fn message_text(
    id: MessageId,
    message: Memo<Option<Message>>,
    setting: MessageSetting,
    time: MessageTime,
) -> AnyView {
    let text = memo(move || {
        message.with(|message| {
            let text = message.as_ref().and_then(|message| message.content.text());
            text.unwrap_or_default().to_owned()
        })
    });
    let id = StoredValue::new(id);
    let is_unfolded = move || {
        setting
            .unfolded
            .with(|all| id.with_value(|id| all.contains(id)))
    };
    let toggle = move |_| {
        setting.before_folding.run(());
        setting.unfolded.update(|all| {
            let id = id.get_value();
            if !all.remove(&id) {
                all.insert(id);
            }
        });
    };
    let is_note = memo(move || {
        let is_note = |message: &Message| matches!(message.content, Content::Note { .. });
        message.with(|message| message.as_ref().is_some_and(is_note))
    });
    let session = setting.open.session;
    // Customers know nobody by name, and are not to call anybody by chance.
    let names = memo(move || {
        if is_note.get() {
            session.watch(Topic::Directory, names_in)
        } else {
            Vec::new()
        }
    });
    let shown = live(move || {
        names.with(|names| {
            text.with(|text| match fold::head(text) {
                Some(head) if !is_unfolded() => formatted(&format!("{head}…"), names),
                _ => formatted(text, names),
            })
        })
    });
    let button = move || {
        view! {
            <button
                type="button"
                class="bubble__unfold"
                aria-expanded=move || is_unfolded().to_string()
                on:click=toggle
            >
                {move || t(if is_unfolded() { Key::ChatShowLess } else { Key::ChatShowAll })}
            </button>
        }
    };
    view! {
        <div class="bubble__text formatted">
            {shown} <span class="bubble__room" aria-hidden="true" data-time=time.label></span>
        </div>
        {move || text.with(|text| fold::head(text).is_some()).then(button)}
    }
}
