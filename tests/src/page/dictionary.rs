//! What English names are called in another language, by the locale files that the pages use. So a
//! test speaks English and still works a page in any other.

use std::collections::HashMap;
use std::fs;

use serde_json::Value;

use crate::backend::project;
use crate::pseudo;

/// The locale files of the agent app and of the widget.
const FOLDERS: [&str; 2] = ["public/locales", "crates/widget/locales"];
/// The launcher's two names stand in its script, in English and in every other language.
const LAUNCHER: [&str; 2] = ["Open chat", "Close chat"];
const OTHERS: [(&str, [&str; 2]); 3] = [
    ("pt-BR", ["Abrir chat", "Fechar chat"]),
    ("es", ["Abrir chat", "Cerrar chat"]),
    ("ar", ["فتح الدردشة", "إغلاق الدردشة"]),
];

/// From an English text to those that it may be in the language of the page. Texts with values in
/// them are known by what stands before the first value.
#[derive(Debug, Default)]
pub struct Dictionary(HashMap<String, Vec<String>>);

impl Dictionary {
    /// For a browser of this language, BCP 47; the region does not matter.
    pub fn of(language: &str) -> Self {
        let mut dictionary = Self::default();
        if language == pseudo::TAG {
            for english in texts(FOLDERS[0], "en").values() {
                dictionary.add(english, &pseudo::written(english));
            }
            return dictionary;
        }
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
        let Some((file, launcher)) = OTHERS
            .into_iter()
            .find(|(tag, _)| primary(tag) == primary(language))
        else {
            return dictionary;
        };
        for folder in FOLDERS {
            let (english, other) = (texts(folder, "en"), texts(folder, file));
            for (key, english) in english {
                if let Some(other) = other.get(&key) {
                    dictionary.add(&english, other);
                }
            }
        }
        for (english, other) in LAUNCHER.into_iter().zip(launcher) {
            dictionary.add(english, other);
        }
        dictionary
    }

    /// What a text may be called. One that is no text of ours is called the same everywhere.
    pub fn translations(&self, text: &str) -> Vec<String> {
        self.0
            .get(text)
            .cloned()
            .unwrap_or_else(|| vec![text.to_owned()])
    }

    fn add(&mut self, english: &str, other: &str) {
        let fixed = |text: &str| text.split('{').next().unwrap_or_default().to_owned();
        let (english, other) = (fixed(english), fixed(other));
        if english.is_empty() || other.is_empty() {
            return;
        }
        let all = self.0.entry(english).or_default();
        if !all.contains(&other) {
            all.push(other);
        }
    }
}

/// The texts of a locale file by their keys; of those with several forms, the first one.
fn texts(folder: &str, language: &str) -> HashMap<String, String> {
    let file = project().join(folder).join(format!("{language}.json"));
    let text = fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{} can't be read: {error}", file.display()));
    let all: HashMap<String, Value> = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{} is broken: {error}", file.display()));
    all.into_iter()
        .filter_map(|(key, value)| {
            let text = value.as_str().or_else(|| value.get("other")?.as_str())?;
            Some((key, text.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_other_languages_and_stay_as_they_are_in_english() {
        let portuguese = Dictionary::of("pt-BR");
        assert!(
            portuguese
                .translations("Password")
                .contains(&"Senha".to_owned())
        );
        assert!(
            !portuguese
                .translations("Assigned to ")
                .contains(&"Assigned to ".to_owned())
        );
        assert_eq!(portuguese.translations("Lívia Martins"), ["Lívia Martins"]);
        assert!(
            Dictionary::of("es-MX")
                .translations("Password")
                .contains(&"Contraseña".to_owned())
        );
        assert_eq!(
            Dictionary::of("en-US").translations("Password"),
            ["Password"]
        );
    }
}
