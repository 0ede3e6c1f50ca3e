//! Small things that this device remembers. A browser may refuse to (private windows, blocked
//! cookies); then nothing is remembered and nothing else changes.

use leptos::prelude::window;
use web_sys::Storage;

/// Keeps our names apart from those of other pages on the same site.
const PREFIX: &str = "recado.";

/// What is kept under a name.
pub fn get(name: &str) -> Option<String> {
    storage()?.get_item(&prefixed(name)).ok().flatten()
}

/// Keeps a value under a name; says whether the browser did.
pub fn set(name: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(&prefixed(name), value).is_ok())
}

/// Forgets a name.
pub fn remove(name: &str) {
    if let Some(storage) = storage() {
        // A refused removal leaves things as they are, which is all that can be done.
        let _ = storage.remove_item(&prefixed(name));
    }
}

/// Asking for the storage may already throw; outside of a browser there is none.
fn storage() -> Option<Storage> {
    if !cfg!(target_arch = "wasm32") {
        return None;
    }
    window().local_storage().ok().flatten()
}

fn prefixed(name: &str) -> String {
    format!("{PREFIX}{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_no_storage_nothing_is_kept_and_nothing_fails() {
        assert!(!set("theme", "dark"));
        assert_eq!(get("theme"), None);
        remove("theme");
    }
}
