//! One press of a key in one word, and how such words are written for people.

use leptos::ev::KeyboardEvent;
use leptos::prelude::window;

/// Keys that change others, or that say that a letter is still being made.
const ALONE_NOTHING: [&str; 11] = [
    "Shift",
    "Control",
    "Meta",
    "Alt",
    "AltGraph",
    "CapsLock",
    "Fn",
    "Dead",
    "Process",
    "Unidentified",
    "Compose",
];

/// The word of a press, such as `j`, `Mod+k` or `Shift+Enter`. `None` for what is no key of a shortcut: Alt makes letters
/// on many keyboards, and so does an input method.
pub fn word(event: &KeyboardEvent) -> Option<String> {
    if event.alt_key() || event.is_composing() {
        return None;
    }
    let is_command = event.ctrl_key() || event.meta_key();
    word_of(&event.key(), &event.code(), is_command, event.shift_key())
}

/// Whether everybody expects something else of these keys: of the clipboard, of what is written, of tabs and windows.
pub fn is_of_browser(keys: &str) -> bool {
    const LETTERS: &str = "acvxzyrtwnqlfps0+-=";
    let letter = keys.strip_prefix("Mod+");
    let letter = letter.map(|rest| rest.strip_prefix("Shift+").unwrap_or(rest));
    let is_letter = letter.is_some_and(|it| it.len() == 1 && LETTERS.contains(it));
    is_letter || matches!(keys, "F5" | "F11" | "F12" | "Tab" | "Shift+Tab")
}

fn word_of(key: &str, code: &str, is_command: bool, shift: bool) -> Option<String> {
    if key.is_empty() || ALONE_NOTHING.contains(&key) {
        return None;
    }
    let mut word = String::new();
    if is_command {
        word.push_str("Mod+");
    }
    let is_character = key.chars().nth(1).is_none();
    let letter = match (is_character, key.is_ascii()) {
        (true, true) => Some(key),
        (true, false) => latin(code, shift),
        (false, _) => None,
    };
    // Of a character that is no letter, Shift is a part: "?" stands elsewhere on every keyboard.
    let is_letter = letter.is_some_and(|letter| letter.as_bytes()[0].is_ascii_alphabetic());
    if shift && (is_letter || !is_character) {
        word.push_str("Shift+");
    }
    match letter {
        Some(" ") => word.push_str("Space"),
        Some(letter) => word.push_str(&letter.to_ascii_lowercase()),
        None => word.push_str(key),
    }
    Some(word)
}

/// What stands on a key of a Latin keyboard, for those who write in another script.
fn latin(code: &str, shift: bool) -> Option<&str> {
    match code {
        "Slash" if shift => Some("?"),
        "Slash" => Some("/"),
        _ => code.strip_prefix("Key").filter(|rest| rest.len() == 1),
    }
}

/// Keys as they stand on a keyboard: `Ctrl+K`, `G M`.
pub fn shown(keys: &str) -> String {
    let command = if is_mac() { "⌘" } else { "Ctrl+" };
    let presses = keys.split(' ').map(|press| {
        let (is_command, press) = match press.strip_prefix("Mod+") {
            Some(rest) => (true, rest),
            None => (false, press),
        };
        let key = match press {
            "Escape" => "Esc".to_owned(),
            key if key.len() == 1 => key.to_ascii_uppercase(),
            key => match key.strip_prefix("Shift+") {
                Some(letter) if letter.len() == 1 => {
                    format!("Shift+{}", letter.to_ascii_uppercase())
                }
                _ => key.to_owned(),
            },
        };
        format!("{}{key}", if is_command { command } else { "" })
    });
    presses.collect::<Vec<_>>().join(" ")
}

/// Keys as assistive technology is told them; it knows no sequences.
pub fn spoken(keys: &str) -> Option<String> {
    if keys.is_empty() || keys.contains(' ') {
        return None;
    }
    let command = if is_mac() { "Meta+" } else { "Control+" };
    Some(match keys.strip_prefix("Mod+") {
        Some(rest) => format!("{command}{}", one_letter_up(rest)),
        None => one_letter_up(keys),
    })
}

fn one_letter_up(key: &str) -> String {
    if key.len() == 1 {
        key.to_ascii_uppercase()
    } else {
        key.to_owned()
    }
}

fn is_mac() -> bool {
    cfg!(target_arch = "wasm32")
        && window()
            .navigator()
            .platform()
            .is_ok_and(|platform| platform.starts_with("Mac"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(key: &str, code: &str) -> Option<String> {
        word_of(key, code, false, false)
    }

    #[test]
    fn a_letter_is_the_same_with_and_without_caps_lock() {
        assert_eq!(plain("j", "KeyJ").as_deref(), Some("j"));
        assert_eq!(plain("J", "KeyJ").as_deref(), Some("j"));
        assert_eq!(
            word_of("J", "KeyJ", false, true).as_deref(),
            Some("Shift+j")
        );
        assert_eq!(word_of("k", "KeyK", true, false).as_deref(), Some("Mod+k"));
    }

    #[test]
    fn other_scripts_are_read_by_the_place_of_the_key() {
        assert_eq!(plain("о", "KeyJ").as_deref(), Some("j"));
        assert_eq!(plain("ξ", "KeyJ").as_deref(), Some("j"));
        assert_eq!(word_of("л", "KeyK", true, false).as_deref(), Some("Mod+k"));
        assert_eq!(plain("ظ", "Slash").as_deref(), Some("/"));
    }

    #[test]
    fn a_latin_keyboard_is_read_by_what_stands_on_it() {
        // Where Q and A have changed places.
        assert_eq!(plain("a", "KeyQ").as_deref(), Some("a"));
        assert_eq!(plain("ç", "Semicolon").as_deref(), Some("ç"));
        assert_eq!(word_of("?", "Minus", false, true).as_deref(), Some("?"));
        assert_eq!(word_of("/", "Digit7", false, true).as_deref(), Some("/"));
    }

    #[test]
    fn what_only_changes_others_is_no_key() {
        for key in ["Shift", "Dead", "Process", ""] {
            assert_eq!(plain(key, ""), None);
        }
        assert_eq!(plain("Enter", "Enter").as_deref(), Some("Enter"));
        assert_eq!(
            word_of("Enter", "Enter", true, true).as_deref(),
            Some("Mod+Shift+Enter")
        );
    }

    #[test]
    fn keys_are_written_as_on_a_keyboard() {
        assert_eq!(shown("Mod+k"), "Ctrl+K");
        assert_eq!(shown("g m"), "G M");
        assert_eq!(shown("Shift+x"), "Shift+X");
        assert_eq!(shown("?"), "?");
        assert_eq!(shown("Escape"), "Esc");
        assert_eq!(spoken("Mod+k").as_deref(), Some("Control+K"));
        assert_eq!(spoken("g m"), None);
    }
}
