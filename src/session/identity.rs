//! Ids that this device makes, and what it remembers of a sign-in.

use recado_client::RefreshVault;
use recado_protocol::{CommandId, MessageId, Timestamp};

use crate::browser::{clock, storage};

/// Who was signed in here last; its presence says that coming back is worth a try.
const SIGNED_IN: &str = "signed-in";
/// The rotating refresh token, where no cookie can hold it.
const REFRESH_TOKEN: &str = "refresh-token";

pub fn was_signed_in() -> bool {
    storage::get(SIGNED_IN).is_some()
}

pub fn remember_sign_in() {
    storage::set(SIGNED_IN, "yes");
}

pub fn forget_sign_in() {
    storage::remove(SIGNED_IN);
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

pub fn new_command_id() -> CommandId {
    CommandId::make(clock::now(), random_bytes())
}

pub fn new_message_id() -> MessageId {
    MessageId::make(clock::now(), random_bytes())
}

/// Tells the tabs of a session apart in the backend's log.
pub fn tab_name() -> String {
    CommandId::make(Timestamp::from_millis(0), random_bytes()).as_str()[24..].to_owned()
}

fn random_bytes() -> [u8; 10] {
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
