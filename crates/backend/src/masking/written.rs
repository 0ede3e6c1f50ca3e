//! Which parts of a record people wrote.

use serde_json::Value;

/// What is in these fields nobody wrote: ids, times, addresses, and what the backend or a program calls things.
const TECHNICAL: [&str; 31] = [
    "address",
    "at",
    "author",
    "by",
    "chosen",
    "colour",
    "conversation",
    "delivery",
    "emoji",
    "event",
    "external_id",
    "file",
    "forwarded",
    "id",
    "in_reply_to",
    "input",
    "kind",
    "language",
    "latitude",
    "longitude",
    "media_type",
    "message",
    "message_id",
    "name",
    "pinned",
    "question",
    "references",
    "reply_to",
    "resent",
    "revision",
    "track",
];

/// Of kinds whose fields are not all known, only these are left out, whatever others are called.
const ALWAYS_TECHNICAL: [&str; 6] = ["at", "file", "id", "kind", "latitude", "longitude"];
/// Kinds of contents whose fields are known.
const KNOWN: [&str; 15] = [
    "text",
    "note",
    "system",
    "media",
    "buttons",
    "quick_replies",
    "list",
    "cards",
    "form",
    "template",
    "email",
    "rating",
    "deleted",
    "url",
    "reply",
];

/// How a text is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Plain,
    Html,
    /// The address of a page; its host is no word of anybody.
    Url,
}

/// Changes every text that people wrote. Says whether something was changed.
pub fn change(value: &mut Value, with: &mut dyn FnMut(&str, Form) -> Option<String>) -> bool {
    in_field(value, Form::Plain, &TECHNICAL, with)
}

fn in_field(
    value: &mut Value,
    form: Form,
    technical: &'static [&'static str],
    with: &mut dyn FnMut(&str, Form) -> Option<String>,
) -> bool {
    match value {
        Value::String(text) => match with(text, form) {
            Some(changed) if changed != *text => {
                *text = changed;
                true
            }
            _ => false,
        },
        Value::Array(items) => {
            let mut changed = false;
            for item in items {
                changed |= in_field(item, form, technical, with);
            }
            changed
        }
        Value::Object(fields) => {
            let mut changed = false;
            let kind = fields.get("kind").and_then(Value::as_str);
            let is_known = kind.is_none_or(|kind| KNOWN.contains(&kind));
            let technical = if is_known {
                technical
            } else {
                &ALWAYS_TECHNICAL
            };
            for (name, field) in fields {
                let form = match name.as_str() {
                    "html" => Form::Html,
                    "url" => Form::Url,
                    name if technical.contains(&name) => continue,
                    _ => Form::Plain,
                };
                changed |= in_field(field, form, technical, with);
            }
            changed
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
