//! The lists of words, one file for each language.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use recado_protocol::folding::fold;

use super::reading::words_of;

/// Most words that a phrase has.
pub const PHRASE_WORDS: usize = 5;
/// Shorter words say little of what something is about.
const TELLING_CHARS: usize = 4;

/// The words of one language, folded.
#[derive(Default)]
pub struct Lexicon {
    /// Words that tell the language by themselves.
    pub language: BTreeSet<String>,
    pub mood: HashMap<String, f32>,
    pub urgent: HashMap<String, f32>,
    pub negation: BTreeSet<String>,
    pub more: BTreeSet<String>,
    pub less: BTreeSet<String>,
    /// What follows these counts more than what is before.
    pub but: BTreeSet<String>,
}

static LEXICONS: LazyLock<[Lexicon; 3]> = LazyLock::new(|| {
    [
        Lexicon::parse(include_str!("words/portuguese.txt")),
        Lexicon::parse(include_str!("words/english.txt")),
        Lexicon::parse(include_str!("words/spanish.txt")),
    ]
});

static SIGNS: LazyLock<HashMap<char, f32>> = LazyLock::new(|| {
    let lines = include_str!("words/signs.txt").lines();
    let weighed = lines.filter_map(|line| {
        let (weight, signs) = line.split_once(' ')?;
        Some((weight.parse::<f32>().ok()?, signs))
    });
    weighed
        .flat_map(|(weight, signs)| {
            let signs = signs.chars().filter(|sign| !sign.is_whitespace());
            signs.map(move |sign| (sign, weight)).collect::<Vec<_>>()
        })
        .collect()
});

/// What an emoji says of a mood.
pub fn sign(sign: char) -> Option<f32> {
    SIGNS.get(&sign).copied()
}

/// The lexicon of the language that folded words are most likely of; `None` where they are of none of the three.
pub fn lexicon_of(words: &[&str]) -> Option<&'static Lexicon> {
    let knows = |lexicon: &Lexicon| {
        let in_language = words
            .iter()
            .filter(|word| lexicon.language.contains(**word));
        let weighed = words.iter().filter(|word| {
            let mood = lexicon.mood.get(**word);
            mood.is_some() || lexicon.urgent.contains_key(**word)
        });
        in_language.count() * 2 + weighed.count() * 2
    };
    let all = LEXICONS.iter().map(|lexicon| (knows(lexicon), lexicon));
    let mut best: Option<(usize, &Lexicon)> = None;
    for (known, lexicon) in all {
        if known > best.map_or(0, |(most, _)| most) {
            best = Some((known, lexicon));
        }
    }
    best.map(|(_, lexicon)| lexicon)
}

/// The words of a text that say what it is about, folded, each once, at the most so many.
pub fn telling_words<'a>(texts: impl Iterator<Item = &'a str>, most: usize) -> Vec<String> {
    let mut telling: Vec<String> = Vec::new();
    for text in texts {
        let folded = fold(text);
        for word in words_of(&folded) {
            let says_little = word.chars().count() < TELLING_CHARS
                || !word.chars().all(char::is_alphabetic)
                || LEXICONS
                    .iter()
                    .any(|lexicon| lexicon.language.contains(word));
            if !says_little && !telling.iter().any(|known| known == word) {
                telling.push(word.to_owned());
            }
        }
    }
    telling.truncate(most);
    telling
}

impl Lexicon {
    fn parse(file: &str) -> Self {
        let mut lexicon = Self::default();
        let mut section = "";
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[') {
                section = name.trim_end_matches(']');
                continue;
            }
            let mut words = line
                .split_whitespace()
                .map(|word| fold(word).replace('_', " "));
            let set = match section {
                "language" => &mut lexicon.language,
                "negation" => &mut lexicon.negation,
                "more" => &mut lexicon.more,
                "less" => &mut lexicon.less,
                "but" => &mut lexicon.but,
                _ => {
                    let weight = words.next().and_then(|weight| weight.parse::<f32>().ok());
                    let map = if section == "urgent" {
                        &mut lexicon.urgent
                    } else {
                        &mut lexicon.mood
                    };
                    map.extend(words.map(|word| (word, weight.unwrap_or_default())));
                    continue;
                }
            };
            set.extend(words);
        }
        lexicon
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_read() {
        for lexicon in LEXICONS.iter() {
            assert!(lexicon.mood.len() > 100 && lexicon.urgent.len() > 30);
            assert!(lexicon.language.len() > 40 && !lexicon.negation.is_empty());
            let phrases = lexicon.mood.keys().chain(lexicon.urgent.keys());
            for phrase in phrases {
                assert!(phrase.split(' ').count() <= PHRASE_WORDS, "{phrase}");
            }
        }
        assert_eq!(sign('😡'), Some(-4.0));
    }

    #[test]
    fn the_language_is_told_by_its_small_words() {
        let negates = |text: &str, word: &str| {
            let folded = fold(text);
            let words: Vec<&str> = words_of(&folded).collect();
            lexicon_of(&words).is_some_and(|lexicon| lexicon.negation.contains(word))
        };
        // "no" says no in two of the three.
        assert!(!negates("comprei no site e chegou no prazo", "no"));
        assert!(negates("el pedido no llegó y estoy esperando", "no"));
        assert!(lexicon_of(&["xyz"]).is_none());
    }

    #[test]
    fn telling_words_are_what_it_is_about() {
        let words = telling_words(["The printer cartridge is leaking"].into_iter(), 8);
        assert_eq!(words, ["printer", "cartridge", "leaking"]);
    }
}
