//! Texts to be saved as files.

/// An address whose content is this JSON text, for a link with `download`.
pub fn address(json: &str) -> String {
    let json = String::from(js_sys::encode_uri_component(json));
    format!("data:application/json,{json}")
}
