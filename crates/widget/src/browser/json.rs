//! JSON as the browser parses it.

use js_sys::{Array, Date, JSON, Object, Reflect};
use recado_protocol::Timestamp;
use wasm_bindgen::JsValue;

use crate::wire::Json;

/// Parses a text; `None` when it is not JSON.
pub fn parse(text: &str) -> Option<JsValue> {
    JSON::parse(text).ok()
}

impl Json for JsValue {
    fn get(&self, key: &str) -> Option<Self> {
        Reflect::get(self, &key.into())
            .ok()
            .filter(|value| !value.is_null() && !value.is_undefined())
    }

    fn text(&self) -> Option<String> {
        self.as_string()
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn flag(&self) -> Option<bool> {
        self.as_bool()
    }

    fn time(&self) -> Option<Timestamp> {
        let millis = Date::parse(&self.as_string()?);
        millis
            .is_finite()
            .then(|| Timestamp::from_millis(millis as i64))
    }

    fn items(&self) -> Option<Vec<Self>> {
        Array::is_array(self).then(|| Array::from(self).to_vec())
    }

    fn members(&self) -> Vec<(String, Self)> {
        let Some(object) = Object::try_from(self) else {
            return Vec::new();
        };
        let entries = Object::entries(object);
        let pairs = entries.iter().map(|entry| Array::from(&entry));
        pairs
            .filter_map(|pair| Some((pair.get(0).as_string()?, pair.get(1))))
            .collect()
    }

    fn written(&self) -> String {
        JSON::stringify(self).map(String::from).unwrap_or_default()
    }
}
