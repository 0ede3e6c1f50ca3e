//! English as it is written in no country: with accents, two fifths longer, and in brackets. What a page shows without
//! brackets is either somebody's data, or hard-coded.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// BCP 47: what translators call this language.
pub const TAG: &str = "en-XA";
/// Around each text.
pub const BRACKETS: (char, char) = ('⟦', '⟧');

/// A text in this language; its `{placeholders}` stay as they are.
pub fn written(text: &str) -> String {
    let mut is_placeholder = false;
    let letters = text.chars().map(|letter| {
        match letter {
            '{' => is_placeholder = true,
            '}' => is_placeholder = false,
            _ => {}
        }
        if is_placeholder {
            letter
        } else {
            accented(letter)
        }
    });
    let letters: String = letters.collect();
    let more = "~".repeat((text.chars().count() * 2).div_ceil(5));
    let (begin, end) = BRACKETS;
    format!("{begin}{letters}{more}{end}")
}

/// A text without what is written in this language.
pub fn without(text: &str) -> String {
    let mut depth = 0_u32;
    text.chars()
        .filter(|letter| {
            if *letter == BRACKETS.0 {
                depth += 1;
            }
            let is_outside = depth == 0;
            if *letter == BRACKETS.1 {
                depth = depth.saturating_sub(1);
            }
            is_outside
        })
        .collect()
}

/// Writes the English texts of built files in this language.
///
/// # Panics
/// When there are none.
pub fn rewrite(dist: &Path) {
    let folder = dist.join("locales");
    let files = fs::read_dir(&folder).expect("the built files have texts");
    for file in files {
        let path = file.expect("a folder can be listed").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !name.starts_with("en") {
            continue;
        }
        if path.extension().is_none_or(|ending| ending != "json") {
            // What is packed has the texts of before.
            fs::remove_file(&path).expect("a copy can be changed");
            continue;
        }
        let text = fs::read_to_string(&path).expect("texts can be read");
        let mut texts: Value = serde_json::from_str(&text).expect("texts are JSON");
        rewrite_value(&mut texts);
        fs::write(&path, texts.to_string()).expect("a copy can be changed");
    }
}

fn rewrite_value(value: &mut Value) {
    match value {
        Value::String(text) => *text = written(text),
        Value::Array(all) => all.iter_mut().for_each(rewrite_value),
        Value::Object(all) => all.values_mut().for_each(rewrite_value),
        _ => {}
    }
}

const fn accented(letter: char) -> char {
    match letter {
        'a' => 'á',
        'c' => 'ç',
        'd' => 'ð',
        'e' => 'é',
        'g' => 'ĝ',
        'i' => 'í',
        'n' => 'ñ',
        'o' => 'ó',
        's' => 'š',
        't' => 'ţ',
        'u' => 'ú',
        'y' => 'ý',
        'A' => 'Å',
        'C' => 'Ç',
        'E' => 'É',
        'N' => 'Ñ',
        'O' => 'Ö',
        'S' => 'Š',
        'U' => 'Û',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_longer_in_brackets_and_its_placeholders_stay() {
        assert_eq!(written("Send"), "⟦Šéñð~~⟧");
        assert_eq!(written("{n} conversations"), "⟦{n} çóñvéršáţíóñš~~~~~~~⟧");
    }

    #[test]
    fn what_is_not_in_brackets_is_left() {
        assert_eq!(without("⟦a ⟦b⟧⟧ · Lívia"), " · Lívia");
        assert_eq!(without("Close"), "Close");
    }
}
