//! Colleagues and teams that are called by an `@` in a note.

use recado_store::Store;

use super::suggestions::{Face, Offer};
use crate::browser::letters::folded;
use crate::locale::{Key, t};

/// Somebody who can be mentioned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mentionable {
    id: String,
    name: String,
    is_team: bool,
}

/// Everybody who can be mentioned: colleagues first, then teams.
pub fn everybody(store: &Store) -> Vec<Mentionable> {
    let me = &store.me().id;
    let agents = store
        .agents()
        .filter(|agent| &agent.id != me)
        .map(|agent| Mentionable {
            id: agent.id.to_string(),
            name: agent.name.clone(),
            is_team: false,
        });
    let teams = store.teams().map(|team| Mentionable {
        id: team.id.to_string(),
        name: team.name.clone(),
        is_team: true,
    });
    agents.chain(teams).collect()
}

/// Those whose name, or a word of it, begins as it was typed.
pub fn matching(query: &str, everybody: &[Mentionable], most: usize) -> Vec<Offer> {
    let query = folded(query);
    everybody
        .iter()
        .filter(|it| begins(&folded(&it.name), &query))
        .take(most)
        .map(|it| Offer {
            face: Some(Face::Avatar(it.id.clone())),
            title: it.name.clone(),
            detail: if it.is_team {
                t(Key::ComposerTeam)
            } else {
                String::new()
            },
            with: format!("@{} ", it.name),
            ..Offer::default()
        })
        .collect()
}

/// A name that is typed whole, and a space behind it, is done.
fn begins(name: &str, query: &str) -> bool {
    query != [name, " "].concat()
        && (name.starts_with(query)
            || name
                .match_indices(' ')
                .any(|(space, _)| name[space + 1..].starts_with(query)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_the_beginning_of_any_word_of_it() {
        for (query, is_found) in [
            ("", true),
            ("liv", true),
            ("livia pr", true),
            ("pra", true),
            ("via", false),
            ("livia prado", true),
            ("livia prado ", false),
        ] {
            assert_eq!(begins("livia prado", query), is_found, "{query}");
        }
    }
}
