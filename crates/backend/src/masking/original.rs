//! What a message really says, beside what is shown of it.

use recado_protocol::message::more::{Answer, LinkPreview};
use recado_protocol::{Content, Fields, Message, More};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::hidden::{Hidden, Piece};
use super::{Form, Rules, html, written};

/// The parts of a message that people wrote, as they wrote them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Original {
    content: Content,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link_preview: Option<LinkPreview>,
}

impl Original {
    fn of(content: &Content, more: Option<&Fields>) -> Self {
        let more: More = more.and_then(Fields::read).unwrap_or_default();
        Self {
            content: content.clone(),
            answer: more.answer,
            link_preview: more.link_preview,
        }
    }

    /// Puts it into the message that it is the original of.
    pub fn put_into(self, content: &mut Content, more: &mut Option<Fields>) {
        *content = self.content;
        if self.answer.is_some() || self.link_preview.is_some() {
            let mut known: More = more.as_ref().and_then(Fields::read).unwrap_or_default();
            known.answer = self.answer;
            known.link_preview = self.link_preview;
            *more = Some(Fields::of(&known));
        }
    }

    /// What the rules hide of it, with what stands in its place.
    pub fn hidden(&self, rules: &Rules) -> Hidden {
        let mut pieces = Vec::new();
        if let Some(mut value) = json_of(self) {
            written::change(&mut value, &mut |text, form| {
                // What a page says stands in the text beside it too.
                if form != Form::Html {
                    let (shown, masks) = rules.masked(text);
                    pieces.extend(masks.into_iter().map(|mask| Piece::of(mask, &shown)));
                }
                None
            });
        }
        Hidden::of(pieces)
    }
}

/// Hides what is to be hidden of a message. `None` when nothing is; else what it was.
pub fn hide(rules: &Rules, content: &mut Content, more: &mut Option<Fields>) -> Option<Original> {
    if matches!(content, Content::System { .. }) {
        return None;
    }
    // What most messages are needs no closer look.
    let is_plain = |more: &Fields| {
        let says = |field: &str| more.as_json().contains(field);
        !says("\"answer\"") && !says("\"link_preview\"")
    };
    if let Content::Text { text } | Content::Note { text } = content
        && more.as_ref().is_none_or(is_plain)
        && rules.masked(text).1.is_empty()
    {
        return None;
    }
    let original = Original::of(content, more.as_ref());
    let mut value = json_of(&original)?;
    if !hide_in(rules, &mut value) {
        return None;
    }
    let masked: Original = serde_json::from_value(value).ok()?;
    masked.put_into(content, more);
    Some(original)
}

/// Hides what is to be hidden in whatever people wrote in a record. Says whether there was something.
pub fn hide_in(rules: &Rules, record: &mut Value) -> bool {
    written::change(record, &mut |text, form| match form {
        Form::Html => html::hide(rules, text),
        Form::Plain => Some(rules.hide(text).into_owned()),
        Form::Url => {
            let host = text.find("://").map_or(0, |at| at + 3);
            let path = text[host..].find('/').map_or(text.len(), |at| host + at);
            Some(format!("{}{}", &text[..path], rules.hide(&text[path..])))
        }
    })
}

/// By way of its text: a content may hold JSON that is text still.
pub(super) fn json_of(record: &impl Serialize) -> Option<Value> {
    serde_json::from_str(&serde_json::to_string(record).ok()?).ok()
}

/// A message that is told with what it really says.
pub fn restore(message: &mut Message, original: Original) {
    // A copy of a message from before it was taken back says nothing again.
    if message.content.kind() != "deleted" {
        original.put_into(&mut message.content, &mut message.more);
    }
}
