//! Letters as the browser knows them: it has the tables of every script already.

use js_sys::JsString;

/// The text in small letters.
pub fn lowercase(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}

/// The text in small letters without accents and signs of vowels, as people type what they look for.
pub fn folded(text: &str) -> String {
    let apart: String = JsString::from(text).normalize("NFD").to_lower_case().into();
    apart
        .chars()
        .filter(|letter| !matches!(letter, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{655}'))
        .collect()
}
