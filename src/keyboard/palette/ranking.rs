//! Which commands come first: those that match better, of these those that are used more.

use recado_protocol::folding::{fold, query_words};
use recado_store::{first_of, ordered};

use super::{Command, Group};
use crate::browser::storage;
use crate::keyboard::USES;

/// So many commands are remembered, those used last.
const MOST_KEPT: usize = 60;
/// So many are shown.
const MOST_SHOWN: usize = 50;

/// How often each command was used on this device, the one used last first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Uses(Vec<(u32, String)>);

impl Uses {
    pub fn remembered() -> Self {
        Self::read(&storage::get(USES).unwrap_or_default())
    }

    /// One command in a line: `3 shortcut status`.
    fn read(text: &str) -> Self {
        let lines = text.lines().filter_map(|line| {
            let (count, id) = line.split_once(' ')?;
            Some((count.parse().ok()?, id.to_owned()))
        });
        Self(lines.take(MOST_KEPT).collect())
    }

    fn text(&self) -> String {
        let lines = self.0.iter().map(|(count, id)| format!("{count} {id}"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// One more use, which is kept.
    pub fn add(&mut self, id: &str) {
        self.count(id);
        storage::set(USES, &self.text());
    }

    fn count(&mut self, id: &str) {
        let known = self.0.iter().position(|(_, known)| known == id);
        let before = known.map_or(0, |at| self.0.remove(at).0);
        self.0.insert(0, (before.saturating_add(1), id.to_owned()));
        self.0.truncate(MOST_KEPT);
    }

    fn of(&self, id: &str) -> u32 {
        let known = self.0.iter().find(|(_, known)| known == id);
        known.map_or(0, |(count, _)| *count)
    }
}

/// The commands with every word of the query, the best first.
pub fn ranked<'a>(
    all: impl Iterator<Item = &'a Command>,
    query: &str,
    uses: &Uses,
) -> Vec<Command> {
    let words = query_words(query);
    let whole = fold(query.trim());
    let found = all.filter_map(|command| {
        let match_ = match_of(&command.folded, command.label_end, &whole, &words)?;
        Some((match_, uses.of(&command.id), command))
    });
    let best = first_of(found, MOST_SHOWN, |a, b| (b.0, b.1).cmp(&(a.0, a.1)));
    best.into_iter()
        .map(|(_, _, command)| command.clone())
        .collect()
}

/// The same commands with those of a group together, the groups in the order of their best commands.
pub fn grouped(found: Vec<Command>) -> Vec<Command> {
    let mut groups: Vec<Group> = Vec::new();
    for command in &found {
        if !groups.contains(&command.group) {
            groups.push(command.group);
        }
    }
    let place = |command: &Command| groups.iter().position(|group| *group == command.group);
    ordered(found, |a, b| place(a).cmp(&place(b)))
}

/// How well a command fits: 3 when its name begins with the query, 2 when words of the name begin with each word of it, 1
/// when all of them stand somewhere in it. `folded` is the name and, after `label_end`, what stands beside it.
fn match_of(folded: &str, label_end: usize, whole: &str, words: &[String]) -> Option<u8> {
    let label = folded.get(..label_end).unwrap_or(folded);
    if words.is_empty() {
        return Some(0);
    }
    let begins_word = |text: &str, word: &str| {
        text.match_indices(word)
            .any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
    };
    if label.starts_with(whole) {
        Some(3)
    } else if words.iter().all(|word| begins_word(label, word)) {
        Some(2)
    } else {
        words.iter().all(|word| folded.contains(word)).then_some(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(query: &str, uses: &Uses) -> Vec<String> {
        let all = [
            "Dark",
            "Mark as read",
            "Resolve or reopen",
            "Órdenes",
            "Export data",
        ];
        let all: Vec<Command> = all
            .map(|name| Command::new(name, name, "Theme", || {}))
            .into();
        let found = ranked(all.iter(), query, uses);
        found.into_iter().map(|command| command.label).collect()
    }

    #[test]
    fn a_name_that_begins_so_comes_before_a_word_and_a_word_before_a_part() {
        let uses = Uses::default();
        assert_eq!(names("re", &uses), ["Resolve or reopen", "Mark as read"]);
        assert_eq!(names("da", &uses), ["Dark", "Export data"]);
        assert_eq!(names("ark", &uses), ["Dark", "Mark as read"]);
        assert_eq!(names("orde", &uses), ["Órdenes"]);
        assert_eq!(names("theme dark", &uses), ["Dark"]);
        assert!(names("zebra", &uses).is_empty());
    }

    #[test]
    fn of_what_fits_equally_the_more_used_comes_first_and_is_remembered() {
        let mut uses = Uses::default();
        for id in ["Mark as read", "Export data", "Mark as read"] {
            uses.count(id);
        }
        assert_eq!(names("", &uses)[..2], ["Mark as read", "Export data"]);
        assert_eq!(Uses::read(&uses.text()), uses);
        assert_eq!(names("da", &uses), ["Dark", "Export data"]);
    }

    #[test]
    fn the_best_one_stays_first_and_brings_its_group_with_it() {
        let found = [
            ("Bia", Group::People),
            ("Mine", Group::Queues),
            ("Bruno", Group::People),
            ("Assign", Group::Actions),
            ("Late", Group::Queues),
        ];
        let found = found.map(|(name, group)| {
            let mut command = Command::new(name, name, "", || {});
            command.group = group;
            command
        });
        let names = grouped(found.into()).into_iter().map(|it| it.label);
        let names: Vec<String> = names.collect();
        assert_eq!(names, ["Bia", "Bruno", "Mine", "Late", "Assign"]);
    }

    #[test]
    fn only_the_last_are_kept() {
        let mut uses = Uses::default();
        for number in 0..100 {
            uses.count(&number.to_string());
        }
        assert_eq!(uses.0.len(), MOST_KEPT);
        assert_eq!((uses.of("99"), uses.of("0")), (1, 0));
    }
}
