//! The text of a message: plain, with its line breaks and clickable addresses.

use crate::markup::view;
use crate::reactive::{Memo, StoredValue, live, memo};
use leptos::prelude::*;
use recado_protocol::{Message, MessageId};

use super::message_time::MessageTime;
use super::text_pieces::{TextPiece, text_pieces};
use super::{MessageSetting, fold};
use crate::locale::{Key, t};

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
    let shown = live(move || {
        text.with(|text| match fold::head(text) {
            Some(head) if !is_unfolded() => pieces_view(&format!("{head}…")),
            _ => pieces_view(text),
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
        <div class="bubble__text">
            {shown} <span class="bubble__room" aria-hidden="true" data-time=time.label></span>
        </div>
        {move || text.with(|text| fold::head(text).is_some()).then(button)}
    }
}

fn pieces_view(text: &str) -> Vec<AnyView> {
    text_pieces(text).into_iter().map(piece_view).collect()
}

fn piece_view(piece: TextPiece<'_>) -> AnyView {
    match piece {
        TextPiece::Plain(text) => text.to_owned().into_any(),
        TextPiece::Link(address) => view! {
            <a
                class="bubble__link"
                href=address.to_owned()
                target="_blank"
                rel="noopener noreferrer nofollow"
                dir="ltr"
            >
                {address.to_owned()}
            </a>
        },
    }
}
