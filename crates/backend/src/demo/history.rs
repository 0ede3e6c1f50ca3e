//! One conversation of the demo from its first message to how it stands now.

use recado_protocol::{
    Channel, Conversation, ConversationRecord, ConversationStatus, Message, Priority, Timestamp,
};

use super::chance::Chance;
use super::customers::Customer;
use super::dialogue::{Library, Line, Slots, Speaker};
use super::team::Cast;
use super::teller::{Ending, Teller};

/// A conversation with its whole history.
pub struct History {
    pub record: ConversationRecord,
    pub messages: Vec<Message>,
}

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

const LABELS: [&str; 8] = [
    "vip",
    "entrega",
    "troca",
    "atacado",
    "cobrança",
    "bug",
    "orçamento",
    "returning",
];

/// How many dialogues a conversation is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// As it comes: one mostly, a dozen at the most.
    Usual,
    /// About this many messages.
    Messages(u32),
}

/// Makes the conversation whose last message is of `last_at`.
pub fn make(
    customer: &Customer,
    cast: &Cast,
    library: &Library,
    length: Length,
    last_at: Timestamp,
    now: Timestamp,
    chance: &mut Chance,
) -> History {
    let ending = ending(chance);
    let sessions = sessions(customer, library, length, ending, chance);
    let times = times(&sessions, last_at, length, chance);
    let first_at = times.first().copied().unwrap_or(last_at);
    let responsible = chance.pick(&cast.agents).clone();
    let assigned = ending != Ending::WithBot && chance.percent(68);
    let slots = Slots::choose(
        customer.language,
        &customer.contact.name,
        &responsible.name,
        first_at,
        chance,
    );
    let record = blank(customer, &cast.channels[customer.channel], first_at, chance);
    let mut teller = Teller::new(record, responsible, ending == Ending::WithBot, chance);
    let mut times = times.into_iter();
    let last_session = sessions.len().saturating_sub(1);
    for (index, session) in sessions.iter().enumerate() {
        for (number, line) in session.iter().enumerate() {
            let at = times.next().unwrap_or(last_at);
            if index == 0 && number == 1 && assigned {
                teller.assign(at.plus_millis(-SECOND_MS));
            }
            teller.say(line, &slots, at, now);
        }
        if index < last_session {
            teller.resolve(teller.last_at());
        }
    }
    teller.finish(ending, cast, now)
}

fn ending(chance: &mut Chance) -> Ending {
    match chance.below(100) {
        0..27 => Ending::Waiting,
        27..52 => Ending::Answered,
        52..58 => Ending::WithBot,
        58..65 => Ending::Snoozed,
        _ => Ending::Resolved,
    }
}

/// The lines of each dialogue; the last one stops where the ending wants it.
fn sessions<'l>(
    customer: &Customer,
    library: &'l Library,
    length: Length,
    ending: Ending,
    chance: &mut Chance,
) -> Vec<&'l [Line]> {
    let wanted = match length {
        Length::Usual => match chance.below(100) {
            0..58 => 1,
            58..80 => 2,
            80..92 => 4,
            92..98 => 7,
            _ => 12,
        },
        Length::Messages(_) => usize::MAX,
    };
    let enough = match length {
        Length::Usual => usize::MAX,
        Length::Messages(messages) => usize::try_from(messages).unwrap_or(usize::MAX),
    };
    let mut sessions: Vec<&[Line]> = Vec::new();
    // Each session but the last is followed by two system lines.
    let mut messages = 0_usize;
    while sessions.len() < wanted && messages < enough {
        let lines = library.pick(customer.language, chance).lines.as_slice();
        messages = messages.saturating_add(lines.len()).saturating_add(2);
        sessions.push(lines);
    }
    if let Some(last) = sessions.last_mut() {
        *last = cut(last, ending, chance);
    }
    sessions
}

fn cut<'l>(lines: &'l [Line], ending: Ending, chance: &mut Chance) -> &'l [Line] {
    let speaker = match ending {
        Ending::Waiting => Speaker::Customer,
        Ending::Answered | Ending::WithBot | Ending::Snoozed => Speaker::Team,
        Ending::Resolved => return lines,
    };
    let ends: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.speaker == speaker)
        .map(|(index, _)| index)
        .collect();
    if ends.is_empty() {
        lines
    } else {
        &lines[..=*chance.pick(&ends)]
    }
}

/// When each line was said, the last one at `last_at`.
fn times(
    sessions: &[&[Line]],
    last_at: Timestamp,
    length: Length,
    chance: &mut Chance,
) -> Vec<Timestamp> {
    let mut at = last_at;
    let mut times = Vec::new();
    for session in sessions.iter().rev() {
        for _ in session.iter() {
            times.push(at);
            let gap = if chance.percent(75) {
                chance.between(12 * SECOND_MS, 6 * MINUTE_MS)
            } else {
                chance.between(6 * MINUTE_MS, 50 * MINUTE_MS)
            };
            at = at.plus_millis(-gap);
        }
        let pause = match length {
            Length::Usual => chance.between(8 * HOUR_MS, 16 * DAY_MS),
            Length::Messages(_) => chance.between(HOUR_MS, 14 * HOUR_MS),
        };
        at = at.plus_millis(-pause);
    }
    times.reverse();
    times
}

/// A conversation before its first message.
pub fn blank(
    customer: &Customer,
    channel: &Channel,
    created_at: Timestamp,
    chance: &mut Chance,
) -> ConversationRecord {
    let conversation = Conversation {
        id: chance.id(created_at),
        channel: channel.id.clone(),
        contact: customer.contact.id.clone(),
        status: ConversationStatus::Open,
        snoozed_until: None,
        archived: false,
        answered: false,
        priority: match chance.below(100) {
            0..5 => Some(Priority::Urgent),
            5..14 => Some(Priority::High),
            14..24 => Some(Priority::Medium),
            24..30 => Some(Priority::Low),
            _ => None,
        },
        assignee: None,
        team: None,
        labels: labels(chance),
        waiting_since: None,
        customer_wrote_at: None,
        created_at,
        last_activity_at: created_at,
        last_message: None,
        last_position: 0,
        read_position: 0,
        unread_count: 0,
        resolution: None,
        blocked_by_customer: false,
        blocked: false,
        erased: false,
        deleted: false,
        mentions: Vec::new(),
        scheduled: None,
        pinned: None,
        revision: 1,
    };
    ConversationRecord {
        conversation,
        contact: customer.contact.clone(),
    }
}

fn labels(chance: &mut Chance) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for _ in 0..chance.pick(&[0, 0, 0, 1, 1, 2]).to_owned() {
        let label = (*chance.pick(&LABELS)).to_owned();
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}
