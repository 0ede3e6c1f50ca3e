//! The edits of attributes that the backend has not taken yet, laid over what it said last.

use recado_protocol::ConversationId;
use recado_protocol::attribute::{
    ATTRIBUTES, Attribute, AttributeValue, Attributes, AttributesEdit,
};
use recado_store::Store;

use crate::inbox::customer::overtaken::{Pending, pending};

/// One edit in the outbox; `theirs` are all values as they were when it was refused.
pub type Edit = Pending<AttributesEdit, AttributesEdit>;

impl Edit {
    /// Whether it waits for a person.
    pub fn waits(&self) -> bool {
        self.theirs.is_some()
    }
}

/// An attribute and what the person has of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    pub attribute: Attribute,
    pub value: AttributeValue,
}

/// Two versions of one value.
pub struct Pair {
    pub attribute: Attribute,
    pub mine: String,
    pub theirs: AttributeValue,
}

impl Pair {
    pub fn is_conflict(&self) -> bool {
        self.mine != self.theirs.value
    }

    /// Mine once more, made on theirs.
    pub fn again(&self) -> AttributeValue {
        AttributeValue {
            value: self.mine.clone(),
            ..self.theirs.clone()
        }
    }
}

/// Every edit of the attributes of this conversation's person, the oldest first.
pub fn edits_of(store: &Store, here: &ConversationId) -> Vec<Edit> {
    let contact_of = |id: &ConversationId| store.conversation(id).map(|it| it.contact.clone());
    let person = contact_of(here);
    pending(store, |conversation, resource| {
        resource == ATTRIBUTES && (conversation == here || contact_of(conversation) == person)
    })
}

/// What is shown: every attribute in its order, an archived one only where there is a value.
pub fn facts_of(known: Attributes, edits: &[Edit]) -> Vec<Fact> {
    let mut values = known.values;
    for edit in edits.iter().filter(|edit| !edit.waits()) {
        for new in &edit.body.values {
            match values.iter_mut().find(|it| it.attribute == new.attribute) {
                Some(value) => value.value.clone_from(&new.value),
                None => values.push(AttributeValue {
                    revision: 0,
                    ..new.clone()
                }),
            }
        }
    }
    let facts = known.attributes.into_iter().map(|attribute| Fact {
        value: value_of(&values, &attribute),
        attribute,
    });
    facts
        .filter(|fact| !fact.attribute.archived || !fact.value.value.is_empty())
        .collect()
}

/// Mine and theirs of every value of an edit that was overtaken. Of what was refused for and what came since, the newer
/// one is theirs.
pub fn pairs(edit: &Edit, known: &Attributes) -> Vec<Pair> {
    let refused_for = edit.theirs.iter().flat_map(|theirs| &theirs.values);
    let theirs: Vec<&AttributeValue> = known.values.iter().chain(refused_for).collect();
    let pair = |mine: &AttributeValue| {
        let attribute = known.attributes.iter().find(|it| it.id == mine.attribute)?;
        let versions = theirs.iter().filter(|it| it.attribute == mine.attribute);
        let newest = versions.max_by_key(|it| it.revision);
        let nothing = AttributeValue {
            attribute: mine.attribute.clone(),
            value: String::new(),
            revision: 0,
        };
        Some(Pair {
            attribute: attribute.clone(),
            mine: mine.value.clone(),
            theirs: newest.map_or(nothing, |it| (*it).clone()),
        })
    };
    edit.body.values.iter().filter_map(pair).collect()
}

fn value_of(values: &[AttributeValue], attribute: &Attribute) -> AttributeValue {
    let known = values.iter().find(|it| it.attribute == attribute.id);
    known.cloned().unwrap_or_else(|| AttributeValue {
        attribute: attribute.id.clone(),
        value: String::new(),
        revision: 0,
    })
}

#[cfg(test)]
mod tests {
    use recado_protocol::attribute::AttributeKind;

    use super::*;

    fn attribute(id: &str, archived: bool) -> Attribute {
        Attribute {
            id: id.into(),
            name: id.to_owned(),
            kind: AttributeKind::Text,
            choices: Vec::new(),
            archived,
            revision: 1,
        }
    }

    fn value(attribute: &str, value: &str, revision: u64) -> AttributeValue {
        AttributeValue {
            attribute: attribute.into(),
            value: value.to_owned(),
            revision,
        }
    }

    fn edit(values: &[AttributeValue], theirs: Option<&[AttributeValue]>) -> Edit {
        Edit {
            id: "e".into(),
            conversation: "c".into(),
            body: AttributesEdit {
                values: values.to_vec(),
            },
            theirs: theirs.map(|values| AttributesEdit {
                values: values.to_vec(),
            }),
        }
    }

    fn known() -> Attributes {
        Attributes {
            attributes: vec![
                attribute("a", false),
                attribute("old", true),
                attribute("b", false),
            ],
            values: vec![value("a", "one", 1)],
            visit: None,
        }
    }

    #[test]
    fn what_is_on_its_way_is_shown_and_what_was_overtaken_is_not() {
        let edits = [
            edit(&[value("b", "new", 0)], None),
            edit(&[value("a", "mine", 1)], Some(&[])),
        ];
        let shown: Vec<(String, String)> = facts_of(known(), &edits)
            .into_iter()
            .map(|fact| (fact.attribute.name, fact.value.value))
            .collect();
        let expected = [("a", "one"), ("b", "new")];
        assert_eq!(shown, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn a_choice_is_between_mine_and_the_newest_of_theirs() {
        let theirs = [value("a", "theirs", 3), value("b", "same", 1)];
        let edit = edit(
            &[value("a", "mine", 1), value("b", "same", 0)],
            Some(&theirs),
        );
        let pairs = pairs(&edit, &known());
        assert_eq!(pairs[0].theirs, theirs[0]);
        assert_eq!(pairs[0].again(), value("a", "mine", 3));
        assert!(pairs[0].is_conflict() && !pairs[1].is_conflict());
    }
}
