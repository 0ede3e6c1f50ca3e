//! Whether this person wants a moment to call a message back. Remembered on the device.

use crate::browser::storage;

const NAME: &str = "undo-send";
const OFF: &str = "off";

pub fn is_on() -> bool {
    storage::get(NAME).as_deref() != Some(OFF)
}

pub fn set(on: bool) {
    if on {
        storage::remove(NAME);
    } else {
        // Where nothing can be remembered it is asked for again next time.
        let _ = storage::set(NAME, OFF);
    }
}
