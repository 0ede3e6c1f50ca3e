//! Emoji to be picked into what is being written: those that people use most, a row of which is eight.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlCollection, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use super::element::{add, attribute, button, set_text, within};
use crate::{
    browser::page,
    locale::{Locale, Text},
};

/// So many stand in a row; each group fills its rows.
const COLUMNS: usize = 8;
const GROUPS: [(Text, &str); 4] = [
    (
        Text::EmojiFaces,
        "😀 😃 😄 😁 😅 😂 🤣 😊 🙂 😉 😍 🥰 😘 😜 🤔 🤗 😎 🥳 😏 😐 🙄 😴 😕 🙁 😮 😢 😭 😱 😠 😡 🤒 🤦",
    ),
    (
        Text::EmojiPeople,
        "👍 👎 👌 👏 🙌 🙏 🤝 👋 💪 👀 ☝️ 👉 👇 ✌️ 🤞 🤷",
    ),
    (
        Text::EmojiSymbols,
        "❤️ 🧡 💛 💚 💙 💜 🖤 💔 ✅ ❌ ❓ ❗ ⚠️ ⭐ ✨ 🔥 🎉 💯 ➡️ ⬅️ ⬆️ ⬇️ ➕ 🔄",
    ),
    (
        Text::EmojiThings,
        "📦 🚚 🛒 💳 💰 🧾 📄 📎 📅 ⏰ ⏳ 📍 📞 📱 💻 📧 📷 🔑 🔒 🔧 💡 🎁 🏠 🏢 🚗 ✈️ ☀️ 🌧️ 🌎 🐶 🌹 ☕",
    ),
];

/// Puts them into a place; what is pressed goes into the field.
pub fn draw(place: &Element, field: &HtmlTextAreaElement, locale: Locale) {
    for (name, all) in GROUPS {
        let group = within(place, "div", "emoji__group");
        attribute(&group, "role", "group");
        attribute(&group, "aria-label", locale.text(name));
        for emoji in all.split(' ') {
            let one = button("emoji__one");
            attribute(&one, "tabindex", "-1");
            set_text(&one, emoji);
            add(&group, &one);
        }
    }
    let all = Rc::new(place.get_elements_by_class_name("emoji__one"));
    if let Some(first) = all.item(0) {
        attribute(&first, "tabindex", "0");
    }
    page::listen(place, "click", {
        let (field, all) = (field.clone(), all.clone());
        move |event: Event| {
            if let Some(at) = place_of(&all, &event) {
                stop_at(&all, at);
                let emoji = all.item(at as u32).and_then(|one| one.text_content());
                put(&field, &emoji.unwrap_or_default());
            }
        }
    });
    page::listen(place, "keydown", move |event: KeyboardEvent| {
        let to = place_of(&all, &event).and_then(|at| {
            let step = if locale.is_right_to_left() { -1 } else { 1 };
            let step = match event.key().as_str() {
                "ArrowRight" => step,
                "ArrowLeft" => -step,
                "ArrowDown" => COLUMNS as isize,
                "ArrowUp" => -(COLUMNS as isize),
                "Home" => return Some(0),
                "End" => return (all.length() as usize).checked_sub(1),
                _ => return None,
            };
            let to = at.checked_add_signed(step)?;
            (to < all.length() as usize).then_some(to)
        });
        if let Some(to) = to {
            event.prevent_default();
            stop_at(&all, to);
        }
    });
}

/// Which of them something happened to.
fn place_of(all: &HtmlCollection, event: &Event) -> Option<usize> {
    let target = event.target()?;
    (0..all.length() as usize).find(|at| {
        all.item(*at as u32)
            .is_some_and(|one| target == *one.as_ref())
    })
}

/// The keyboard stands at one of them, and comes back there.
fn stop_at(all: &HtmlCollection, wanted: usize) {
    for at in 0..all.length() {
        let Some(one) = all.item(at) else { continue };
        let is_wanted = at as usize == wanted;
        attribute(&one, "tabindex", if is_wanted { "0" } else { "-1" });
        if is_wanted {
            let _ = one.unchecked_into::<HtmlElement>().focus();
        }
    }
}

/// In place of what is selected; what is written next comes after it.
fn put(field: &HtmlTextAreaElement, emoji: &str) {
    let begin = field.selection_start().ok().flatten().unwrap_or_default();
    let end = begin + emoji.encode_utf16().count() as u32;
    // Neither is refused in a field of text.
    let _ = field.set_range_text(emoji);
    let _ = field.set_selection_range(end, end);
    if let Ok(input) = Event::new("input") {
        let _ = field.dispatch_event(&input);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_fills_its_rows_and_none_stands_there_twice() {
        let mut all = Vec::new();
        for (name, group) in GROUPS {
            let group: Vec<&str> = group.split(' ').collect();
            assert_eq!(group.len() % COLUMNS, 0, "{name:?}: {}", group.len());
            all.extend(group);
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
