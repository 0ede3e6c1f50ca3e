//! What a message really says, beside what is shown of it.

use std::borrow::Cow;

use recado_protocol::masking::DOTS;
use recado_protocol::message::more::{Answer, LinkPreview};
use recado_protocol::{Content, Fields, Message, More};
use serde::{Deserialize, Serialize};
use serde_json::Value;

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
                    let spans = rules.spans(text);
                    let found = spans
                        .iter()
                        .map(|span| (span.mask(text), text[span.range.clone()].to_owned()));
                    pieces.extend(found);
                }
                None
            });
        }
        Hidden(pieces)
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
        && rules.spans(text).is_empty()
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

/// What is hidden, each piece with what stands in its place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hidden(Vec<(String, String)>);

impl Hidden {
    /// Adds what is hidden in another message.
    pub fn and(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is hidden, without what stands in its place.
    pub fn pieces(self) -> Vec<String> {
        self.0.into_iter().map(|(_, piece)| piece).collect()
    }

    /// The text with what its dots stand for. Whatever would then be seen stays hidden.
    pub fn put_back<'t>(&self, rules: &Rules, text: &'t str) -> Cow<'t, str> {
        let mut whole = String::with_capacity(text.len());
        let mut left: Vec<&(String, String)> = self.0.iter().collect();
        let mut rest = text;
        let mut used = Vec::new();
        while let Some(at) = rest.find(DOTS) {
            let (before, masked) = rest.split_at(at);
            whole.push_str(before);
            let fits = |(mask, _): &&(String, String)| {
                let after = masked.strip_prefix(mask.as_str());
                after.is_some_and(|it| !it.starts_with(|next| super::number::digit(next).is_some()))
            };
            // In their order; one that is repeated stands for the same again.
            let found = left.iter().position(fits).map(|place| left.remove(place));
            if let Some((mask, piece)) = found.or_else(|| self.0.iter().find(|it| fits(it))) {
                whole.push_str(piece);
                used.push(piece);
                rest = &masked[mask.len()..];
            } else {
                whole.push_str(DOTS);
                rest = &masked[DOTS.len()..];
            }
        }
        whole.push_str(rest);
        let shown = rules.hide(&whole);
        if used.is_empty() || used.iter().any(|piece| shown.contains(piece.as_str())) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(whole)
    }

    /// The content with what the dots in it stand for.
    pub fn put_into<C>(&self, rules: &Rules, content: &C) -> Option<C>
    where
        C: Serialize + for<'de> Deserialize<'de>,
    {
        if self.0.is_empty() {
            return None;
        }
        let mut value = json_of(content)?;
        let changed = written::change(&mut value, &mut |text, _| {
            Some(self.put_back(rules, text).into_owned())
        });
        changed
            .then(|| serde_json::from_value(value).ok())
            .flatten()
    }
}

/// By way of its text: a content may hold JSON that is text still.
fn json_of(record: &impl Serialize) -> Option<Value> {
    serde_json::from_str(&serde_json::to_string(record).ok()?).ok()
}

/// A message that is told with what it really says.
pub fn restore(message: &mut Message, original: Original) {
    // A copy of a message from before it was taken back says nothing again.
    if message.content.kind() != "deleted" {
        original.put_into(&mut message.content, &mut message.more);
    }
}
