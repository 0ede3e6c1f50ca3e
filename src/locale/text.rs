//! Texts with their values filled in.

use leptos::prelude::AnyView;

use super::{Key, intl, shown::with_shown, time::number};
use crate::markup::{IntoChild, IntoSetting, Setting};
use crate::reactive::{Signal, live};

/// Begins and ends a piece of text with a direction of its own.
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// The text of a key.
pub fn t(key: Key) -> String {
    with_shown(|shown| shown.text(key).to_owned())
}

/// The text of a key with its `{name}` placeholders filled in.
pub fn t_with(key: Key, values: &[(&str, &str)]) -> String {
    with_shown(|shown| fill(shown.text(key), values, shown.language.is_right_to_left()))
}

/// The text of a plural key for a number, which also fills `{n}`.
pub fn t_count(key: Key, n: u64) -> String {
    t_count_with(key, n, &[])
}

/// The text of a plural key for a number, which also fills `{n}`, with other placeholders.
pub fn t_count_with(key: Key, n: u64, values: &[(&str, &str)]) -> String {
    let written = number(n);
    let mut all = vec![("n", written.as_str())];
    all.extend_from_slice(values);
    with_shown(|shown| {
        let category = intl::plural_category(shown, n);
        let form = shown.form(key, &category);
        fill(form, &all, shown.language.is_right_to_left())
    })
}

/// Names in one line, as the language puts them together.
pub fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    with_shown(|shown| intl::format_list(shown, &names))
}

/// The text of a key as a signal, for the properties of components.
pub fn text(key: Key) -> Signal<String> {
    Signal::derive(move || t(key))
}

/// In a view, a key stands for its text.
impl IntoChild for Key {
    fn into_child(self) -> AnyView {
        live(move || t(self))
    }
}

impl IntoSetting for Key {
    fn into_setting(self) -> Setting {
        (move || t(self)).into_setting()
    }
}

impl From<Key> for Signal<String> {
    fn from(key: Key) -> Self {
        text(key)
    }
}

/// Fills placeholders. What has no value stays as it stands, so that a mistake can be seen.
fn fill(text: &str, values: &[(&str, &str)], right_to_left: bool) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let found = after.split_once('}').and_then(|(name, tail)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value, tail))
        });
        if let Some((value, tail)) = found {
            push_isolated(&mut filled, value, right_to_left);
            rest = tail;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

/// A name in a right-to-left script must not turn the sentence around it; nor may a sentence of such a script turn the
/// names, numbers and addresses in it.
fn push_isolated(text: &mut String, value: &str, right_to_left: bool) {
    // Around nothing the two would be a word of their own, which may go to the next line.
    if !value.is_empty() && (right_to_left || value.chars().any(is_right_to_left)) {
        text.push(ISOLATE.0);
        text.push_str(value);
        text.push(ISOLATE.1);
    } else {
        text.push_str(value);
    }
}

/// Whether a character belongs to the blocks of Hebrew, Arabic and their kin.
fn is_right_to_left(character: char) -> bool {
    matches!(character,
        '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_and_values_are_never_read_as_placeholders() {
        assert_eq!(
            t_with(Key::RowYou, &[("text", "{text} {name}")]),
            "You: {text} {name}"
        );
        assert_eq!(fill("{a}{b} {", &[("a", "1")], false), "1{b} {");
    }

    #[test]
    fn plurals_follow_the_number_and_the_number_is_written_out() {
        assert_eq!(t_count(Key::RowUnread, 1), "1 unread message");
        assert_eq!(t_count(Key::RowUnread, 0), "0 unread messages");
        assert_eq!(t_count(Key::RowUnread, 1234), "1,234 unread messages");
        assert_eq!(
            t_count_with(Key::CustomerResolvedTimes, 3, &[("name", "Rafael")]),
            "Rafael, 3 times"
        );
    }

    #[test]
    fn names_in_a_row_are_put_together_as_in_a_sentence() {
        let names = ["Ana", "Bia", "Caio"];
        assert_eq!(listed(&names), "Ana, Bia, and Caio");
        assert_eq!(listed(&names[..2]), "Ana and Bia");
        assert_eq!(listed(&names[..1]), "Ana");
        assert_eq!(listed(&names[..0]), "");
    }

    #[test]
    fn a_right_to_left_name_keeps_its_direction_to_itself() {
        assert_eq!(
            t_with(Key::SystemAssigned, &[("to", "مريم")]),
            "Assigned to \u{2068}مريم\u{2069}"
        );
    }

    #[test]
    fn a_right_to_left_sentence_leaves_its_values_as_they_are_written() {
        assert_eq!(
            fill("هاتف {n}.", &[("n", "+55 81 99999-2210")], true),
            "هاتف \u{2068}+55 81 99999-2210\u{2069}."
        );
        assert_eq!(
            fill("أنت: {text}", &[("text", "Hello")], true),
            "أنت: \u{2068}Hello\u{2069}"
        );
        assert_eq!(fill("أنت: {text}", &[("text", "")], true), "أنت: ");
    }
}
