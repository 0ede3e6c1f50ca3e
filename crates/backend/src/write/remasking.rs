//! The rules change, and all that is stored follows them: a piece at a time, so that other writes find their way in
//! between. Where it goes on is stored with what it has done, so a restart loses nothing.

use std::time::{Duration, Instant};

use recado_protocol::event::{MessageChange, event_type};
use recado_protocol::masking::{DOTS, Masking, Trial, Tried};
use recado_protocol::message::more::Quote;
use recado_protocol::{Agent, Content, ConversationId, Message, MessageId, Problem};
use serde_json::Value;

use super::rewritten::keep_in_record;
use super::{load, publish_change, publish_record, scheduled as later, store_record};
use crate::app::{App, stopped};
use crate::masking::{self as finding, BadRule, Rules};
use crate::refusal::{Outcome, Refusal};
use crate::storage::masking::{self, Next};
use crate::storage::writer::Change;
use crate::storage::{audit_log, conversations, event_log, messages, scheduled, search};

/// How many records are looked at in one write: a few dozen milliseconds.
const PIECE: u32 = 250;
/// When they are long, so many as this time lets, and one at least.
const LONGEST: Duration = Duration::from_millis(50);

/// Changes the rules. All that is stored is to be masked anew then.
///
/// # Errors
/// `StaleRevision` with the rules as they are, or `InvalidField` that says which rule can't be and why.
pub fn change_rules(change: &mut Change<'_>, wanted: Masking, by: &Agent) -> Outcome<Masking> {
    let before = masking::settings(change.sql)?;
    if wanted.revision != before.revision {
        return Err(Refusal::stale(&before));
    }
    let mut now = checked(wanted)?;
    if (now.cards, now.cpf, now.cnpj, &now.rules)
        == (before.cards, before.cpf, before.cnpj, &before.rules)
    {
        return Ok(before);
    }
    now.revision = before.revision.saturating_add(1);
    masking::save(change.sql, &now)?;
    let entry = audit_log::Entry {
        at: change.now,
        agent: &by.id,
        action: "masking.changed",
        subject: "masking",
        revision: now.revision,
        before: &before,
    };
    audit_log::add(change.sql, &entry)?;
    Ok(masking::settings(change.sql)?)
}

/// How a text would look.
///
/// # Errors
/// As [`change_rules`]; `InvalidField` for a text that is too long.
pub fn try_out(trial: Trial) -> Outcome<Tried> {
    if trial.text.chars().nth(Masking::TRIAL_CHARS).is_some() {
        let most = Masking::TRIAL_CHARS;
        let detail = format!("At most {most} characters can be tried.");
        return Err(Refusal::field("text", detail));
    }
    let rules = rules_of(&checked(trial.masking)?)?;
    let text = rules.hide(&trial.text).into_owned();
    Ok(Tried { text })
}

/// The rules as they are kept.
fn checked(mut masking: Masking) -> Outcome<Masking> {
    if masking.rules.len() > Masking::MOST {
        let detail = format!("At most {} rules can be made.", Masking::MOST);
        return Err(Refusal::field("rules", detail));
    }
    masking.at_work = false;
    for (place, rule) in masking.rules.iter_mut().enumerate() {
        let words: Vec<&str> = rule.name.split_whitespace().collect();
        rule.name = words.join(" ");
        if rule.name.is_empty() || rule.name.chars().nth(Masking::NAME_CHARS).is_some() {
            let detail = format!("A name is 1 to {} characters long.", Masking::NAME_CHARS);
            return Err(Refusal::field(&format!("rules[{place}].name"), detail));
        }
    }
    rules_of(&masking)?;
    Ok(masking)
}

fn rules_of(masking: &Masking) -> Outcome<Rules> {
    Rules::of(masking).map_err(|BadRule { place, kind, why }| {
        let field = format!("rules[{place}].pattern");
        Refusal::problem_of(Problem::new(kind, why).at_field(field))
    })
}

/// Masks anew what is stored until all of it follows the rules, or the backend stops.
pub async fn run(app: App) {
    let work = async {
        while let Ok(true) = app
            .storage
            .read(|sql| Ok(masking::next(sql)?.is_some()))
            .await
        {
            if let Err(refusal) = app.storage.write(piece).await {
                let problem = refusal.problem();
                tracing::warn!("what is stored could not be masked anew: {problem}");
                return;
            }
        }
    };
    tokio::select! {
        () = work => {}
        () = stopped(app.stopping.clone()) => {}
    }
}

/// Masks some of it anew.
fn piece(change: &mut Change<'_>) -> Outcome<()> {
    let rules = masking::rules(change.sql)?;
    let next = match masking::next(change.sql)? {
        None => return Ok(()),
        Some(Next::Events { after }) => events(change, &rules, after)?,
        Some(Next::Messages {
            conversation,
            position,
        }) => history(change, &rules, &conversation, position)?,
        Some(Next::Scheduled) => {
            going_out_later(change)?;
            Some(Next::Events { after: 0 })
        }
    };
    Ok(masking::set_next(change.sql, next.as_ref())?)
}

/// Hides in the log what newer rules hide. What they show again, the events that follow show.
fn events(change: &Change<'_>, rules: &Rules, after: u64) -> Outcome<Option<Next>> {
    let agents = event_log::Audience::Agents;
    let some = event_log::read(change.sql, agents, after, i64::MAX as u64, PIECE)?;
    let mut done = after;
    let begun = Instant::now();
    for event in &some {
        if done > after && begun.elapsed() > LONGEST {
            break;
        }
        done = event.seq;
        let mut data: Value = serde_json::from_str(&event.data)?;
        let is_message = event.event_type.starts_with("message.");
        let is_conversation = event.event_type.starts_with("conversation.");
        if (is_message || is_conversation) && hide_said(&mut data, rules) {
            event_log::replace(change.sql, event.seq, &data.to_string())?;
        }
    }
    Ok((done > after).then_some(Next::Events { after: done }))
}

/// Hides in an event what messages say in it, and what the record of their conversation repeats.
fn hide_said(data: &mut Value, rules: &Rules) -> bool {
    const SAID: [&str; 8] = [
        "/message/content",
        "/message/more",
        "/record/conversation/last_message",
        "/record/conversation/pinned",
        "/record/conversation/scheduled",
        "/conversation/last_message",
        "/conversation/pinned",
        "/conversation/scheduled",
    ];
    let mut changed = false;
    for place in SAID {
        if let Some(value) = data.pointer_mut(place) {
            changed |= finding::hide_in(rules, value);
        }
    }
    changed
}

fn history(
    change: &mut Change<'_>,
    rules: &Rules,
    conversation: &str,
    position: u64,
) -> Outcome<Option<Next>> {
    let some = messages::selected(
        change.sql,
        &format!(
            "(conversation, position) > (?1, ?2) ORDER BY conversation, position LIMIT {PIECE}"
        ),
        rusqlite::params![conversation, position],
    )?;
    let mut next = Next::Scheduled;
    let begun = Instant::now();
    for stored in some {
        if next != Next::Scheduled && begun.elapsed() > LONGEST {
            break;
        }
        next = Next::Messages {
            conversation: stored.conversation.to_string(),
            position: stored.position,
        };
        if !matches!(stored.content, Content::System { .. }) {
            anew(change, rules, stored)?;
        }
    }
    Ok(Some(next))
}

/// Masks a message anew, and tells everybody when it looks otherwise then.
fn anew(change: &mut Change<'_>, rules: &Rules, before: Message) -> Outcome<()> {
    let mut after = before.clone();
    masking::unmask(change.sql, &mut after)?;
    let original = finding::hide(rules, &mut after.content, &mut after.more);
    quote_anew(change, rules, &mut after)?;
    if (&after.content, &after.more) == (&before.content, &before.more) {
        return Ok(());
    }
    match original {
        Some(original) => masking::keep(change.sql, &after.conversation, &after.id, &original)?,
        None => masking::forget(change.sql, &after.id)?,
    }
    after.revision = before.revision.saturating_add(1);
    messages::save(change.sql, &after)?;
    search::remove_message(change.sql, &before)?;
    search::add_message(change.sql, &after)?;
    let mut record = load(change, &after.conversation)?;
    let is_shown = keep_in_record(change, &mut record, &before, &after)?;
    // Until the last of its messages has been looked at, the record is told only where it changes.
    let told = MessageChange {
        message: after,
        record: None,
    };
    publish_change(change, event_type::MESSAGE_UPDATED, &told)?;
    if is_shown {
        store_record(change, &mut record)?;
        publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
    }
    Ok(())
}

/// A quote shows what the message that it quotes shows, which comes before it.
fn quote_anew(change: &Change<'_>, rules: &Rules, message: &mut Message) -> Outcome<()> {
    let mut more = message.read_more();
    let (Some(quote), Some(answered)) = (&more.quote, &more.reply_to) else {
        return Ok(());
    };
    let is_touched = quote.text.contains(DOTS)
        || rules.hide(&quote.text) != quote.text
        || masking::original(change.sql, answered)?.is_some();
    if !is_touched {
        return Ok(());
    }
    let quoted = messages::one(change.sql, &message.conversation, answered)?;
    let mut quote = quoted.as_ref().map_or_else(|| quote.clone(), Quote::of);
    quote.text = rules.hide(&quote.text).into_owned();
    if more.quote.as_ref() != Some(&quote) {
        more.quote = Some(quote);
        message.more = Some(recado_protocol::Fields::of(&more));
    }
    Ok(())
}

fn going_out_later(change: &mut Change<'_>) -> Outcome<()> {
    for conversation in scheduled::conversations(change.sql)? {
        let mut changed = false;
        for waiting in scheduled::of(change.sql, &conversation)? {
            changed |= anew_later(change, &conversation, waiting.id, waiting.content)?;
        }
        if changed && let Some(mut record) = conversations::one(change.sql, &conversation)? {
            record.conversation.scheduled = later::shown(change, &conversation)?;
            store_record(change, &mut record)?;
            publish_record(change, event_type::CONVERSATION_UPDATED, &record)?;
        }
    }
    Ok(())
}

fn anew_later(
    change: &Change<'_>,
    conversation: &ConversationId,
    id: MessageId,
    before: Content,
) -> Outcome<bool> {
    let (mut content, mut more) = (before.clone(), None);
    if let Some(original) = masking::original(change.sql, &id)? {
        original.put_into(&mut content, &mut more);
    }
    masking::take_in(change.sql, conversation, &id, &mut content, &mut None)?;
    if content == before {
        return Ok(false);
    }
    scheduled::say(change.sql, &id, &content)?;
    Ok(true)
}
