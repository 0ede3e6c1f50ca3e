//! Two contacts become one. The one that goes is kept, and leads to the one that stays: what is written by its
//! addresses arrives there.

use recado_protocol::event::event_type;
use recado_protocol::merge::{Merge, MergeField, Merged, Merges, RecentMerge, Unmerged, may_merge};
use recado_protocol::{
    Agent, CommandId, Contact, ContactEdit, ContactId, ConversationId, ProblemKind, Role, Timestamp,
};
use rusqlite::Connection;

use super::deletion::check_not_erased;
use super::{load, publish_record, publish_to_agents};
use crate::refusal::{Outcome, Refusal};
use crate::storage::blocks::{self, Blocked};
use crate::storage::merges::{self, Done, KeptMerge};
use crate::storage::writer::Change;
use crate::storage::{attributes, audit_log, conversations, people};

/// How long a merge can be taken back, in milliseconds: a day.
const KEPT_MS: i64 = 24 * 60 * 60 * 1_000;

/// Merges. Nobody loses a refusal: who is blocked as one of the two is so as both, and what either
/// allowed or refused counts for the one who stays (`storage::consents`).
///
/// # Errors
/// `Forbidden`, `NotFound`, `InvalidField`, `ChannelClosed` when one of the two was erased, or `StaleRevision` with the
/// contact that was changed meanwhile.
pub fn write(
    change: &mut Change<'_>,
    contact: &ContactId,
    asked: &Merge,
    by: &Agent,
) -> Outcome<Merged> {
    check_role(by.role)?;
    let before = present(change, contact, asked.revision)?;
    let gone = present(change, &asked.with, asked.with_revision)?;
    for contact in [&before, &gone] {
        for record in conversations::of_contact(change.sql, &contact.id, u32::MAX)? {
            check_not_erased(&record.conversation)?;
        }
    }
    if before.id == gone.id {
        return Err(Refusal::field("with", "Choose another contact."));
    }
    if merges::one(change.sql, &asked.id)?.is_some() {
        return Err(super::once::key_reused());
    }
    let after = kept(&before, &gone, asked)?;
    let earlier = merges::merged_into(change.sql, &gone.id)?;
    for contact in earlier.iter().chain([&gone.id]) {
        merges::lead(change.sql, contact, Some(&after.id))?;
    }
    let talks = conversations::of_contact(change.sql, &gone.id, u32::MAX)?;
    let talks: Vec<ConversationId> = talks.into_iter().map(|it| it.conversation.id).collect();
    let mut blocked = Vec::new();
    for what in [Blocked::Notifications, Blocked::Customer] {
        if blocks::holds(change.sql, &gone.id, what)?
            && !blocks::holds(change.sql, &after.id, what)?
        {
            blocks::set(change.sql, &after.id, what, true, &by.id, change.now)?;
            blocked.push(what);
        }
    }
    let attributes =
        attributes::come_over(change.sql, &gone.id, &after.id, &asked.their_attributes)?;
    people::save_contact(change.sql, &before, &after)?;
    note(change, "contact.merged", &before, after.revision, by)?;
    note(change, "contact.merged_away", &gone, gone.revision, by)?;
    let done = Done {
        asked: asked.clone(),
        before,
        after,
        gone,
        conversations: talks,
        earlier,
        blocked,
        attributes: attributes.values,
        attributes_before: attributes.before,
    };
    merges::add(change.sql, &done, &by.id, change.now)?;
    tell(change, &done.after)?;
    for talk in &done.conversations {
        hand_over(change, talk, &done.after.id)?;
    }
    Ok(Merged {
        id: asked.id.clone(),
        conversations: done.conversations.len() as u64,
        undo_until: change.now.plus_millis(KEPT_MS),
        contact: done.after,
    })
}

/// Takes a merge back. What somebody has changed since stays, and is named.
///
/// # Errors
/// `Forbidden`, `NotFound` (also after a day), `InvalidField` when the one that stayed went up in another since.
pub fn undo(change: &mut Change<'_>, id: &CommandId, by: &Agent) -> Outcome<Unmerged> {
    check_role(by.role)?;
    let KeptMerge {
        at, done, undone, ..
    } = merges::one(change.sql, id)?
        .filter(|merge| change.now < merge.at.plus_millis(KEPT_MS))
        .ok_or_else(|| Refusal::not_found("merge that can be undone"))?;
    if let Some(undone) = undone {
        return Ok(undone);
    }
    let (stays, goes_back) = (&done.after.id, &done.gone.id);
    let leads_to = merges::now(change.sql, stays)?;
    if leads_to.as_ref() != Some(stays) {
        let detail = "This contact was merged into another one since. Undo that first.";
        return Err(Refusal::field("id", detail));
    }
    for contact in &done.earlier {
        merges::lead(change.sql, contact, Some(goes_back))?;
    }
    merges::lead(change.sql, goes_back, None)?;
    for what in &done.blocked {
        blocks::set(change.sql, stays, *what, false, &by.id, change.now)?;
    }
    attributes::go_back(change.sql, stays, &done.attributes, &done.attributes_before)?;
    let now = people::contact(change.sql, stays)?.ok_or_else(|| Refusal::not_found("contact"))?;
    let (back, kept) = put_back(&done, &now);
    people::save_contact(change.sql, &now, &back)?;
    note(change, "contact.unmerged", &now, back.revision, by)?;
    let mut undone = Unmerged {
        conversations: 0,
        kept,
        begun_since: merges::begun_since(change.sql, stays, at)?,
    };
    tell(change, &back)?;
    tell(change, &done.gone)?;
    for talk in &done.conversations {
        if load(change, talk)?.contact.id == *stays {
            hand_over(change, talk, goes_back)?;
            undone.conversations += 1;
        }
    }
    merges::note_undone(change.sql, id, &undone)?;
    Ok(undone)
}

/// The merges into a contact that [`undo`] would take back now.
///
/// # Errors
/// `Forbidden`.
pub fn that_can_be_undone(
    sql: &Connection,
    contact: &ContactId,
    now: Timestamp,
    by: &Agent,
) -> Outcome<Merges> {
    check_role(by.role)?;
    let recent = merges::recent(sql, contact, now.plus_millis(-KEPT_MS))?;
    let items = recent.into_iter().map(|merge| RecentMerge {
        id: merge.done.asked.id,
        name: merge.done.gone.name,
        by: merge.by,
        at: merge.at,
        undo_until: merge.at.plus_millis(KEPT_MS),
    });
    Ok(Merges {
        items: items.collect(),
    })
}

fn check_role(role: Role) -> Outcome<()> {
    if may_merge(role) {
        return Ok(());
    }
    Err(Refusal::new(
        ProblemKind::Forbidden,
        "Only supervisors and administrators may merge contacts.",
    ))
}

/// A contact that has not gone up in another one, as whoever asks has seen it.
fn present(change: &Change<'_>, id: &ContactId, revision: u64) -> Outcome<Contact> {
    let leads_to = merges::now(change.sql, id)?;
    let contact = people::contact(change.sql, id)?
        .filter(|_| leads_to.as_ref() == Some(id))
        .ok_or_else(|| Refusal::not_found("contact"))?;
    if contact.revision != revision {
        return Err(Refusal::stale(&contact));
    }
    Ok(contact)
}

/// The one that stays, with what it is to have of the other.
fn kept(before: &Contact, gone: &Contact, asked: &Merge) -> Outcome<Contact> {
    let mut after = before.clone();
    after.revision = before.revision.saturating_add(1);
    for field in &asked.theirs {
        field.copy(gone, &mut after);
    }
    if asked.join_comments {
        let both = [&before.comment, &gone.comment];
        let both: Vec<&str> = both.into_iter().flatten().map(String::as_str).collect();
        let joined = both.join("\n\n");
        if joined.chars().nth(ContactEdit::COMMENT_CHARS).is_some() {
            let detail = "Both comments together are too long. Choose one.";
            return Err(Refusal::field("join_comments", detail));
        }
        after.comment = (!joined.is_empty()).then_some(joined);
    }
    Ok(after)
}

/// The one that stayed as it was before, and what was changed since.
fn put_back(done: &Done, now: &Contact) -> (Contact, Vec<MergeField>) {
    let mut back = now.clone();
    back.revision = now.revision.saturating_add(1);
    let mut kept = Vec::new();
    for field in MergeField::EVERY {
        if field.of(now) == field.of(&done.after) {
            field.copy(&done.before, &mut back);
        } else {
            kept.push(field);
        }
    }
    (back, kept)
}

fn hand_over(change: &mut Change<'_>, talk: &ConversationId, to: &ContactId) -> Outcome<()> {
    merges::hand_over(change.sql, talk, to)?;
    let record = load(change, talk)?;
    publish_record(change, event_type::CONVERSATION_UPDATED, &record)
}

fn tell(change: &mut Change<'_>, contact: &Contact) -> Outcome<()> {
    let data = serde_json::to_string(contact)?;
    publish_to_agents(change, event_type::CONTACT_UPDATED, &data)
}

fn note(
    change: &Change<'_>,
    action: &str,
    before: &Contact,
    revision: u64,
    by: &Agent,
) -> Outcome<()> {
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action,
        subject: &format!("contact:{}", before.id),
        revision,
        before,
    };
    Ok(audit_log::add(change.sql, &entry)?)
}
