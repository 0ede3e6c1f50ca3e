//! What this device remembers of a sign-in, and its randomness.

use recado_client::RefreshVault;
use recado_protocol::Agent;

use crate::browser::storage;

/// Who was signed in here last, as JSON; its presence says that coming back is worth a try.
const SIGNED_IN: &str = "signed-in";
/// The rotating refresh token, where no cookie can hold it.
const REFRESH_TOKEN: &str = "refresh-token";

/// Who was signed in here last, unless that has ended.
pub fn remembered() -> Option<Agent> {
    serde_json::from_str(&storage::get(SIGNED_IN)?).ok()
}

pub fn remember(me: Option<&Agent>) {
    match me.map(serde_json::to_string) {
        Some(Ok(json)) => {
            storage::set(SIGNED_IN, &json);
        }
        _ => storage::remove(SIGNED_IN),
    }
}

/// Keeps the refresh token in this device's storage.
pub struct DeviceVault;

impl RefreshVault for DeviceVault {
    fn load(&self) -> Option<String> {
        storage::get(REFRESH_TOKEN)
    }

    fn save(&self, token: Option<&str>) {
        match token {
            Some(token) => {
                storage::set(REFRESH_TOKEN, token);
            }
            None => storage::remove(REFRESH_TOKEN),
        }
    }
}

/// Random bytes for ids.
pub fn random_bytes() -> [u8; 10] {
    let mut bytes = [0; 10];
    let filled = leptos::prelude::window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    if filled.is_err() {
        // Every browser we support has it; if one does not, a weaker number is still unique enough
        // beside the millisecond.
        for byte in &mut bytes {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 255"
            )]
            let random = (js_sys::Math::random() * 256.0) as u8;
            *byte = random;
        }
    }
    bytes
}
