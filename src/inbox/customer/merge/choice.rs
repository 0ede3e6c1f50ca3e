//! What two contacts have, and what of it is kept.

use recado_protocol::attribute::{Attribute, Attributes};
use recado_protocol::merge::{Merge, MergeField};
use recado_protocol::person::Siblings;
use recado_protocol::{CommandId, Contact, Conversation, ConversationId};
use recado_store::ordered;

use crate::reactive::RwSignal;

/// Whose is kept where both have something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Stays,
    Goes,
    /// One below the other.
    Joined,
}

/// Two contacts who are to be one.
#[derive(Clone)]
pub struct Both {
    pub stays: Contact,
    pub goes: Contact,
    /// One with the contact that goes.
    pub conversation: ConversationId,
    /// All that come together, the newest activity first.
    pub talks: Vec<Conversation>,
    /// What both have and in what they differ.
    pub choices: Vec<(MergeField, RwSignal<Side>)>,
    /// What there is of attributes.
    pub attributes: Vec<Kept>,
}

/// What two contacts have of an attribute, of which at least one has something.
#[derive(Clone)]
pub struct Kept {
    pub attribute: Attribute,
    pub stays: String,
    pub goes: String,
    /// Whose is kept, where both have something and that differs.
    pub side: Option<RwSignal<Side>>,
}

/// Every attribute of which one of two contacts has something, in their order.
pub fn kept_of(stays: Attributes, goes: Attributes) -> Vec<Kept> {
    let value_in = |all: &Attributes, attribute: &Attribute| {
        let mut values = all.values.iter();
        let value = values.find(|value| value.attribute == attribute.id);
        value.map(|value| value.value.clone()).unwrap_or_default()
    };
    let kept = stays.attributes.iter().map(|attribute| {
        let (of_stays, of_goes) = (value_in(&stays, attribute), value_in(&goes, attribute));
        let differs = !of_stays.is_empty() && !of_goes.is_empty() && of_stays != of_goes;
        Kept {
            attribute: attribute.clone(),
            side: differs.then(|| RwSignal::new(Side::Stays)),
            stays: of_stays,
            goes: of_goes,
        }
    });
    kept.filter(|kept| !kept.stays.is_empty() || !kept.goes.is_empty())
        .collect()
}

impl Both {
    /// `None` when they are one already.
    pub fn of(stays: Siblings, goes: Siblings) -> Option<Self> {
        let stays_first = stays.items.first()?.contact.clone();
        let goes_first = goes.items.first()?;
        let (goes_contact, conversation) = (
            goes_first.contact.clone(),
            goes_first.conversation.id.clone(),
        );
        if stays_first.id == goes_contact.id {
            return None;
        }
        let choices = differing(&stays_first, &goes_contact).into_iter();
        let choices = choices.map(|field| {
            let first = match field {
                MergeField::Comment => Side::Joined,
                _ => Side::Stays,
            };
            (field, RwSignal::new(first))
        });
        let all = stays.items.into_iter().chain(goes.items);
        let talks = ordered(all.map(|record| record.conversation), |a, b| {
            b.last_activity_at.cmp(&a.last_activity_at)
        });
        Some(Self {
            choices: choices.collect(),
            stays: stays_first,
            goes: goes_contact,
            conversation,
            talks,
            attributes: Vec::new(),
        })
    }

    /// What is asked for, without its id. Untracked.
    pub fn asked(&self) -> Merge {
        let chosen = |field: MergeField| {
            let mut all = self.choices.iter();
            all.find(|(of, _)| *of == field)
                .map(|(_, side)| side.get_untracked())
        };
        let is_theirs = |field: &MergeField| match chosen(*field) {
            Some(side) => side == Side::Goes,
            None => field.of(&self.stays).is_none() && field.of(&self.goes).is_some(),
        };
        Merge {
            id: CommandId::new(""),
            with: self.goes.id.clone(),
            revision: self.stays.revision,
            with_revision: self.goes.revision,
            theirs: MergeField::EVERY.into_iter().filter(is_theirs).collect(),
            their_attributes: self
                .attributes
                .iter()
                .filter(|kept| kept.side.map(|side| side.get_untracked()) == Some(Side::Goes))
                .map(|kept| kept.attribute.id.clone())
                .collect(),
            join_comments: chosen(MergeField::Comment) == Some(Side::Joined),
        }
    }
}

/// In what two contacts differ that both have. A picture is not asked about: that of the one who stays is kept.
fn differing(stays: &Contact, goes: &Contact) -> Vec<MergeField> {
    let differs = |field: &MergeField| {
        let (one, other) = (field.of(stays), field.of(goes));
        *field != MergeField::Picture && one.is_some() && other.is_some() && one != other
    };
    MergeField::EVERY.into_iter().filter(differs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_protocol::Timestamp;
    use recado_protocol::attribute::{AttributeKind, AttributeValue};

    fn contact(id: &str, name: &str, phone: Option<&str>, email: Option<&str>) -> Contact {
        Contact {
            id: id.into(),
            name: name.to_owned(),
            handle: None,
            company: None,
            phone: phone.map(str::to_owned),
            email: email.map(str::to_owned),
            avatar_url: None,
            comment: None,
            created_at: Timestamp::from_millis(0),
            revision: 1,
        }
    }

    #[test]
    fn only_what_both_have_and_differs_is_asked_about_and_the_rest_is_kept() {
        let stays = contact("1", "Ana", None, Some("a@x.test"));
        let goes = contact("2", "Ana L.", Some("+5581"), Some("a@x.test"));
        assert_eq!(differing(&stays, &goes), [MergeField::Name]);
        let both = Both {
            choices: vec![(MergeField::Name, RwSignal::new(Side::Goes))],
            conversation: "c".into(),
            talks: Vec::new(),
            attributes: Vec::new(),
            stays,
            goes,
        };
        let asked = both.asked();
        assert_eq!(asked.theirs, [MergeField::Name, MergeField::Phone]);
        assert!(!asked.join_comments);
    }

    #[test]
    fn of_attributes_only_what_differs_is_asked_about_and_nothing_is_shown_of_nobody() {
        let of = |values: [&str; 3]| Attributes {
            attributes: ["plan", "size", "none"]
                .map(|id| Attribute {
                    id: id.into(),
                    name: id.to_owned(),
                    kind: AttributeKind::Text,
                    choices: Vec::new(),
                    archived: false,
                    revision: 1,
                })
                .into(),
            values: ["plan", "size", "none"]
                .into_iter()
                .zip(values)
                .map(|(id, value)| AttributeValue {
                    attribute: id.into(),
                    value: value.to_owned(),
                    revision: 1,
                })
                .collect(),
            visit: None,
        };
        let kept = kept_of(of(["gold", "", ""]), of(["basic", "41", ""]));
        let names: Vec<&str> = kept
            .iter()
            .map(|kept| kept.attribute.name.as_str())
            .collect();
        assert_eq!(names, ["plan", "size"]);
        assert!(kept[0].side.is_some() && kept[1].side.is_none());
    }
}
