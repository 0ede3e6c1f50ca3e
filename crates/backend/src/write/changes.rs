//! What becomes of a change of a message for the customer: where the channel is connected from outside, it goes there
//! after all that was written before, and what the channel does not carry is taken back.

use recado_protocol::capability::ChangesWithin;
use recado_protocol::connector::{NotTaken, Taken};
use recado_protocol::{
    Author, Channel, ChannelKind, Content, Delivery, Fields, Message, MessageWrite, More,
    ProblemKind,
};

use super::{load, outgoing as sending, rewritten};
use crate::limits;
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::connectors::{self, Known};
use crate::storage::outgoing::{self, Asked, Change as Waiting, Outgoing, Part};
use crate::storage::writer::Change;
use crate::storage::{files, masking, messages};

/// Refuses what this channel does not carry, or not any more.
///
/// # Errors
/// `Forbidden`, or `ChannelClosed`.
pub fn check(
    change: &Change<'_>,
    channel: &Channel,
    message: &Message,
    done: &MessageWrite,
) -> Outcome<()> {
    let forbidden = |why: &str| Err(Refusal::new(ProblemKind::Forbidden, why));
    let can = limits::changes::of(&channel.kind);
    let (is_carried, within, what) = match done {
        MessageWrite::Edit(_) => (can.edit, can.within.edit, "changes of what was sent"),
        MessageWrite::Delete => (can.delete, can.within.delete, "taking messages back"),
        MessageWrite::React(_) => (can.react, None, "reactions"),
        MessageWrite::TakeReactionBack(_) | MessageWrite::Pin | MessageWrite::Unpin => {
            return Ok(());
        }
    };
    if !is_carried {
        return forbidden(&format!("{} does not carry {what}.", channel.name));
    }
    if matches!(message.delivery, Some(Delivery::Failed { .. })) {
        return forbidden("This message was not sent.");
    }
    if !ChangesWithin::is_in_time(within, message, change.now) {
        return forbidden(&format!(
            "{} carries {what} for a while only, and that is over.",
            channel.name
        ));
    }
    if connectors::of_channel(change.sql, &channel.id)?.is_some() {
        sending::check_open(channel)?;
    }
    Ok(())
}

/// Sends a change on its way, with nothing hidden. Of a message that has not been on its way yet nothing is told.
///
/// # Errors
/// Only when the database fails.
pub fn carry(
    change: &mut Change<'_>,
    channel: &Channel,
    before: &Message,
    after: &mut Message,
    done: &MessageWrite,
) -> Outcome<()> {
    let part = match done {
        MessageWrite::Edit(_) | MessageWrite::Delete => Part::Content,
        MessageWrite::React(_) | MessageWrite::TakeReactionBack(_) => Part::Reaction,
        MessageWrite::Pin | MessageWrite::Unpin => return Ok(()),
    };
    if matches!(before.content, Content::Note { .. }) || channel.kind == ChannelKind::LiveChat {
        return Ok(());
    }
    let mut more = after.read_more();
    more.change_failed = None;
    if let MessageWrite::React(emoji) = done {
        // To the platform the team is one person, with one reaction.
        more.reactions
            .retain(|reaction| reaction.emoji == *emoji || !is_teams(&reaction.by));
    }
    set_more(after, &more);
    let waits = outgoing::one(change.sql, before.id.as_str())?;
    if let Some(waits) = &waits
        && waits.calls == 0
        && part == Part::Content
    {
        if *done == MessageWrite::Delete {
            outgoing::remove_all(change.sql, &before.id)?;
            after.delivery = None;
        }
        return Ok(());
    }
    let is_connected = connectors::of_channel(change.sql, &channel.id)?.is_some();
    if !is_connected && waits.is_none() {
        return Ok(());
    }
    // What has not been told yet need not be.
    let mut known = before.clone();
    for (index, (waiting, earlier)) in uncalled(change, before, part)?.into_iter().enumerate() {
        outgoing::remove(change.sql, &waiting.key)?;
        if index == 0 {
            known = earlier.before;
        }
    }
    if let Some(asked) = difference(part, &known, after) {
        let key: String = random::id(change.now);
        let waiting = Waiting {
            asked,
            before: known,
        };
        outgoing::add_change(change.sql, &key, &channel.id, &waiting, change.now)?;
        change.wake_dispatcher();
    }
    Ok(())
}

/// The channel has carried a change.
///
/// # Errors
/// Only when the database fails.
pub fn taken(change: &Change<'_>, outgoing: &Outgoing, taken: Taken) -> Outcome<()> {
    if outgoing::one(change.sql, &outgoing.key)?.is_none() {
        return Ok(());
    }
    outgoing::remove(change.sql, &outgoing.key)?;
    // Some platforms give a message that was changed another id.
    if let Some(external) = taken.external_id {
        let known = Known {
            conversation: outgoing.conversation.clone(),
            message: outgoing.message.clone(),
        };
        connectors::name_message(change.sql, &outgoing.channel, &external, &known)?;
    }
    Ok(())
}

/// The channel will not carry a change: the message is as it was, for everybody, and says why. Where
/// another change waits, that one decides.
///
/// # Errors
/// Only when the database fails.
pub fn refused(change: &mut Change<'_>, outgoing: &Outgoing, why: NotTaken) -> Outcome<()> {
    let waiting = outgoing::one(change.sql, &outgoing.key)?.and_then(|waiting| waiting.change);
    let Some(Waiting { asked, before: was }) = waiting else {
        return Ok(());
    };
    outgoing::remove(change.sql, &outgoing.key)?;
    let Some(now) = messages::one(change.sql, &outgoing.conversation, &outgoing.message)? else {
        return Ok(());
    };
    let mut said = now.clone();
    masking::unmask(change.sql, &mut said)?;
    let later = outgoing::changes(change.sql, &now.id, asked.part())?;
    if let Some((later, next)) = later.into_iter().next() {
        let next = Waiting {
            before: was,
            ..next
        };
        if difference(asked.part(), &next.before, &said).is_some() {
            outgoing::set_before(change.sql, &later.key, &next)?;
        } else {
            outgoing::remove(change.sql, &later.key)?;
        }
        return Ok(());
    }
    let mut after = said;
    let mut more = undone(&mut after, &was, asked.part());
    if now.content.kind() == "deleted" && after.content.kind() != "deleted" {
        files::give_back(change.sql, &now.conversation, &now.id)?;
    }
    more.change_failed = Some(Delivery::Failed {
        code: why.code,
        reason: why.reason,
        retryable: false,
    });
    set_more(&mut after, &more);
    let mut record = load(change, &outgoing.conversation)?;
    rewritten::store(change, &mut record, &now, &mut after)
}

/// Makes a part of a message again what it was, and gives what else is known of it then.
fn undone(message: &mut Message, was: &Message, part: Part) -> More {
    let (mut more, before) = (message.read_more(), was.read_more());
    let is_deleted = message.content.kind() == "deleted";
    match part {
        Part::Content => {
            message.content = was.content.clone();
            if is_deleted {
                return More {
                    track: more.track,
                    external_id: more.external_id,
                    ..before
                };
            }
            more.edited_at = before.edited_at;
        }
        Part::Reaction if is_deleted => {}
        Part::Reaction => {
            more.reactions.retain(|reaction| !is_teams(&reaction.by));
            let teams = before.reactions.into_iter();
            more.reactions
                .extend(teams.filter(|reaction| is_teams(&reaction.by)));
        }
    }
    more
}

/// The changes of a part of a message that have not been on their way.
fn uncalled(
    change: &Change<'_>,
    message: &Message,
    part: Part,
) -> Outcome<Vec<(Outgoing, Waiting)>> {
    let mut waiting = outgoing::changes(change.sql, &message.id, part)?;
    waiting.retain(|(outgoing, _)| outgoing.calls == 0);
    Ok(waiting)
}

/// What the platform has to be told when it knows the message as `known`.
fn difference(part: Part, known: &Message, now: &Message) -> Option<Asked> {
    match part {
        Part::Content if known.content == now.content => None,
        Part::Content if now.content.kind() == "deleted" => Some(Asked::Delete),
        Part::Content => Some(Asked::Edit(now.content.text()?.to_owned())),
        Part::Reaction => match (teams_emoji(known), teams_emoji(now)) {
            (known, now) if known == now => None,
            (_, Some(emoji)) => Some(Asked::React { emoji, on: true }),
            (Some(emoji), None) => Some(Asked::React { emoji, on: false }),
            (None, None) => None,
        },
    }
}

fn teams_emoji(message: &Message) -> Option<String> {
    let reactions = message.read_more().reactions.into_iter();
    let mut teams = reactions.filter(|reaction| is_teams(&reaction.by));
    teams.next().map(|reaction| reaction.emoji)
}

const fn is_teams(by: &Author) -> bool {
    matches!(by, Author::Agent { .. } | Author::Bot { .. })
}

fn set_more(message: &mut Message, more: &More) {
    message.more = (*more != More::default()).then(|| Fields::of(more));
}
