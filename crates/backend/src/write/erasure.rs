//! A person is erased: what was said with them, what is known of them and the files, everywhere. What stays is an empty
//! shell of each conversation, for what is counted, and who did what when in the audit log.

use recado_protocol::event::{MessageChange, event_type};
use recado_protocol::message::rich::RichContent;
use recado_protocol::privacy::{Erase, Erasure, may_erase};
use recado_protocol::{
    Agent, Contact, ContactId, Content, ConversationId, ConversationStatus, Delivery, ProblemKind,
    Rich,
};

use super::once::WriteKey;
use super::{load, publish_change, publish_record, publish_to_agents, store_record};
use crate::app::App;
use crate::files::sweep;
use crate::live::hub::{Frame, Published, VisitorFrame};
use crate::refusal::{Outcome, Refusal};
use crate::storage::erasing::{Whole, in_haste, thoroughly, tidy_names};
use crate::storage::writer::Change;
use crate::storage::{audit_log, deletions, merges, messages, people, search};

/// So many messages are emptied in one write: others need not wait for a long history.
const PIECE: u32 = 250;

/// Erases, and gives the answer's JSON text.
///
/// # Errors
/// `Forbidden`, `NotFound`, or `InvalidField` for another name than the contact's.
pub async fn run(app: App, contact: ContactId, asked: Erase, by: Agent) -> Outcome<String> {
    loop {
        let (id, asked, by) = (contact.clone(), asked.clone(), by.clone());
        let piece = app.storage.write(move |change| {
            // The same again has its answer, and whoever may not gets theirs below.
            if check(change, &id, &asked, &by).is_err() {
                return Ok(0);
            }
            let whole = Whole::of(change.sql, &id)?;
            thoroughly(change.sql)?;
            let count = empty(change, &whole, PIECE);
            in_haste(change.sql)?;
            count
        });
        if piece.await? < PIECE as usize {
            break;
        }
    }
    let key = WriteKey::of_agent(
        &by.id,
        asked.id.as_str(),
        &format!("erase {contact}"),
        &asked,
    )?;
    let answer = app
        .write_once(key, move |change| {
            check(change, &contact, &asked, &by)?;
            thoroughly(change.sql)?;
            let erased = write(change, &contact, &by);
            in_haste(change.sql)?;
            erased
        })
        .await?;
    sweep::sweep(&app).await?;
    Ok(answer)
}

/// Refuses whoever may not erase, or look at what that would take away.
///
/// # Errors
/// `Forbidden`.
pub fn allow(by: &Agent) -> Outcome<()> {
    if may_erase(by.role) {
        return Ok(());
    }
    Err(Refusal::new(
        ProblemKind::Forbidden,
        "Only administrators may erase a person.",
    ))
}

/// Refuses whoever may not, and whoever does not name the contact.
fn check(change: &Change<'_>, contact: &ContactId, asked: &Erase, by: &Agent) -> Outcome<()> {
    allow(by)?;
    let leads_to = merges::now(change.sql, contact)?;
    let known = people::contact(change.sql, contact)?
        .filter(|_| leads_to.as_ref() == Some(contact))
        .ok_or_else(|| Refusal::not_found("contact"))?;
    if known.name.trim() != asked.name.trim() {
        return Err(Refusal::field("name", "This is not the contact's name."));
    }
    Ok(())
}

fn write(change: &mut Change<'_>, contact: &ContactId, by: &Agent) -> Outcome<Erasure> {
    let whole = Whole::of(change.sql, contact)?;
    let counted = whole.count(change.sql)?;
    empty(change, &whole, u32::MAX)?;
    let visitors = whole.visitors(change.sql)?;
    whole.forget(change.sql, change.now)?;
    for id in &whole.contacts {
        let Some(before) = people::contact(change.sql, id)? else {
            continue;
        };
        let after = nobody(&before);
        people::save_contact(change.sql, &before, &after)?;
        let data = serde_json::to_string(&after)?;
        publish_to_agents(change, event_type::CONTACT_UPDATED, &data)?;
    }
    tidy_names(change.sql)?;
    for talk in &whole.talks {
        close(change, talk, by)?;
    }
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action: "contact.erased",
        subject: &format!("privacy:{contact}"),
        revision: 0,
        before: &counted,
    };
    audit_log::add(change.sql, &entry)?;
    // The page that the person has open begins anew, as that of somebody who has not written.
    for visitor in visitors {
        change.publish(Published::Frame(Frame {
            seq: None,
            from: None,
            agents: None,
            visitor: Some(VisitorFrame {
                visitor,
                text: r#"{"type":"resync"}"#.into(),
            }),
        }));
    }
    Ok(counted)
}

/// Takes out of messages what they say, at most so many, and tells everybody. Says how many.
fn empty(change: &mut Change<'_>, whole: &Whole, limit: u32) -> Outcome<usize> {
    let full = whole.messages(change.sql, limit)?;
    let count = full.len();
    for mut message in full {
        search::remove_message(change.sql, &message)?;
        let deleted = RichContent::Deleted {
            by: None,
            at: change.now,
        };
        message.content = Content::Rich(Rich::of(&deleted));
        message.more = None;
        if let Some(Delivery::Failed { reason, .. }) = &mut message.delivery {
            reason.clear();
        }
        message.revision = message.revision.saturating_add(1);
        messages::save(change.sql, &message)?;
        // The record comes at the end, once for all.
        let told = MessageChange {
            message,
            record: None,
        };
        publish_change(change, event_type::MESSAGE_UPDATED, &told)?;
    }
    Ok(count)
}

/// The conversation as a shell in which nothing can be written any more.
fn close(change: &mut Change<'_>, talk: &ConversationId, by: &Agent) -> Outcome<()> {
    let mut record = load(change, talk)?;
    let conversation = &mut record.conversation;
    if conversation.status == ConversationStatus::Snoozed {
        conversation.status = ConversationStatus::Open;
    }
    conversation.snoozed_until = None;
    conversation.archived = true;
    conversation.answered = true;
    conversation.labels.clear();
    conversation.mentions.clear();
    conversation.waiting_since = None;
    conversation.last_message = None;
    conversation.scheduled = None;
    conversation.pinned = None;
    conversation.unread_count = 0;
    conversation.read_position = conversation.last_position;
    conversation.erased = true;
    conversation.deleted = false;
    deletions::add_erased(change.sql, talk, &by.id, change.now)?;
    store_record(change, &mut record)?;
    publish_record(change, event_type::CONVERSATION_UPDATED, &record)
}

/// The contact without anything that says who it was.
fn nobody(before: &Contact) -> Contact {
    let id = before.id.as_str();
    let start = id.char_indices().rev().nth(3).map_or(0, |(index, _)| index);
    Contact {
        id: before.id.clone(),
        name: format!("Erased {}", id[start..].to_uppercase()),
        handle: None,
        company: None,
        phone: None,
        email: None,
        avatar_url: None,
        comment: None,
        created_at: before.created_at,
        revision: before.revision.saturating_add(1),
    }
}
