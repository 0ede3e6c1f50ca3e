//! What a message holds besides its text, drawn as the customer saw it and with the customer's answer
//! on it. One small file for each kind.

mod buttons;
mod cards;
mod choices;
mod deleted;
mod email;
mod form;
mod list;
mod quick_replies;
mod quoted;
mod rating;
mod template;
mod unknown;

use leptos::prelude::*;
use recado_protocol::message::more::Answer;
use recado_protocol::{Content, Fields, Message, MessageId, More, Rich, RichContent};

use super::MessageSetting;
use super::contact_card::contact_card_view;
use super::media::{leaves_room, media_view};
use super::message_text::message_text;
use super::message_time::MessageTime;
use super::place::place_view;
use crate::inbox::formatted::formatted;
use crate::markup::view;
use crate::reactive::{Memo, live, memo};

/// The content of a message that has more than a text, without who wrote it and when.
pub fn rich_view(
    id: MessageId,
    message: Memo<Option<Message>>,
    setting: MessageSetting,
    time: MessageTime,
) -> AnyView {
    let drawn = memo(move || message.with(|message| Drawn::of(message.as_ref()?)));
    live(move || {
        let (content, answer) = drawn.with(|drawn| drawn.as_ref().map(Drawn::read))?;
        let text = || message_text(id.clone(), message, setting, time);
        Some(draw(&content, answer.as_ref(), setting, &text))
    })
}

/// What of a message is drawn here; the rest of it may change as it likes.
#[derive(Clone, PartialEq, Eq)]
struct Drawn {
    rich: Rich,
    more: Option<Fields>,
}

impl Drawn {
    fn of(message: &Message) -> Option<Self> {
        match &message.content {
            Content::Rich(rich) => Some(Self {
                rich: rich.clone(),
                more: message.more.clone(),
            }),
            _ => None,
        }
    }

    fn read(&self) -> (RichContent, Option<Answer>) {
        let more: Option<More> = self.more.as_ref().and_then(Fields::read);
        (self.rich.read(), more.and_then(|more| more.answer))
    }
}

/// A message that is not sent yet, as it will stand in the conversation.
pub fn structured_preview(content: &RichContent) -> AnyView {
    let text = Rich::of(content).text().map(str::to_owned);
    let text = move || {
        let text = text.as_deref().map(|text| formatted(text, &[]));
        view! { <div class="bubble__text formatted">{text}</div> }
    };
    structured(content, None, &text)
}

/// `text` draws the text of the message.
fn draw(
    content: &RichContent,
    answer: Option<&Answer>,
    setting: MessageSetting,
    text: &dyn Fn() -> AnyView,
) -> AnyView {
    match content {
        RichContent::Template {
            name,
            header,
            footer,
            choices,
            ..
        } => {
            let parts = template::Parts {
                name,
                header: header.as_deref(),
                footer: footer.as_deref(),
                choices,
            };
            template::view(&parts, text(), answer)
        }
        RichContent::Media {
            text: words,
            attachments,
        } => {
            let files = media_view(attachments, setting);
            let is_bare = words.as_deref().is_none_or(str::is_empty) && leaves_room(attachments);
            let text = (!is_bare).then(text);
            view! { {files} {text} }
        }
        RichContent::Email(email) => email::view(email, setting, text),
        RichContent::Rating { score, best, .. } => {
            let rating = rating::view(*score, *best);
            view! { {rating} {text()} }
        }
        RichContent::Deleted { by, .. } => deleted::view(by.as_deref()),
        RichContent::Unknown { kind, .. } => {
            let note = unknown::view(kind);
            view! { {note} {text()} }
        }
        _ => structured(content, answer, text),
    }
}

/// What people compose of parts; of anything else, its text.
fn structured(
    content: &RichContent,
    answer: Option<&Answer>,
    text: &dyn Fn() -> AnyView,
) -> AnyView {
    let parts = match content {
        RichContent::Buttons { choices, .. } => buttons::view(choices, answer),
        RichContent::QuickReplies { choices, .. } => quick_replies::view(choices, answer),
        RichContent::List {
            button, sections, ..
        } => list::view(button, sections, answer),
        RichContent::Cards { cards, .. } => cards::view(cards, answer),
        RichContent::Form { questions, .. } => form::view(questions, answer),
        RichContent::Location {
            latitude,
            longitude,
            ..
        } => {
            let place = place_view(latitude, longitude);
            return view! { {place} {text()} };
        }
        RichContent::ContactCard {
            text,
            phones,
            emails,
            company,
        } => {
            return contact_card_view(
                text.clone(),
                company.clone(),
                phones.clone(),
                emails.clone(),
            );
        }
        _ => return text(),
    };
    view! { {text()} {parts} }
}
