//! `cargo xtask emoji`: writes what the emoji picker shows, `public/emoji/`, from the data of emojibase, and the special
//! characters with it. The files are kept in the repository, so that no build needs npm for them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};

use crate::project::Project;
use crate::setup;
use crate::step;

/// Emoji of later versions are boxes on machines that are a few years old.
const NEWEST_VERSION: f64 = 15.0;
/// The group of skin tones and hair, which are no emoji of their own.
const COMPONENTS: u64 = 2;
const TONES: [char; 5] = [
    '\u{1f3fb}',
    '\u{1f3fc}',
    '\u{1f3fd}',
    '\u{1f3fe}',
    '\u{1f3ff}',
];
/// Asks for the colourful form of a letter that has both.
const COLOURFUL: char = '\u{fe0f}';

/// A language of the app, and where emojibase has its names.
struct Language {
    tag: &'static str,
    folder: &'static str,
    other_folder: &'static str,
    /// The files of short names, the one that is shown first.
    codes: &'static [&'static str],
    /// Where Unicode has the names of a language that emojibase lacks; its own are English then.
    annotations: Option<&'static str>,
    /// What the groups are called, in the order of emojibase without the components.
    groups: [&'static str; 9],
    special: &'static str,
}

const LANGUAGES: [Language; 4] = [
    Language {
        tag: "en",
        folder: "en",
        other_folder: "pt",
        codes: &["en/shortcodes/github.json", "en/shortcodes/emojibase.json"],
        annotations: None,
        groups: [
            "Smileys and emotion",
            "People and body",
            "Animals and nature",
            "Food and drink",
            "Travel and places",
            "Activities",
            "Objects",
            "Symbols",
            "Flags",
        ],
        special: "Special characters",
    },
    Language {
        tag: "pt-BR",
        folder: "pt",
        other_folder: "en",
        codes: &["pt/shortcodes/cldr.json", "en/shortcodes/github.json"],
        annotations: None,
        groups: [
            "Sorrisos e emoções",
            "Pessoas e corpo",
            "Animais e natureza",
            "Comida e bebida",
            "Viagens e lugares",
            "Atividades",
            "Objetos",
            "Símbolos",
            "Bandeiras",
        ],
        special: "Caracteres especiais",
    },
    Language {
        tag: "es",
        folder: "es",
        other_folder: "en",
        codes: &["es/shortcodes/cldr.json", "en/shortcodes/github.json"],
        annotations: None,
        groups: [
            "Caritas y emociones",
            "Personas y cuerpo",
            "Animales y naturaleza",
            "Comida y bebida",
            "Viajes y lugares",
            "Actividades",
            "Objetos",
            "Símbolos",
            "Banderas",
        ],
        special: "Caracteres especiales",
    },
    Language {
        tag: "ar",
        folder: "en",
        other_folder: "en",
        codes: &["en/shortcodes/github.json", "en/shortcodes/emojibase.json"],
        annotations: Some("ar"),
        groups: [
            "وجوه ومشاعر",
            "أشخاص وجسم",
            "حيوانات وطبيعة",
            "طعام وشراب",
            "سفر وأماكن",
            "أنشطة",
            "أشياء",
            "رموز",
            "أعلام",
        ],
        special: "رموز خاصة",
    },
];

/// A special character, and what it is called in each of the languages.
const SPECIAL: [(&str, [&str; 4]); 63] = include!("emoji/special.rs");

pub fn command(project: &Project) -> Result<ExitCode> {
    let data = setup::require_emojibase(project)?;
    let annotations = setup::require_annotations(project)?;
    let folder = project.root().join("public/emoji");
    fs::create_dir_all(&folder)?;
    for (index, language) in LANGUAGES.iter().enumerate() {
        let file = folder.join(format!("{}.json", language.tag));
        let groups = groups(&data, &annotations, language, index)?;
        let text = serde_json::to_string(&groups)?;
        fs::write(&file, &text).with_context(|| format!("can't write {}", file.display()))?;
        step::say(&format!("{}: {} bytes", file.display(), text.len()));
    }
    let licence = fs::read_to_string(data.join("LICENSE")).context("emojibase has no licence")?;
    let unicode = fs::read_to_string(annotations[0].join("LICENSE"))
        .context("the names of Unicode have no licence")?;
    let note = format!(
        "The names in these files are from emojibase-data (https://emojibase.dev), under this licence:\n\n{licence}\n\
         The Arabic names are from Unicode CLDR (https://cldr.unicode.org), under this licence:\n\n{unicode}"
    );
    fs::write(folder.join("LICENSE.txt"), note)?;
    Ok(ExitCode::SUCCESS)
}

/// The groups with their emoji, each of which is one text of fields: itself, its name, its short names, the words that it
/// is found by, and whether it takes a skin tone.
fn groups(
    data: &Path,
    annotations: &[PathBuf; 2],
    language: &Language,
    index: usize,
) -> Result<Vec<Value>> {
    let all = read(&data.join(language.folder).join("data.json"))?;
    let other = read(&data.join(language.other_folder).join("data.json"))?;
    let codes: Vec<Value> = language
        .codes
        .iter()
        .map(|file| read(&data.join(file)))
        .collect::<Result<_>>()?;
    let named = match language.annotations {
        Some(folder) => names_of_unicode(annotations, folder)?,
        None => Map::new(),
    };
    let mut groups: Vec<(u64, Vec<(u64, String)>)> = Vec::new();
    for emoji in all.as_array().into_iter().flatten() {
        let (Some(group), Some(order)) = (emoji["group"].as_u64(), emoji["order"].as_u64()) else {
            continue;
        };
        let is_known = emoji["version"]
            .as_f64()
            .is_some_and(|it| it <= NEWEST_VERSION);
        if group == COMPONENTS || !is_known {
            continue;
        }
        let line = line(emoji, &other, &codes, &named)?;
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, lines)) => lines.push((order, line)),
            None => groups.push((group, vec![(order, line)])),
        }
    }
    groups.sort_by_key(|(group, _)| *group);
    let mut groups: Vec<Value> = groups
        .into_iter()
        .zip(language.groups)
        .map(|((_, mut lines), name)| {
            lines.sort();
            let all: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
            json!({ "name": name, "all": all })
        })
        .collect();
    let special: Vec<String> = SPECIAL
        .iter()
        .map(|(character, names)| {
            let words: BTreeSet<String> = names.iter().flat_map(|name| words(name)).collect();
            let words: Vec<String> = words.into_iter().collect();
            format!("{character}|{}||{}|", names[index], words.join(" "))
        })
        .collect();
    groups.push(json!({ "name": language.special, "all": special }));
    Ok(groups)
}

/// What Unicode calls emoji in a language, and finds them by.
fn names_of_unicode(packages: &[PathBuf; 2], folder: &str) -> Result<Map<String, Value>> {
    let mut all = Map::new();
    for (package, part) in packages.iter().zip(["annotations", "annotationsDerived"]) {
        let file = package.join(part).join(folder).join("annotations.json");
        let mut read = read(&file)?;
        let names = read[part]["annotations"].take();
        let Value::Object(names) = names else {
            bail!("{} has no names", file.display());
        };
        all.extend(names);
    }
    Ok(all)
}

fn line(
    emoji: &Value,
    other: &Value,
    codes: &[Value],
    named: &Map<String, Value>,
) -> Result<String> {
    let hexcode = emoji["hexcode"].as_str().context("an emoji has no code")?;
    let itself = emoji["emoji"].as_str().context("an emoji is missing")?;
    let label = emoji["label"].as_str().context("an emoji has no name")?;
    let mut short: Vec<&str> = Vec::new();
    for code in codes.iter().flat_map(|file| texts(&file[hexcode])) {
        if !short.contains(&code) {
            short.push(code);
        }
    }
    let twin = other
        .as_array()
        .into_iter()
        .flatten()
        .find(|it| it["hexcode"] == emoji["hexcode"]);
    let elsewhere = twin.and_then(|twin| twin["label"].as_str());
    let bare = itself.replace(COLOURFUL, "");
    let own = named.get(&bare).or_else(|| named.get(itself));
    let own_tags = own.map_or_else(Vec::new, |own| texts(&own["default"]));
    let english = label;
    let label = own.map_or(label, |own| own["tts"][0].as_str().unwrap_or(label));
    let words: BTreeSet<String> = [label, english]
        .into_iter()
        .chain(elsewhere)
        .chain(texts(&emoji["tags"]))
        .chain(own_tags)
        .flat_map(words)
        .collect();
    let words: Vec<String> = words.into_iter().collect();
    let tone = if takes_tone(emoji, itself) { "t" } else { "" };
    // The field separator stands in no name.
    Ok(format!(
        "{itself}|{label}|{}|{}|{tone}",
        short.join(" "),
        words.join(" ")
    ))
}

/// Whether each of its skin tones is made by putting the tone behind its first letter.
fn takes_tone(emoji: &Value, itself: &str) -> bool {
    let skins: Vec<&Value> = emoji["skins"].as_array().into_iter().flatten().collect();
    TONES.iter().enumerate().all(|(index, tone)| {
        let mut letters = itself.chars();
        let mut made: String = letters.by_ref().take(1).collect();
        made.push(*tone);
        let rest = letters.as_str();
        made.push_str(rest.strip_prefix(COLOURFUL).unwrap_or(rest));
        skins.iter().any(|skin| {
            skin["tone"].as_u64() == Some(index as u64 + 1) && skin["emoji"].as_str() == Some(&made)
        })
    })
}

/// One text, or several.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The words of a name in small letters without accents, as the picker looks for them.
fn words(name: &str) -> Vec<String> {
    // Signs of Arabic vowels are no letters.
    let letters = name
        .chars()
        .filter(|it| !('\u{64b}'..='\u{652}').contains(it));
    let folded: String = letters
        .flat_map(char::to_lowercase)
        .map(without_accent)
        .collect();
    folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The letters that English, Portuguese, Spanish and Arabic names are written with.
fn without_accent(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'أ' | 'إ' | 'آ' => 'ا',
        'ؤ' => 'و',
        'ئ' => 'ي',
        letter => letter,
    }
}

fn read(file: &Path) -> Result<Value> {
    let text =
        fs::read_to_string(file).with_context(|| format!("can't read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is broken", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_without_accents() {
        assert_eq!(words("Coração vermelho: s2"), ["coracao", "vermelho", "s2"]);
        assert_eq!(words("قلبٌ أحمر"), ["قلب", "احمر"]);
    }

    #[test]
    fn the_files_in_the_repository_have_the_same_emoji_in_every_language() -> Result<()> {
        let folder = Project::find()?.root().join("public/emoji");
        let mut files = Vec::new();
        for language in LANGUAGES {
            let groups = read(&folder.join(format!("{}.json", language.tag)))?;
            let mut all = Vec::new();
            for group in groups.as_array().context("no groups")? {
                for line in texts(&group["all"]) {
                    assert_eq!(line.matches('|').count(), 4, "{line}");
                    all.push(line.split('|').next().unwrap_or_default().to_owned());
                }
            }
            files.push(all);
        }
        assert!(files[0].len() > 1_700, "{}", files[0].len());
        for other in &files[1..] {
            assert_eq!(&files[0], other);
        }
        Ok(())
    }
}
