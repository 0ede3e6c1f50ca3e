//! Folded texts, one after another in one string, so that looking through all of them is one walk
//! through memory.

use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Ends every text; no word of a query has it.
const END: char = '\n';
/// Replaced texts are thrown away when there are more of them than others, and more than this.
const MOST_DEAD: usize = 1_024;

/// Texts by key, with the time of each.
#[derive(Clone, Debug)]
pub struct Haystack<K> {
    text: String,
    /// In the order of the text.
    straws: Vec<Straw<K>>,
    by_key: FxHashMap<K, usize>,
    dead: usize,
}

/// One text.
#[derive(Clone, Debug)]
struct Straw<K> {
    start: usize,
    /// `None` when it was replaced.
    key: Option<K>,
    time: i64,
}

/// A text in which every word stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// Its place among the texts.
    pub at: usize,
    /// Whether every word stands at the beginning of a word of the text.
    pub begins: bool,
    pub time: i64,
}

impl<K> Default for Haystack<K> {
    fn default() -> Self {
        Self {
            text: String::new(),
            straws: Vec::new(),
            by_key: FxHashMap::default(),
            dead: 0,
        }
    }
}

impl<K: Clone + Eq + Hash> Haystack<K> {
    /// Adds a folded text, instead of the one that the key has. Its time never moves back.
    pub fn put(&mut self, key: K, folded: &str, mut time: i64) {
        if let Some(at) = self.by_key.get(&key).copied() {
            time = time.max(self.straws[at].time);
            if self.text_of(at) == folded {
                self.straws[at].time = time;
                return;
            }
            self.remove(&key);
        }
        self.by_key.insert(key.clone(), self.straws.len());
        self.straws.push(Straw {
            start: self.text.len(),
            key: Some(key),
            time,
        });
        self.text.push_str(folded);
        self.text.push(END);
    }

    /// Moves a text's time forward.
    pub fn touch(&mut self, key: &K, time: i64) {
        if let Some(at) = self.by_key.get(key) {
            let straw = &mut self.straws[*at];
            straw.time = straw.time.max(time);
        }
    }

    pub fn remove(&mut self, key: &K) {
        let Some(at) = self.by_key.remove(key) else {
            return;
        };
        self.straws[at].key = None;
        self.dead += 1;
        if self.dead > MOST_DEAD && self.dead > self.by_key.len() {
            self.throw_dead_away();
        }
    }

    /// The key of a text that was found.
    pub fn key(&self, at: usize) -> Option<&K> {
        self.straws.get(at)?.key.as_ref()
    }

    /// Adds every text in which all the words stand.
    pub fn find(&self, words: &[String], found: &mut Vec<Found>) {
        let Some(longest) = words.iter().max_by_key(|word| word.len()) else {
            return;
        };
        let needle = longest.as_bytes();
        let Some((first, rest)) = needle.split_first() else {
            return;
        };
        let bytes = self.text.as_bytes();
        let mut straw = 0;
        let mut from = 0;
        while let Some(next) = bytes[from..].iter().position(|byte| byte == first) {
            from += next + 1;
            if !bytes[from..].starts_with(rest) {
                continue;
            }
            while self.start_of(straw + 1) < from {
                straw += 1;
            }
            if let Some(begins) = self.holds(straw, words) {
                found.push(Found {
                    at: straw,
                    begins,
                    time: self.straws[straw].time,
                });
            }
            from = self.start_of(straw + 1);
        }
    }

    /// Whether every word stands in a text, and whether each begins a word of it.
    fn holds(&self, at: usize, words: &[String]) -> Option<bool> {
        self.key(at)?;
        let text = self.text_of(at);
        let mut begins = true;
        for word in words {
            begins &= stands(text, word)?;
        }
        Some(begins)
    }

    fn text_of(&self, at: usize) -> &str {
        let end = self.start_of(at + 1).saturating_sub(END.len_utf8());
        self.text.get(self.start_of(at)..end).unwrap_or_default()
    }

    fn start_of(&self, at: usize) -> usize {
        self.straws
            .get(at)
            .map_or(self.text.len(), |straw| straw.start)
    }

    fn throw_dead_away(&mut self) {
        let mut kept = Self::default();
        for (at, straw) in self.straws.iter().enumerate() {
            if let Some(key) = &straw.key {
                kept.put(key.clone(), self.text_of(at), straw.time);
            }
        }
        *self = kept;
    }
}

/// Whether a word stands in a text; `Some(true)` at the beginning of a word.
fn stands(text: &str, word: &str) -> Option<bool> {
    let mut any = None;
    for (at, _) in text.match_indices(word) {
        let before = text[..at].chars().next_back();
        if !before.is_some_and(char::is_alphanumeric) {
            return Some(true);
        }
        any = Some(false);
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(haystack: &Haystack<u32>, words: &[&str]) -> Vec<(u32, bool)> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let mut found = Vec::new();
        haystack.find(&words, &mut found);
        found
            .into_iter()
            .filter_map(|found| Some((*haystack.key(found.at)?, found.begins)))
            .collect()
    }

    #[test]
    fn every_text_with_all_words_is_found_once() {
        let mut haystack = Haystack::default();
        haystack.put(1, "ana banana", 0);
        haystack.put(2, "banana", 0);
        haystack.put(3, "", 0);
        haystack.put(4, "anan", 0);
        assert_eq!(
            found(&haystack, &["ana"]),
            [(1, true), (2, false), (4, true)]
        );
        assert_eq!(found(&haystack, &["ana", "ban"]), [(1, true), (2, false)]);
        assert_eq!(found(&haystack, &["x"]), []);
        assert_eq!(found(&haystack, &[]), []);
    }

    #[test]
    fn a_replaced_text_is_not_found_any_more_however_often_that_happens() {
        let mut haystack = Haystack::default();
        haystack.put(0, "steady", 0);
        for round in 0..5_000 {
            haystack.put(1, &format!("round {round}."), 0);
        }
        assert_eq!(found(&haystack, &["round"]), [(1, true)]);
        assert_eq!(found(&haystack, &["4998."]), []);
        assert_eq!(found(&haystack, &["steady"]), [(0, true)]);
        assert!(haystack.text.len() < 100_000);
        haystack.remove(&1);
        assert_eq!(found(&haystack, &["round"]), []);
    }
}
