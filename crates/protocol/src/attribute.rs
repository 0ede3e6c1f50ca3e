//! What a team keeps of its customers besides names and addresses: attributes that its administrators define.

use serde::{Deserialize, Serialize};

use crate::contact::is_email;
use crate::visitor::VisitFacts;
use crate::{AttributeId, Feature, Timestamp};

/// `GET /conversations/{id}/attributes`: [`Attributes`] of the person. `PUT` changes some, by an [`AttributesEdit`].
/// `GET /attributes`: [`Definitions`]. `POST /attributes` makes one, from a [`NewAttribute`]; it and the resources below,
/// all for administrators, answer with the [`Definitions`] after it.
pub const ATTRIBUTES: &str = "attributes";
/// `POST`, an [`AttributeOrder`].
pub const ORDER: &str = "attributes/order";
/// The event that says that definitions have changed; its data is an [`AttributeList`].
pub const UPDATED: &str = "attributes.updated";

/// `POST`, an [`AttributeChange`].
pub fn definition(id: &AttributeId) -> String {
    format!("{ATTRIBUTES}/{id}")
}

/// `POST`, an [`AttributeDeletion`].
pub fn deletion(id: &AttributeId) -> String {
    format!("{ATTRIBUTES}/{id}/deletion")
}

/// What kind of values an attribute has. On the wire all of them are texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttributeKind {
    /// One line.
    Text,
    /// Digits with an optional minus and point: `-12.5`.
    Number,
    /// A day: `2026-11-29`.
    Date,
    /// The id of a [`Choice`].
    List,
    /// An address that begins with `https://`, `http://` or `mailto:`.
    Link,
    /// `true` or `false`.
    Checkbox,
    /// A kind that this side does not know.
    #[serde(other)]
    Unknown,
}

impl AttributeKind {
    /// Every kind that this side knows.
    pub const EVERY: [Self; 6] = [
        Self::Text,
        Self::Number,
        Self::Date,
        Self::List,
        Self::Link,
        Self::Checkbox,
    ];
}

/// One of the values that a list offers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Choice {
    /// Stays when it is renamed.
    pub id: String,
    pub name: String,
}

/// The definition of an attribute.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Attribute {
    pub id: AttributeId,
    pub name: String,
    pub kind: AttributeKind,
    /// In their order; those of a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Values are kept and shown, and none can be given any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
    pub revision: u64,
}

/// Why something is no value of an attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mistake {
    TooLong,
    NoNumber,
    NoDate,
    NoChoice,
    NoLink,
    NoCheckbox,
    /// This side does not know the kind.
    UnknownKind,
}

impl Attribute {
    /// So many can be defined.
    pub const MOST: usize = 50;
    /// So many choices a list can have.
    pub const MOST_CHOICES: usize = 100;
    /// Longest name of an attribute or a choice, in characters.
    pub const NAME_CHARS: usize = 60;
    /// Longest text, in characters.
    pub const TEXT_CHARS: usize = 500;
    /// Most digits of a number.
    pub const DIGITS: usize = 15;
    /// Longest link, in bytes.
    pub const LINK_BYTES: usize = 2_048;

    /// A value as it is kept.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn checked(&self, value: &str) -> Result<String, Mistake> {
        let value = value.trim();
        match self.kind {
            AttributeKind::Text => {
                let words: Vec<&str> = value.split_whitespace().collect();
                let line = words.join(" ");
                match line.chars().nth(Self::TEXT_CHARS) {
                    None => Ok(line),
                    Some(_) => Err(Mistake::TooLong),
                }
            }
            AttributeKind::Number => plain_number(value).ok_or(Mistake::NoNumber),
            AttributeKind::Date if is_day(value) => Ok(value.to_owned()),
            AttributeKind::Date => Err(Mistake::NoDate),
            AttributeKind::List if self.choices.iter().any(|choice| choice.id == value) => {
                Ok(value.to_owned())
            }
            AttributeKind::List => Err(Mistake::NoChoice),
            AttributeKind::Link => plain_link(value).ok_or(Mistake::NoLink),
            AttributeKind::Checkbox if matches!(value, "true" | "false") => Ok(value.to_owned()),
            AttributeKind::Checkbox => Err(Mistake::NoCheckbox),
            AttributeKind::Unknown => Err(Mistake::UnknownKind),
        }
    }
}

/// A number without what is not needed to write it; `None` when it is none.
fn plain_number(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    if !is_digits(whole) || !is_digits(part) {
        return None;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    if whole.len() + part.len() > Attribute::DIGITS {
        return None;
    }
    Some(match (whole, part) {
        ("", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        ("", part) => format!("{sign}0.{part}"),
        (whole, part) => format!("{sign}{whole}.{part}"),
    })
}

/// Whether a text is a day of the calendar: `2026-11-29`.
fn is_day(text: &str) -> bool {
    let noon = Timestamp::parse(&format!("{text}T12:00:00Z"));
    noon.is_some_and(|noon| noon.to_rfc3339().split('T').next() == Some(text))
}

/// A link as it is kept; `None` for what leads nowhere, or elsewhere than it seems.
pub fn plain_link(text: &str) -> Option<String> {
    let is_seen = |letter: char| {
        !letter.is_whitespace()
            && !letter.is_control()
            && !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{feff}' | '\\' | '<' | '>' | '"')
    };
    if text.len() > Attribute::LINK_BYTES || !text.chars().all(is_seen) {
        return None;
    }
    let (scheme, rest) = text.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let leads = match scheme.as_str() {
        "mailto" => is_email(rest),
        "http" | "https" => {
            let host = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
            // What stands before an `@` could be taken for the host.
            !host.is_empty() && !host.starts_with([':', '.']) && !host.contains('@')
        }
        _ => false,
    };
    leads.then(|| format!("{scheme}:{rest}"))
}

/// What a contact has of an attribute.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AttributeValue {
    pub attribute: AttributeId,
    /// Empty when it was taken away.
    pub value: String,
    /// How often it was changed. In an edit: as it was when the edit was made, 0 for one that was never given.
    #[serde(default)]
    pub revision: u64,
}

/// Answer to `GET /conversations/{id}/attributes`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Attributes {
    /// In their order.
    pub attributes: Vec<Attribute>,
    pub values: Vec<AttributeValue>,
    /// What is known of the visit in which the conversation began, when it is one of a live chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitFacts>,
}

/// Body of `PUT /conversations/{id}/attributes`, all of which is taken or nothing. A value that somebody else has
/// changed since its revision is refused with `stale-revision`, and with all values as they are now in this form.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AttributesEdit {
    pub values: Vec<AttributeValue>,
}

/// Data of the event [`UPDATED`]: all attributes in their order.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AttributeList {
    pub attributes: Vec<Attribute>,
}

/// Answer to `GET /attributes`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Definitions {
    /// In their order.
    pub items: Vec<Definition>,
}

/// An attribute and how much it is used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Definition {
    pub attribute: Attribute,
    /// So many contacts have a value.
    #[serde(default)]
    pub contacts: u64,
    /// Those of its choices that somebody has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<ChoiceUse>,
}

/// How many have a choice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChoiceUse {
    /// Its id.
    pub choice: String,
    pub contacts: u64,
}

/// Body of `POST /attributes`. The same again changes nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewAttribute {
    /// Made by whoever asks.
    pub id: AttributeId,
    pub name: String,
    pub kind: AttributeKind,
    /// For a list, at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
}

/// Body of `POST /attributes/{id}`. What is absent stays as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AttributeChange {
    /// The one that the change was made on: another one is refused with `stale-revision`.
    pub revision: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// All of them. What contacts have of one that is missing here is taken from them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<Choice>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
}

/// Body of `POST /attributes/order`: the ids in their new order. Those that are not named stand behind them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AttributeOrder {
    pub ids: Vec<AttributeId>,
}

/// Body of `POST /attributes/{id}/deletion`, which deletes all values too.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AttributeDeletion {
    /// How many contacts have a value, as far as the person was told; refused when it is another number by now.
    pub contacts: u64,
}

impl Feature {
    /// Attributes of contacts, and where visitors come from: [`Attributes`].
    pub const ATTRIBUTES: Self = Self::known("attributes");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(kind: AttributeKind) -> Attribute {
        Attribute {
            id: "a".into(),
            name: "A".to_owned(),
            kind,
            choices: vec![Choice {
                id: "gold".to_owned(),
                name: "Gold".to_owned(),
            }],
            archived: false,
            revision: 1,
        }
    }

    #[test]
    fn each_kind_keeps_its_own_values_in_one_form() {
        use AttributeKind::{Checkbox, Date, Link, List, Number, Text};
        for (kind, value, kept) in [
            (Text, " rye \n bread ", Ok("rye bread")),
            (Number, "-007.50", Ok("-7.5")),
            (Number, "-0", Ok("0")),
            (Number, "0.25", Ok("0.25")),
            (Number, "123456789012345", Ok("123456789012345")),
            (Number, "1234567890123456", Err(Mistake::NoNumber)),
            (Number, "1,5", Err(Mistake::NoNumber)),
            (Number, "1e9", Err(Mistake::NoNumber)),
            (Number, "1.", Err(Mistake::NoNumber)),
            (Date, "2028-02-29", Ok("2028-02-29")),
            (Date, "2026-02-29", Err(Mistake::NoDate)),
            (Date, "29/11/2026", Err(Mistake::NoDate)),
            (Date, "2026-11-29T10:00:00Z", Err(Mistake::NoDate)),
            (List, "gold", Ok("gold")),
            (List, "Gold", Err(Mistake::NoChoice)),
            (Checkbox, "true", Ok("true")),
            (Checkbox, "yes", Err(Mistake::NoCheckbox)),
            (
                Link,
                "HTTPS://a.example/x?y#z",
                Ok("https://a.example/x?y#z"),
            ),
            (
                Link,
                "mailto:bia@padaria.example",
                Ok("mailto:bia@padaria.example"),
            ),
            (Link, "javascript:alert(1)", Err(Mistake::NoLink)),
            (Link, "data:text/html,x", Err(Mistake::NoLink)),
            (
                Link,
                "https://bank.example@evil.example",
                Err(Mistake::NoLink),
            ),
            (Link, "https:\\\\evil.example", Err(Mistake::NoLink)),
            (Link, "https://a.example/\u{202e}x", Err(Mistake::NoLink)),
            (
                Link,
                "mailto:a@b.example?bcc=c@d.example",
                Err(Mistake::NoLink),
            ),
            (Link, "https://", Err(Mistake::NoLink)),
            (Link, "a.example", Err(Mistake::NoLink)),
            (AttributeKind::Unknown, "x", Err(Mistake::UnknownKind)),
        ] {
            let found = attribute(kind).checked(value);
            assert_eq!(found, kept.map(str::to_owned), "{kind:?} {value}");
        }
        let long = "x".repeat(Attribute::TEXT_CHARS + 1);
        assert_eq!(attribute(Text).checked(&long), Err(Mistake::TooLong));
    }
}
