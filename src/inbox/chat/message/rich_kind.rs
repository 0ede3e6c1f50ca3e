//! What stands above the text of a message that has more than a text.

use leptos::prelude::*;
use recado_protocol::{Content, Message, RichContent};

use super::MessageSetting;
use super::contact_card::contact_card_view;
use super::media::media_view;
use super::place::place_view;
use crate::reactive::{Memo, live, memo};

/// Whether this version draws messages of a kind; of all others it says what they are.
pub fn is_drawn(kind: &str) -> bool {
    matches!(kind, "media" | "location" | "contact_card")
}

/// What a message shows above its text.
pub fn rich_view(message: Memo<Option<Message>>, setting: MessageSetting) -> AnyView {
    let content = memo(move || {
        message.with(|message| match message.as_ref().map(|it| &it.content) {
            Some(Content::Rich(rich)) if is_drawn(rich.kind()) => Some(rich.read()),
            _ => None,
        })
    });
    live(move || match content.get() {
        Some(RichContent::Media { attachments, .. }) => media_view(&attachments, setting),
        Some(RichContent::Location {
            latitude,
            longitude,
            ..
        }) => place_view(&latitude, &longitude),
        Some(RichContent::ContactCard {
            text,
            phones,
            emails,
            company,
        }) => contact_card_view(text, company, phones, emails),
        _ => ().into_any(),
    })
}

/// The text of a message where it is not shown already.
pub fn text_of(message: &Message) -> Option<&str> {
    match &message.content {
        Content::Rich(rich) if rich.kind() == "contact_card" => None,
        content => content.text(),
    }
}
