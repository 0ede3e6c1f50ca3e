//! How close things stand and how large the text is: chosen for this device, like the theme. `public/theme.js` shows
//! what was chosen before anything is painted; `style/tokens.css` says what it means.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{MenuEntry, menu_heading, menu_radio, menu_separator};
use crate::browser::storage;
use crate::locale::{Key, t};
use crate::theme::{PLAIN_ROW_HEIGHT, ROW_HEIGHT, Theme};

/// Something to be chosen, under the name by which it is kept and by which the style sheets know it.
struct Look {
    name: &'static str,
    title: Key,
    /// The words of the choices, and what each does to the height of a row. The plain one is not kept.
    choices: &'static [(&'static str, Key, Rows)],
}

/// What a row of the list is made of.
#[derive(Clone, Copy)]
enum Rows {
    /// The height of its three lines, and of what is around them, in CSS pixels.
    Lines(usize, usize),
    /// How large the text in the lines is, in hundredths.
    Text(usize),
}

const PLAIN: [&str; 2] = ["comfortable", "normal"];
const DENSITY: Look = Look {
    name: "density",
    title: Key::DensityTitle,
    choices: &[
        ("comfortable", Key::DensityComfortable, Rows::Lines(63, 23)),
        ("compact", Key::DensityCompact, Rows::Lines(57, 13)),
    ],
};
const TEXT_SIZE: Look = Look {
    name: "text-size",
    title: Key::TextSizeTitle,
    choices: &[
        ("small", Key::TextSizeSmall, Rows::Text(93)),
        ("normal", Key::TextSizeNormal, Rows::Text(100)),
        ("large", Key::TextSizeLarge, Rows::Text(115)),
        ("larger", Key::TextSizeLarger, Rows::Text(130)),
    ],
};

/// A heading and one radio per choice, for density and for text size, each with a line below.
pub fn look_entries(theme: Theme) -> Vec<MenuEntry> {
    let mut entries = Vec::new();
    for look in [&DENSITY, &TEXT_SIZE] {
        let now = look.now();
        entries.push(menu_heading(t(look.title)));
        entries.extend(look.choices.iter().map(|&(word, label, _)| {
            menu_radio(t(label), word == now, move || look.choose(word, theme))
        }));
        entries.push(menu_separator());
    }
    entries
}

impl Look {
    /// The word of what the page shows.
    fn now(&self) -> &'static str {
        let shown = root().and_then(|root| root.get_attribute(&self.attribute()));
        self.find(shown.as_deref()).0
    }

    /// The choice of this word, or the plain one.
    fn find(&self, word: Option<&str>) -> (&'static str, Key, Rows) {
        let of = |it: &dyn Fn(&str) -> bool| self.choices.iter().find(|(word, ..)| it(word));
        let found = of(&|it| Some(it) == word).or_else(|| of(&|it| PLAIN.contains(&it)));
        *found.unwrap_or(&self.choices[0])
    }

    fn choose(&self, word: &'static str, theme: Theme) {
        let Some(root) = root() else { return };
        // Neither can fail on the root element; if it did, the page would stay as it is.
        let _ = if PLAIN.contains(&word) {
            storage::remove(self.name);
            root.remove_attribute(&self.attribute())
        } else {
            storage::set(self.name, word);
            root.set_attribute(&self.attribute(), word)
        };
        let height = row_height(DENSITY.now(), TEXT_SIZE.now());
        let _ = if height == PLAIN_ROW_HEIGHT {
            storage::remove(ROW_HEIGHT);
            root.style().remove_property("--row-height").map(drop)
        } else {
            storage::set(ROW_HEIGHT, &height.to_string());
            root.style()
                .set_property("--row-height", &format!("{height}px"))
        };
        theme.row_height.set(height);
    }

    fn attribute(&self) -> String {
        format!("data-{}", self.name)
    }
}

/// How high a row of the list is, in CSS pixels.
fn row_height(density: &str, text_size: &str) -> usize {
    let (_, _, lines) = DENSITY.find(Some(density));
    let (_, _, text) = TEXT_SIZE.find(Some(text_size));
    match (lines, text) {
        (Rows::Lines(lines, around), Rows::Text(text)) => (lines * text).div_ceil(100) + around,
        _ => PLAIN_ROW_HEIGHT,
    }
}

/// The root element of the page; none outside of a browser.
fn root() -> Option<HtmlElement> {
    if !cfg!(target_arch = "wasm32") {
        return None;
    }
    document().document_element()?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_high_as_its_lines_and_what_is_around_them() {
        assert_eq!(row_height("comfortable", "normal"), PLAIN_ROW_HEIGHT);
        assert_eq!(row_height("compact", "normal"), 70);
        assert_eq!(row_height("comfortable", "larger"), 105);
        assert_eq!(row_height("rubbish", "rubbish"), PLAIN_ROW_HEIGHT);
    }

    #[test]
    fn without_a_choice_the_plain_ones_are_ticked() {
        assert_eq!([DENSITY.now(), TEXT_SIZE.now()], PLAIN);
    }
}
