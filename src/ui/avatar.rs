//! The round picture of a person: their initials on a tint of their own.

use crate::markup::view;
use crate::reactive::Signal;
use leptos::prelude::*;
use recado_protocol::{AgentStatus, ChannelKind};

use super::channel_badge;

/// The tints of `tokens.css` are numbered from 0.
const TINTS: u32 = 8;

/// How large an avatar is; the room for it is reserved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum AvatarSize {
    /// 20 px, in a button or a menu.
    Tiny,
    /// 28 px, in a head or a line of text.
    Small,
    /// 40 px, in a row.
    #[default]
    Row,
    /// 64 px, on a card.
    Large,
}

/// A person's avatar. It says nothing to assistive technology: the name stands beside it.
#[component]
pub fn Avatar(
    #[prop(into)] name: Signal<String>,
    /// The person's id: the same id always has the same tint.
    #[prop(into)]
    seed: Signal<String>,
    #[prop(optional)] size: AvatarSize,
    #[prop(optional, into)] channel: Signal<Option<ChannelKind>>,
    #[prop(optional, into)] presence: Signal<Option<AgentStatus>>,
) -> impl IntoView {
    view! {
        <span class=size.class() aria-hidden="true">
            // Drawn by the style sheet: initials are a picture, and no text of what they stand in.
            <span
                class=move || seed.with(|seed| tint_class(seed))
                data-initials=move || name.with(|name| initials(name))
            ></span>
            {move || channel.with(|channel| channel.as_ref().map(channel_badge))}
            {move || presence.get().map(|status| view! { <span class=presence_class(status)></span> })}
        </span>
    }
}

/// The first letters of the first and the last word of a name, whatever the script; an emoji where
/// the name is nothing else, `?` where it is nothing at all.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .collect();
    match words.as_slice() {
        [] => name
            .trim()
            .chars()
            .next()
            .map_or_else(|| "?".to_owned(), String::from),
        [word] => first_letter(word),
        [first, .., last] if first.starts_with(is_joined_script) => {
            // Letters of a joined script change their shape beside each other; a gap keeps them whole.
            format!("{}\u{200C}{}", first_letter(first), first_letter(last))
        }
        [first, .., last] => first_letter(first) + &first_letter(last),
    }
}

impl AvatarSize {
    const fn class(self) -> &'static str {
        match self {
            Self::Tiny => "avatar avatar--tiny",
            Self::Small => "avatar avatar--small",
            Self::Row => "avatar",
            Self::Large => "avatar avatar--large",
        }
    }
}

/// The hash of the id decides (FNV-1a, its bits mixed once more, because few of them differ between
/// ids that differ in one digit), so that every device and every visit agree.
fn tint_class(seed: &str) -> String {
    let hash = seed.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let mixed = (hash ^ (hash >> 15)).wrapping_mul(0x85eb_ca6b);
    format!("avatar__face avatar__face--{}", (mixed >> 16) % TINTS)
}

const fn presence_class(status: AgentStatus) -> &'static str {
    match status {
        AgentStatus::Available => "avatar__presence avatar__presence--available",
        AgentStatus::Busy => "avatar__presence avatar__presence--busy",
        AgentStatus::Away => "avatar__presence avatar__presence--away",
        AgentStatus::Offline | AgentStatus::Unknown => "avatar__presence",
    }
}

fn first_letter(word: &str) -> String {
    word.chars()
        .find(|letter| letter.is_alphanumeric())
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect()
}

/// Arabic and the scripts that are written like it.
fn is_joined_script(letter: char) -> bool {
    matches!(letter, '\u{0600}'..='\u{08FF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_fit_every_kind_of_name() {
        for (name, text) in [
            ("Beatriz Lima", "BL"),
            ("maria de fátima souza", "MS"),
            ("Ângela", "Â"),
            ("  (Bob)  \"the\"  builder ", "BB"),
            ("~bia 🌸", "B"),
            ("🌸✨", "🌸"),
            ("+55 81 9999-2210", "59"),
            ("王小明", "王"),
            ("مريم حسن", "م\u{200C}ح"),
            ("", "?"),
            (" \u{200b} ", "\u{200b}"),
        ] {
            assert_eq!(initials(name), text, "{name}");
        }
    }

    #[test]
    fn the_same_id_always_has_the_same_tint_and_ids_spread_over_all_tints() {
        assert_eq!(tint_class("contact-1"), tint_class("contact-1"));
        let mut people = std::collections::BTreeMap::<String, u32>::new();
        for n in 0..800 {
            *people
                .entry(tint_class(&format!("contact-{n}")))
                .or_default() += 1;
        }
        assert_eq!(people.len(), TINTS as usize);
        assert!(
            people.values().all(|&count| (60..=140).contains(&count)),
            "{people:?}"
        );
    }
}
