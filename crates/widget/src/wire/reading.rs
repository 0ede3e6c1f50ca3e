//! From JSON to the protocol's types. What a newer backend adds is skipped or read as unknown; what
//! lacks a field that this window can't do without is no value at all.

use recado_protocol::{
    Author, ChannelLimits, Content, ConversationId, Delivery, Fields, Message, Rich, SystemEvent,
    event::event_type, http::MessagePage, live::TypingNotice, visitor::Visit,
};

use super::Json;
use crate::tray::FileLimits;

/// One frame of `/visitor/live`.
#[derive(Clone, PartialEq, Debug)]
pub enum VisitorFrame {
    /// The link is live, and what was missed follows.
    Welcome,
    /// Events were lost: take the newest page and a new cursor.
    Resync,
    Typing(TypingNotice),
    /// A numbered event; the message is absent for an event of a type that this page does not know.
    Event {
        seq: u64,
        message: Option<Message>,
    },
    /// A ping, or a frame of a newer backend: the link is alive, nothing else.
    Nothing,
}

/// Why a request was refused, as far as the window tells reasons apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    pub reason: Reason,
    /// The backend's own sentence; empty when it gave none.
    pub sentence: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    ChannelClosed,
    /// There is no such thing, or the words for it were not valid.
    NotFound,
    /// The text or all of it is too long. An empty one is never sent.
    TooLarge,
    Other,
}

pub fn frame(json: &impl Json) -> VisitorFrame {
    let Some(frame_type) = text(json, "type") else {
        return VisitorFrame::Nothing;
    };
    let data = json.get("data");
    if let Some(seq) = number(json, "seq") {
        let is_message = matches!(
            frame_type.as_str(),
            event_type::MESSAGE_CREATED | event_type::MESSAGE_UPDATED
        );
        let message = data.filter(|_| is_message).and_then(|data| stored(&data));
        return VisitorFrame::Event { seq, message };
    }
    match (frame_type.as_str(), data) {
        ("welcome", _) => VisitorFrame::Welcome,
        ("resync", _) => VisitorFrame::Resync,
        ("typing", Some(data)) => typing(&data).map_or(VisitorFrame::Nothing, VisitorFrame::Typing),
        _ => VisitorFrame::Nothing,
    }
}

pub fn visit(json: &impl Json) -> Option<Visit> {
    Some(Visit {
        token: text(json, "token")?,
        channel_name: text(json, "channel_name")?,
        conversation: conversation(json),
        unread_count: number(json, "unread_count").unwrap_or(0) as u32,
        cursor: number(json, "cursor")?,
        limits: ChannelLimits {
            text_length: json
                .get("limits")
                .and_then(|limits| number(&limits, "text_length"))
                .map(|length| length as u32),
            ..ChannelLimits::default()
        },
    })
}

/// The limits of files in a visit, apart from it: a map of the protocol would weigh more.
pub fn file_limits(visit: &impl Json) -> FileLimits {
    let Some(limits) = visit.get("limits") else {
        return FileLimits::default();
    };
    let types = limits.get("attachments").map(|types| types.members());
    let types = types.into_iter().flatten();
    FileLimits {
        types: types
            .filter_map(|(pattern, limit)| Some((pattern, limit.number()? as u64)))
            .collect(),
        count: number(&limits, "attachment_count").map(|count| count as usize),
    }
}

/// The message in a `VisitorMessage`: the answer to a send and the data of an event.
pub fn stored(json: &impl Json) -> Option<Message> {
    message(&json.get("message")?)
}

/// A page. A message that can't be read is left out rather than the page refused.
pub fn page(json: &impl Json) -> Option<MessagePage> {
    let flag = |key| json.get(key).and_then(|flag| flag.flag()).unwrap_or(false);
    Some(MessagePage {
        items: json
            .get("items")?
            .items()?
            .iter()
            .filter_map(message)
            .collect(),
        has_older: flag("has_older"),
        has_newer: flag("has_newer"),
    })
}

/// A problem, with the HTTP status it came with.
pub fn refused(json: Option<&impl Json>, status: u16) -> Refused {
    let field = |key| json.and_then(|json| text(json, key));
    let kind = field("type").unwrap_or_default();
    let reason = match kind.strip_prefix("urn:recado:problem:").unwrap_or_default() {
        "channel-closed" | "forbidden" => Reason::ChannelClosed,
        "not-found" | "malformed-body" => Reason::NotFound,
        "body-too-large" => Reason::TooLarge,
        "invalid-field" if field("field").as_deref() == Some("text") => Reason::TooLarge,
        "invalid-field" => Reason::NotFound,
        _ if status == 413 => Reason::TooLarge,
        _ => Reason::Other,
    };
    let sentence = field("detail")
        .filter(|detail| !detail.is_empty())
        .or_else(|| field("title"))
        .unwrap_or_default();
    Refused { reason, sentence }
}

/// What the window shows of all that is known of a message.
const SHOWN: [&str; 3] = ["answer", "quote", "reactions"];

fn message(json: &impl Json) -> Option<Message> {
    Some(Message {
        id: text(json, "id")?.into(),
        conversation: conversation(json)?,
        position: number(json, "position")?,
        at: json.get("at")?.time()?,
        author: author(&json.get("author")?),
        content: content(&json.get("content")?),
        delivery: json
            .get("delivery")
            .map(|delivery| self::delivery(&delivery)),
        // Read where it is drawn. Most of what may be known of a message is nothing that the window shows.
        more: json
            .get("more")
            .filter(|more| SHOWN.iter().any(|key| more.get(key).is_some()))
            .map(|more| Fields::from_json(more.written())),
        revision: number(json, "revision")?,
    })
}

fn author(json: &impl Json) -> Author {
    let id = text(json, "id");
    let name = text(json, "name");
    match (text(json, "kind").unwrap_or_default().as_str(), id, name) {
        ("contact", Some(id), _) => Author::Contact { id: id.into() },
        ("agent", Some(id), Some(name)) => Author::Agent {
            id: id.into(),
            name,
        },
        ("bot", _, Some(name)) => Author::Bot { name },
        ("system", ..) => Author::System,
        _ => Author::Unknown,
    }
}

fn content(json: &impl Json) -> Content {
    let kind = text(json, "kind").unwrap_or_default();
    match (kind.as_str(), text(json, "text")) {
        ("text", Some(text)) => Content::Text { text },
        ("note", Some(text)) => Content::Note { text },
        // What happened is the team's business and never shown here.
        ("system", _) => Content::System {
            event: SystemEvent::Unknown,
        },
        (_, text) => {
            let fields = Fields::from_json(json.written());
            Content::Rich(Rich::known(kind.into(), text.map(Into::into), fields))
        }
    }
}

fn delivery(json: &impl Json) -> Delivery {
    match text(json, "state").unwrap_or_default().as_str() {
        "queued" => Delivery::Queued,
        "sent" => Delivery::Sent,
        "delivered" => Delivery::Delivered,
        "read" => Delivery::Read,
        _ => Delivery::Unknown,
    }
}

/// A notice that somebody of the team writes to the visitor; one about a note is none.
fn typing(json: &impl Json) -> Option<TypingNotice> {
    let note = json
        .get("note")
        .and_then(|note| note.flag())
        .unwrap_or(false);
    (!note).then_some(TypingNotice {
        conversation: conversation(json)?,
        who: author(&json.get("who")?),
        on: json.get("on")?.flag()?,
        note,
    })
}

fn conversation(json: &impl Json) -> Option<ConversationId> {
    text(json, "conversation").map(ConversationId::from)
}

fn text(json: &impl Json, key: &str) -> Option<String> {
    json.get(key)?.text()
}

/// A count or a place: a whole number that is not negative.
fn number(json: &impl Json, key: &str) -> Option<u64> {
    let number = json.get(key)?.number()?;
    (number >= 0.0).then_some(number as u64)
}

#[cfg(test)]
mod tests;
