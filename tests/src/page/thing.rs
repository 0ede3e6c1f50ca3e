//! What a page is asked for: a role and an accessible name.

use serde::Deserialize;
use serde_json::{Value, json};

use super::dictionary::Dictionary;

/// Something on a page. A path of them leads from the outside in: `[region("Chat"), button("Send")]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Thing {
    role: String,
    name: String,
    matching: Matching,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Matching {
    Is,
    Begins,
    Any,
}

/// The thing of this role that is called so.
pub fn thing(role: &str, name: &str) -> Thing {
    Thing {
        role: role.to_owned(),
        name: name.to_owned(),
        matching: Matching::Is,
    }
}

/// Those things of this role whose names begin so.
pub fn beginning(role: &str, name: &str) -> Thing {
    Thing {
        matching: Matching::Begins,
        ..thing(role, name)
    }
}

/// Every thing of this role.
pub fn any(role: &str) -> Thing {
    Thing {
        matching: Matching::Any,
        ..thing(role, "")
    }
}

pub fn button(name: &str) -> Thing {
    thing("button", name)
}

pub fn region(name: &str) -> Thing {
    thing("region", name)
}

pub fn textbox(name: &str) -> Thing {
    thing("textbox", name)
}

impl Thing {
    /// As accessible.js takes it.
    pub(super) fn wanted(&self, dictionary: &Dictionary) -> Value {
        let matching = match self.matching {
            Matching::Is => "is",
            Matching::Begins => "begins",
            Matching::Any => "any",
        };
        json!({ "role": self.role, "match": matching, "names": dictionary.translations(&self.name) })
    }
}

impl std::fmt::Display for Thing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.matching {
            Matching::Is => write!(f, "{} \"{}\"", self.role, self.name),
            Matching::Begins => write!(f, "{} \"{}...\"", self.role, self.name),
            Matching::Any => write!(f, "any {}", self.role),
        }
    }
}

/// What a page says of a thing that is on it.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Facts {
    pub name: String,
    /// As a reader sees it, line by line.
    pub text: String,
    /// As a screen reader reads it, in one line.
    pub spoken: String,
    pub description: String,
    pub value: Option<String>,
    pub checked: bool,
    pub selected: bool,
    pub expanded: bool,
    pub disabled: bool,
    pub focused: bool,
    /// Its place in its set, from 1.
    pub position: Option<u32>,
    /// How many there are in its set.
    pub size: Option<u32>,
    /// In CSS pixels from the window's corner.
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}
