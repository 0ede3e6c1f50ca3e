//! JSON objects that stay text until somebody needs them.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON value as it stands on the wire. What only some parts of a frontend understand travels so:
/// whoever keeps or passes it on needs no code for what is in it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(value_type = Object))]
pub struct Fields(Box<str>);

impl Fields {
    /// The JSON of a value.
    ///
    /// # Panics
    /// For what has no form in JSON: maps whose keys are no texts. Types of the protocol have one.
    pub fn of(value: &impl Serialize) -> Self {
        let json =
            recado_json::to_string(value).expect("types of the protocol have a form in JSON");
        Self(json.into())
    }

    /// A value that is known to be JSON.
    pub fn from_json(json: impl Into<Box<str>>) -> Self {
        Self(json.into())
    }

    /// Reads it; `None` when it is not of that form.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        recado_json::from_str(&self.0).ok()
    }

    pub fn as_json(&self) -> &str {
        &self.0
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = recado_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(raw.get().into()))
    }
}
