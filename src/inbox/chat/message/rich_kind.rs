//! What stands above the text of a message that has more than a text.

use leptos::prelude::*;
use recado_protocol::{Content, Message};

use super::MessageSetting;
use super::media::media_view;
use crate::reactive::{Memo, live, memo};

/// Whether this version draws messages of a kind; of all others it says what they are.
pub fn is_drawn(kind: &str) -> bool {
    matches!(kind, "media")
}

/// What a message shows above its text.
pub fn rich_view(message: Memo<Option<Message>>, setting: MessageSetting) -> AnyView {
    let kind = memo(move || {
        message.with(|message| match message.as_ref().map(|it| &it.content) {
            Some(Content::Rich(rich)) => rich.kind().to_owned(),
            _ => String::new(),
        })
    });
    live(move || match kind.get().as_str() {
        "media" => media_view(message, setting),
        _ => ().into_any(),
    })
}
