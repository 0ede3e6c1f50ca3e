//! Letters as the browser knows them: it has the tables of every script already.

use js_sys::JsString;

/// The text in small letters.
pub fn lowercase(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}
