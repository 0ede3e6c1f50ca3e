//! The kinds of structured messages that can be composed.

use recado_protocol::ChannelLimits;
use recado_protocol::message::rich::Bounds;
use std::collections::BTreeMap;

use crate::locale::Key;

/// One kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Buttons,
    QuickReplies,
    List,
    Cards,
    Form,
    Location,
    ContactCard,
}

/// Where a backend states no bounds, ours keep a message readable.
const UNSTATED: Bounds = Bounds {
    text: 10_000,
    parts: 20,
    heading: 80,
    choices: 20,
    title: 80,
    description: 300,
};

impl Kind {
    pub const EVERY: [Self; 7] = [
        Self::Buttons,
        Self::QuickReplies,
        Self::List,
        Self::Cards,
        Self::Form,
        Self::Location,
        Self::ContactCard,
    ];

    /// The word that the wire uses for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Buttons => "buttons",
            Self::QuickReplies => "quick_replies",
            Self::List => "list",
            Self::Cards => "cards",
            Self::Form => "form",
            Self::Location => "location",
            Self::ContactCard => "contact_card",
        }
    }

    /// The kind of this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|kind| kind.word() == word)
    }

    pub const fn name(self) -> Key {
        match self {
            Self::Buttons => Key::StructuredButtons,
            Self::QuickReplies => Key::StructuredQuickReplies,
            Self::List => Key::StructuredList,
            Self::Cards => Key::StructuredCards,
            Self::Form => Key::KindForm,
            Self::Location => Key::KindLocation,
            Self::ContactCard => Key::KindContactCard,
        }
    }

    /// Those that a channel carries.
    pub fn carried(limits: &ChannelLimits) -> Vec<Self> {
        let carries = |kind: &Self| limits.kinds.iter().any(|word| word == kind.word());
        Self::EVERY.into_iter().filter(carries).collect()
    }

    /// How much of it a channel carries.
    pub fn bounds(self, limits: &ChannelLimits) -> Bounds {
        let stated = limits.bounds.as_ref();
        let stated: Option<BTreeMap<String, Bounds>> = stated.and_then(|bounds| bounds.read());
        let stated = stated.and_then(|all| all.get(self.word()).copied());
        let bounds = stated.unwrap_or(UNSTATED);
        Bounds {
            text: bounds.text.min(limits.text_length.unwrap_or(u32::MAX)),
            ..bounds
        }
    }

    /// What its parts are called, where it has some: sections, cards or questions.
    pub const fn part(self) -> Option<PartWords> {
        match self {
            Self::List => Some(PartWords {
                one: Key::StructuredSection,
                add: Key::StructuredAddSection,
                heading: Key::StructuredHeading,
            }),
            Self::Cards => Some(PartWords {
                one: Key::StructuredCard,
                add: Key::StructuredAddCard,
                heading: Key::StructuredChoiceTitle,
            }),
            Self::Form => Some(PartWords {
                one: Key::StructuredQuestion,
                add: Key::StructuredAddQuestion,
                heading: Key::StructuredAsk,
            }),
            _ => None,
        }
    }
}

/// What is said of the parts of one kind.
#[derive(Clone, Copy)]
pub struct PartWords {
    /// With its number.
    pub one: Key,
    pub add: Key,
    pub heading: Key,
}

#[cfg(test)]
mod tests {
    use recado_protocol::Fields;

    use super::*;

    #[test]
    fn only_what_a_channel_carries_is_offered_within_its_bounds() {
        let stated = BTreeMap::from([(
            "buttons",
            Bounds {
                choices: 3,
                ..UNSTATED
            },
        )]);
        let limits = ChannelLimits {
            kinds: vec![
                "buttons".to_owned(),
                "hologram".to_owned(),
                "email".to_owned(),
            ],
            bounds: Some(Fields::of(&stated)),
            text_length: Some(640),
            ..ChannelLimits::default()
        };
        assert_eq!(Kind::carried(&limits), [Kind::Buttons]);
        let bounds = Kind::Buttons.bounds(&limits);
        assert_eq!((bounds.choices, bounds.text), (3, 640));
        assert_eq!(Kind::List.bounds(&limits).choices, UNSTATED.choices);
        assert!(Kind::carried(&ChannelLimits::default()).is_empty());
    }
}
