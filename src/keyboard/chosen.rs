//! The keys that this person chose on this device, in place of the first ones.

use super::Shortcut;
use crate::browser::storage;
use crate::reactive::RwSignal;

/// Under this name the choices are kept, one in a line: `resolve=x`.
const KEPT: &str = "shortcuts";

thread_local! {
    /// Made by [`start`], so that it lives as long as the page.
    static CHOSEN: RwSignal<Vec<(Shortcut, String)>> = RwSignal::new(read(&storage::get(KEPT).unwrap_or_default()));
}

/// Has to be called where the page begins.
pub fn start() {
    CHOSEN.with(|_| ());
}

fn chosen() -> RwSignal<Vec<(Shortcut, String)>> {
    CHOSEN.with(|chosen| *chosen)
}

/// The keys of a shortcut now. Reactive.
pub fn keys(shortcut: Shortcut) -> String {
    let own = chosen().with(|all| {
        let own = all.iter().find(|(it, _)| *it == shortcut);
        own.map(|(_, keys)| keys.clone())
    });
    own.unwrap_or_else(|| shortcut.first_keys().to_owned())
}

/// Whether other keys than the first ones were chosen. Reactive.
pub fn is_changed(shortcut: Shortcut) -> bool {
    chosen().with(|all| all.iter().any(|(it, _)| *it == shortcut))
}

/// Chooses keys, or the first ones again.
pub fn choose(shortcut: Shortcut, keys: Option<String>) {
    let keys = keys.filter(|keys| keys != shortcut.first_keys());
    chosen().update(|all| {
        all.retain(|(it, _)| *it != shortcut);
        all.extend(keys.map(|keys| (shortcut, keys)));
    });
    keep();
}

/// The first keys of all shortcuts again.
pub fn reset() {
    chosen().update(Vec::clear);
    keep();
}

fn keep() {
    let text = chosen().with_untracked(|all| {
        let lines = all.iter();
        let lines = lines.map(|(shortcut, keys)| format!("{}={keys}", shortcut.word()));
        lines.collect::<Vec<_>>().join("\n")
    });
    if text.is_empty() {
        storage::remove(KEPT);
    } else {
        storage::set(KEPT, &text);
    }
}

/// What is not understood is left out.
fn read(text: &str) -> Vec<(Shortcut, String)> {
    let lines = text.lines().filter_map(|line| {
        let (word, keys) = line.split_once('=')?;
        let mut all = Shortcut::EVERY.iter();
        Some((*all.find(|it| it.word() == word)?, keys.to_owned()))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_and_rubbish_is_left_out() {
        let kept = "status=x\nnothing\nelsewhere=y\npalette=Mod+=";
        assert_eq!(
            read(kept),
            [
                (Shortcut::Status, "x".to_owned()),
                (Shortcut::Palette, "Mod+=".to_owned())
            ]
        );
    }
}
