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
    in_field(value, Form::Plain, with)
}

fn in_field(
    value: &mut Value,
    form: Form,
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
                changed |= in_field(item, form, with);
            }
            changed
        }
        Value::Object(fields) => {
            let mut changed = false;
            for (name, field) in fields {
                let form = match name.as_str() {
                    "html" => Form::Html,
                    "url" => Form::Url,
                    name if TECHNICAL.contains(&name) => continue,
                    _ => Form::Plain,
                };
                changed |= in_field(field, form, with);
            }
            changed
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
