//! What a message holds besides plain text: media, structured messages, e-mail.
//!
//! Whoever only keeps and lists messages needs the kind and the text of these; they keep the rest as
//! [`Fields`]. Only whoever draws or makes one reads it to a [`RichContent`].

mod bounds;
pub mod email;
mod reading;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Fields, FileId, Timestamp};

pub use bounds::Bounds;
pub use email::{Email, Mailbox};

/// Content of a kind that has more than a text, as it stands on the wire.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rich {
    kind: Box<str>,
    text: Option<Box<str>>,
    fields: Fields,
}

impl Rich {
    /// The content as it travels.
    pub fn of(content: &RichContent) -> Self {
        Self::from_fields(Fields::of(content))
    }

    /// Content as it came: whatever it is, its kind and its text are known.
    pub fn from_fields(fields: Fields) -> Self {
        #[derive(Deserialize)]
        struct Kind {
            kind: Box<str>,
        }
        #[derive(Deserialize)]
        struct Text {
            text: Box<str>,
        }
        let kind = fields.read().map(|Kind { kind }| kind);
        let text = fields.read().map(|Text { text }| text);
        Self::known(kind.unwrap_or_default(), text, fields)
    }

    /// Content of which the kind and the text have been read already.
    pub fn known(kind: Box<str>, text: Option<Box<str>>, fields: Fields) -> Self {
        Self { kind, text, fields }
    }

    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The text that stands for it where it can't be drawn: a caption, a question, a subject's mail.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// What it is; [`RichContent::Unknown`] for a kind of a newer peer, or one that lacks a field.
    pub fn read(&self) -> RichContent {
        reading::read(&self.fields).unwrap_or_else(|| RichContent::Unknown {
            kind: self.kind.to_string(),
            text: self.text.as_deref().map(str::to_owned),
        })
    }
}

impl Serialize for Rich {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rich {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::deserialize(deserializer).map(Self::from_fields)
    }
}

#[cfg(feature = "schema")]
impl utoipa::PartialSchema for Rich {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        RichContent::schema()
    }
}

#[cfg(feature = "schema")]
impl utoipa::ToSchema for Rich {
    fn name() -> std::borrow::Cow<'static, str> {
        RichContent::name()
    }

    fn schemas(
        schemas: &mut Vec<(
            String,
            utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>,
        )>,
    ) {
        RichContent::schemas(schemas);
    }
}

/// The kinds of messages that have more than a text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RichContent {
    /// Files, with a caption where there is one.
    Media {
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        attachments: Vec<Attachment>,
    },
    /// A place. Degrees are decimal numbers as text, such as `-23.5505`.
    Location {
        latitude: String,
        longitude: String,
        /// Its name and address, where they are known.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    ContactCard {
        /// The person's name.
        text: String,
        #[serde(default)]
        phones: Vec<String>,
        #[serde(default)]
        emails: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        company: Option<String>,
    },
    /// A question with buttons below it.
    Buttons { text: String, choices: Vec<Choice> },
    /// A question with answers that vanish when one is chosen.
    QuickReplies { text: String, choices: Vec<Choice> },
    /// A question with a menu.
    List {
        text: String,
        /// What the button says that opens the menu.
        button: String,
        sections: Vec<ListSection>,
    },
    /// Cards side by side.
    Cards {
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        cards: Vec<Card>,
    },
    /// Questions that are answered together.
    Form {
        text: String,
        questions: Vec<FormQuestion>,
    },
    /// An approved template as it was sent, its fields filled in.
    Template {
        name: String,
        language: String,
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        header: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        footer: Option<String>,
        #[serde(default)]
        choices: Vec<Choice>,
    },
    /// An e-mail. The text is its plain part, or made from the HTML.
    Email(Box<Email>),
    /// How content a customer was.
    Rating {
        score: u32,
        best: u32,
        /// What the customer said about it.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// A message that was taken back: what it said is in the audit log only.
    Deleted {
        /// The name of who did it.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        at: Timestamp,
    },
    #[serde(untagged)]
    Unknown {
        kind: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
}

/// One file of a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Attachment {
    pub file: FileId,
    /// As its sender called it. It is shown, never used as a path.
    pub name: String,
    /// The media type that the backend found, such as `image/png`.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// In pixels, of images and videos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Of sounds and videos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// The colour `#rrggbb` that stands in its place until it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// Whether it was spoken for this conversation, rather than sent as a file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub voice: bool,
    /// The loudness of a voice note in even steps, 0 to 255 each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waveform: Vec<u8>,
}

/// Something that the customer can choose.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Choice {
    /// Tells it from the others of its message.
    pub id: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where it leads, for one that opens a page: `https` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ListSection {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub choices: Vec<Choice>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Card {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Attachment>,
    #[serde(default)]
    pub choices: Vec<Choice>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FormQuestion {
    pub id: String,
    pub label: String,
    /// `text`, `email`, `phone`, `number`, `date` or `choice`; anything else is a text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub input: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
}

#[cfg(test)]
mod tests;
