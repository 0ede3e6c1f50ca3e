//! The edits of a contact that the backend has not taken yet: those on their way are laid over the
//! contact, those that a colleague's edit overtook wait for a person to choose.

use recado_protocol::{Command, CommandId, Contact, ContactEdit, ContactId, ConversationId};
use recado_store::{EntryState, Store};

/// One edit in the outbox.
#[derive(Clone, PartialEq, Debug)]
pub struct Edit {
    pub id: CommandId,
    /// The conversation in which it was made.
    pub conversation: ConversationId,
    pub changes: ContactEdit,
    pub standing: Standing,
}

/// Where an edit stands.
#[derive(Clone, PartialEq, Debug)]
pub enum Standing {
    /// It will be there as soon as the backend is reached.
    OnItsWay,
    /// Somebody else changed the contact first, to this.
    Overtaken { theirs: Box<Contact> },
}

/// Every edit of a contact in the outbox, oldest first.
pub fn edits_of(store: &Store, contact: &ContactId) -> Vec<Edit> {
    store
        .outbox()
        .iter()
        .filter_map(|entry| {
            let Command::Write {
                conversation,
                resource,
                body: Some(body),
                ..
            } = &entry.envelope.command
            else {
                return None;
            };
            let is_ours = resource == ContactEdit::RESOURCE
                && store.conversation(conversation)?.contact == *contact;
            if !is_ours {
                return None;
            }
            let standing = match &entry.state {
                EntryState::Failed { problem } => {
                    let refused_for: Option<Contact> =
                        problem.current.as_ref().and_then(|current| current.read());
                    let known = store.contact(contact).cloned();
                    let theirs = newer(refused_for, known)?;
                    Standing::Overtaken {
                        theirs: Box::new(theirs),
                    }
                }
                _ => Standing::OnItsWay,
            };
            Some(Edit {
                id: entry.envelope.id.clone(),
                conversation: conversation.clone(),
                changes: body.read()?,
                standing,
            })
        })
        .collect()
}

fn newer(one: Option<Contact>, other: Option<Contact>) -> Option<Contact> {
    match (one, other) {
        (Some(one), Some(other)) if one.revision > other.revision => Some(one),
        (one, other) => other.or(one),
    }
}

/// A contact as it will be with what is on its way, and the name of a company that is on its way.
pub fn foreseen(mut contact: Contact, edits: &[Edit]) -> (Contact, Option<String>) {
    let mut company = None;
    for edit in edits {
        if edit.standing == Standing::OnItsWay {
            edit.changes.lay_over(&mut contact);
            if edit.changes.company.is_some() {
                company.clone_from(&edit.changes.company);
            }
        }
    }
    (contact, company)
}

#[cfg(test)]
mod tests {
    use recado_protocol::Timestamp;

    use super::*;

    fn contact(revision: u64, name: &str) -> Contact {
        Contact {
            id: "ana".into(),
            name: name.to_owned(),
            handle: None,
            company: None,
            phone: Some("+5581999992210".to_owned()),
            email: None,
            avatar_url: None,
            comment: None,
            created_at: Timestamp::from_millis(0),
            revision,
        }
    }

    fn edit(standing: Standing, changes: ContactEdit) -> Edit {
        Edit {
            id: "e".into(),
            conversation: "c".into(),
            changes,
            standing,
        }
    }

    #[test]
    fn what_is_on_its_way_is_shown_and_what_was_overtaken_is_not() {
        let renamed = ContactEdit {
            name: Some("Ana Lima".to_owned()),
            phone: Some(String::new()),
            company: Some("Padaria".to_owned()),
            ..ContactEdit::default()
        };
        let overtaken = Standing::Overtaken {
            theirs: Box::new(contact(2, "Anita")),
        };
        let late = ContactEdit {
            name: Some("A. L.".to_owned()),
            ..ContactEdit::default()
        };
        let edits = [edit(Standing::OnItsWay, renamed), edit(overtaken, late)];
        let (shown, company) = foreseen(contact(1, "Ana"), &edits);
        assert_eq!((shown.name.as_str(), shown.phone), ("Ana Lima", None));
        assert_eq!(company.as_deref(), Some("Padaria"));
    }

    #[test]
    fn theirs_is_the_newest_that_is_known() {
        let name = |one: u64, other: u64| {
            newer(
                Some(contact(one, "refused for")),
                Some(contact(other, "known")),
            )
            .map(|contact| contact.name)
        };
        assert_eq!(name(3, 2).as_deref(), Some("refused for"));
        assert_eq!(name(2, 3).as_deref(), Some("known"));
        assert_eq!(newer(None, None), None);
    }
}
