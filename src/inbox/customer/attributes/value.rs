//! How a value is shown.

use leptos::prelude::*;
use recado_protocol::Timestamp;
use recado_protocol::attribute::{Attribute, AttributeKind, plain_link};

use crate::browser::local_time;
use crate::locale::{Key, date, decimal, t, text};
use crate::markup::view;

/// A value for people, in their language; empty for one that is not given.
pub fn value_text(attribute: &Attribute, value: &str) -> String {
    match attribute.kind {
        AttributeKind::Number => decimal(value),
        AttributeKind::Date => day(value).map_or_else(|| value.to_owned(), date),
        AttributeKind::List => {
            let choice = attribute.choices.iter().find(|choice| choice.id == value);
            choice.map(|choice| choice.name.clone()).unwrap_or_default()
        }
        AttributeKind::Checkbox if value == "true" => t(Key::AttributeYes),
        AttributeKind::Checkbox if value == "false" => t(Key::AttributeNo),
        AttributeKind::Text
        | AttributeKind::Link
        | AttributeKind::Checkbox
        | AttributeKind::Unknown => value.to_owned(),
    }
}

/// A value where it stands; a link can be followed and is shown as what it is.
pub fn value_view(attribute: &Attribute, value: &str) -> AnyView {
    let shown = value_text(attribute, value);
    if shown.is_empty() {
        return view! { <span class="facts__absent">{text(Key::CustomerNotGiven)}</span> };
    }
    let link = (attribute.kind == AttributeKind::Link)
        .then(|| plain_link(value))
        .flatten();
    match link {
        Some(href) => view! {
            <a
                class="facts__link attributes__value"
                href=href
                target="_blank"
                rel="noopener noreferrer"
                dir="ltr"
            >
                {shown}
            </a>
        },
        None => view! { <span class="attributes__value" dir="auto">{shown}</span> },
    }
}

/// The middle of a day, so that it is the same day wherever it is read.
fn day(value: &str) -> Option<Timestamp> {
    local_time::from_field(&format!("{value}T12:00"))
}

#[cfg(test)]
mod tests {
    use recado_protocol::attribute::Choice;

    use super::*;

    #[test]
    fn each_kind_is_shown_in_its_own_way() {
        let shown = |kind, value: &str| {
            let attribute = Attribute {
                id: "a".into(),
                name: "A".to_owned(),
                kind,
                choices: vec![Choice {
                    id: "g".to_owned(),
                    name: "Gold".to_owned(),
                }],
                archived: false,
                revision: 1,
            };
            value_text(&attribute, value)
        };
        assert_eq!(shown(AttributeKind::Date, "2026-11-29"), "29 Nov 2026");
        assert_eq!(shown(AttributeKind::List, "g"), "Gold");
        assert_eq!(shown(AttributeKind::List, "gone"), "");
        assert_eq!(shown(AttributeKind::Checkbox, "false"), "No");
        assert_eq!(shown(AttributeKind::Number, ""), "");
        assert_eq!(
            shown(AttributeKind::Link, "mailto:a@b.example"),
            "mailto:a@b.example"
        );
    }
}
