//! The protocol's words as this window reads and writes them.
//!
//! The types are the protocol's own. Their serde code is not used here: reading every record that
//! an agent may see would weigh more than the rest of the window. What the browser has parsed is
//! read field by field instead, and tests hold that against the protocol's own reading and writing.

pub mod reading;
pub mod rich;
pub mod writing;

use recado_protocol::Timestamp;

/// A JSON value, whoever has parsed it.
pub trait Json: Sized {
    /// A member of an object; `None` when there is none or it is `null`.
    fn get(&self, key: &str) -> Option<Self>;
    fn text(&self) -> Option<String>;
    fn number(&self) -> Option<f64>;
    fn flag(&self) -> Option<bool>;
    /// An RFC 3339 time.
    fn time(&self) -> Option<Timestamp>;
    /// The elements of an array.
    fn items(&self) -> Option<Vec<Self>>;
    /// The members of an object.
    fn members(&self) -> Vec<(String, Self)>;
    /// As text again.
    fn written(&self) -> String;
}

#[cfg(test)]
impl Json for serde_json::Value {
    fn get(&self, key: &str) -> Option<Self> {
        self.as_object()?
            .get(key)
            .filter(|value| !value.is_null())
            .cloned()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn flag(&self) -> Option<bool> {
        self.as_bool()
    }

    fn time(&self) -> Option<Timestamp> {
        Timestamp::parse(self.as_str()?)
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }

    fn members(&self) -> Vec<(String, Self)> {
        let members = self.as_object().into_iter().flatten();
        members
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }

    fn written(&self) -> String {
        self.to_string()
    }
}
