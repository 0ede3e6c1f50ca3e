//! Copying.

use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Puts a text into the clipboard. `false` when the browser does not allow it: it asks for a secure
/// origin and for a press or a key just before.
pub async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    // It is not there on an insecure origin, whatever its type says.
    if JsValue::from(&clipboard).is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
