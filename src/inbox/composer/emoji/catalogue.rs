//! The emoji of one language, as `cargo xtask emoji` writes them.

use recado_store::first_of;
use serde::Deserialize;

/// Some emoji, or the special characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    pub name: String,
    pub all: Vec<Emoji>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Emoji {
    pub itself: String,
    pub name: String,
    /// Short names, the first of which is shown.
    codes: String,
    /// What it is found by, in small letters without accents.
    words: String,
    takes_tone: bool,
}

/// The colour of hands and faces; none is the yellow one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tone(Option<char>);

impl Tone {
    /// From the yellow one to the darkest.
    pub const EVERY: [Self; 6] = [
        Self(None),
        Self(Some('\u{1f3fb}')),
        Self(Some('\u{1f3fc}')),
        Self(Some('\u{1f3fd}')),
        Self(Some('\u{1f3fe}')),
        Self(Some('\u{1f3ff}')),
    ];

    /// An emoji that shows hands, in this colour.
    pub fn of(self, emoji: &Emoji) -> String {
        let Some(tone) = self.0.filter(|_| emoji.takes_tone) else {
            return emoji.itself.clone();
        };
        let mut letters = emoji.itself.chars();
        let mut toned: String = letters.by_ref().take(1).collect();
        toned.push(tone);
        let rest = letters.as_str();
        // The tone stands where the wish for colour stood.
        toned.push_str(rest.strip_prefix('\u{fe0f}').unwrap_or(rest));
        toned
    }
}

#[derive(Deserialize)]
struct Line {
    name: String,
    all: Vec<String>,
}

/// Reads the file of a language.
pub fn read(json: &str) -> Option<Vec<Group>> {
    let groups: Vec<Line> = recado_json::from_str(json).ok()?;
    let groups = groups.into_iter().map(|group| Group {
        name: group.name,
        all: group.all.iter().filter_map(|line| emoji(line)).collect(),
    });
    Some(groups.collect())
}

fn emoji(line: &str) -> Option<Emoji> {
    let mut fields = line.split('|').map(str::to_owned);
    Some(Emoji {
        itself: fields.next()?,
        name: fields.next()?,
        codes: fields.next()?,
        words: fields.next()?,
        takes_tone: fields.next()? == "t",
    })
}

impl Emoji {
    /// One without names, to show a tone.
    pub fn that_takes_tone(itself: &str) -> Self {
        Self {
            itself: itself.to_owned(),
            name: String::new(),
            codes: String::new(),
            words: String::new(),
            takes_tone: true,
        }
    }

    /// Whether this is the one that somebody took, in whatever tone.
    pub fn is(&self, taken: &str) -> bool {
        let bare = |text: &str| -> String {
            text.chars()
                .filter(|it| !matches!(it, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'))
                .collect()
        };
        self.itself.chars().next() == taken.chars().next() && bare(&self.itself) == bare(taken)
    }

    /// Its short name, as it is typed between colons.
    pub fn code(&self) -> &str {
        self.codes.split(' ').next().unwrap_or_default()
    }

    /// How well it fits what was typed: 0 is best, nothing does not fit. Each word of the query begins one of its own.
    fn rank(&self, query: &[&str]) -> Option<u8> {
        if let [word] = query {
            if self.codes.split(' ').any(|code| code == *word) {
                return Some(0);
            }
            if self.codes.split(' ').any(|code| code.starts_with(word)) {
                return Some(1);
            }
        }
        query
            .iter()
            .all(|word| self.words.split(' ').any(|own| own.starts_with(word)))
            .then_some(2)
    }
}

/// What is found by some words, in small letters without accents: the best first, else in the order of the groups.
pub fn find<'g>(groups: &'g [Group], query: &str, most: usize) -> Vec<&'g Emoji> {
    let query: Vec<&str> = query.split_whitespace().collect();
    if query.is_empty() {
        return Vec::new();
    }
    let found = groups
        .iter()
        .flat_map(|group| &group.all)
        .filter_map(|emoji| Some((emoji.rank(&query)?, emoji)));
    let best = first_of(found, most, |a, b| a.0.cmp(&b.0));
    best.into_iter().map(|(_, emoji)| emoji).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PORTUGUESE: &str = include_str!("../../../../public/emoji/pt-BR.json");
    const SPANISH: &str = include_str!("../../../../public/emoji/es.json");
    const ARABIC: &str = include_str!("../../../../public/emoji/ar.json");
    const ENGLISH: &str = include_str!("../../../../public/emoji/en.json");

    fn first(file: &str, query: &str) -> String {
        let groups = read(file).unwrap();
        find(&groups, query, 1)[0].itself.clone()
    }

    #[test]
    fn an_emoji_is_found_in_every_language_and_by_its_short_name() {
        assert_eq!(first(PORTUGUESE, "coracao verm"), "❤️");
        assert_eq!(first(PORTUGUESE, "red heart"), "❤️");
        assert_eq!(first(ENGLISH, "coracao verm"), "❤️");
        assert_eq!(first(SPANISH, "corazon rojo"), "❤️");
        assert_eq!(first(SPANISH, "red heart"), "❤️");
        assert_eq!(first(ARABIC, "قلب احمر"), "❤️");
        assert_eq!(first(ARABIC, "red heart"), "❤️");
        assert_eq!(first(ENGLISH, "joy"), "😂");
        assert_eq!(first(ENGLISH, "+1"), "👍️");
        assert_eq!(first(PORTUGUESE, "tada"), "🎉");
        assert!(find(&read(ENGLISH).unwrap(), "  ", 5).is_empty());
    }

    #[test]
    fn special_characters_are_the_last_group() {
        let groups = read(ENGLISH).unwrap();
        assert_eq!(groups.len(), 10);
        assert_eq!(groups[9].all[0].itself, "©");
    }

    #[test]
    fn a_tone_colours_hands_and_nothing_else() {
        let groups = read(ENGLISH).unwrap();
        let dark = Tone::EVERY[5];
        let toned = |query: &str| dark.of(find(&groups, query, 1)[0]);
        assert_eq!(toned("wave"), "👋🏿");
        assert_eq!(toned("v"), "✌🏿");
        assert_eq!(toned("tada"), "🎉");
        assert_eq!(Tone::default().of(find(&groups, "wave", 1)[0]), "👋");
    }
}
