//! How wide the list is: as the person dragged it, remembered on this device.

use crate::browser::storage;

/// Under this name the width is kept.
const NAME: &str = "list-width";
/// The width that nobody has changed, in CSS pixels.
const USUAL: u32 = 340;
/// The narrowest and the widest list, in CSS pixels.
pub const NARROWEST: u32 = 280;
pub const WIDEST: u32 = 520;
/// How far one press of an arrow key goes, in CSS pixels.
const STEP: u32 = 16;

/// The width of the last visit, in CSS pixels.
pub fn remembered() -> u32 {
    storage::get(NAME)
        .and_then(|width| width.parse().ok())
        .map_or(USUAL, within_limits)
}

pub fn remember(width: u32) {
    storage::set(NAME, &width.to_string());
}

pub fn within_limits(width: u32) -> u32 {
    width.clamp(NARROWEST, WIDEST)
}

/// The width after a key of the divider, by `KeyboardEvent.key` as it is where one reads from left to right; `None`
/// for other keys.
pub fn after_key(width: u32, key: &str) -> Option<u32> {
    let wanted = match key {
        "ArrowLeft" => width.saturating_sub(STEP),
        "ArrowRight" => width.saturating_add(STEP),
        "Home" => NARROWEST,
        "End" => WIDEST,
        _ => return None,
    };
    Some(within_limits(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_move_the_divider_within_its_limits() {
        assert_eq!(after_key(340, "ArrowRight"), Some(356));
        assert_eq!(after_key(NARROWEST, "ArrowLeft"), Some(NARROWEST));
        assert_eq!(after_key(340, "End"), Some(WIDEST));
        assert_eq!(after_key(340, "a"), None);
    }

    #[test]
    fn without_a_memory_the_list_has_its_usual_width() {
        assert_eq!(remembered(), USUAL);
    }
}
