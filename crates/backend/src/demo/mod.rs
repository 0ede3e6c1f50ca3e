//! Made-up but believable data for trying Recado: the same for the same seed and the same now.

mod attributes;
mod card;
mod chance;
mod customers;
mod dialogue;
mod every_kind;
mod files;
mod history;
mod names;
mod prepared;
mod team;
mod teller;
mod tickets;
mod visits;

use std::path::Path;

use recado_protocol::Timestamp;
use rusqlite::Connection;

pub use self::chance::Chance;
use self::customers::Customer;
use self::dialogue::Library;
use self::history::Length;
use self::team::Cast;
pub use self::team::{LIVE_CHAT, PASSWORD};
use crate::config::Demo;
use crate::storage::{conversations, file, files as held_files, masking, messages, people, search};
use crate::write::attachments;

/// Conversations when no number is asked for.
pub const DEFAULT_SIZE: u32 = 600;

const SEED: u64 = 0x5eed_0f5e_ca00;
/// Page cache while filling, as SQLite counts it: 256 MiB, so that the index of message ids, which
/// is written to all over, stays in memory.
const FILLING_CACHE: i64 = -256 * 1_024;
/// The conversation that is made as long as one asks for, by number.
const LONGEST: u32 = 3;
/// Another one with about [`LONG_MESSAGES`] messages, by number.
const LONG: u32 = 11;
/// Messages of the longest conversation when no number is asked for.
pub const LONG_MESSAGES: u32 = 2_000;
/// The one that holds every kind of message, by number; its customer has no other.
const EVERY_KIND: usize = 17;
/// One whose customer wrote the number of a card, by number.
const WITH_CARD: u32 = 2;
/// Among so many conversations some have tickets.
const WITH_TICKETS: u32 = 1_000;
const MINUTE_MS: i64 = 60 * 1_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Over how many days the last activities are spread.
const DAYS: i64 = 90;

/// Fills an empty database as asked, with `longest` messages in its longest conversation; its files go
/// beside it, into the data folder. One that has an agent is left as it is.
///
/// # Errors
/// When the database can't be written to.
pub fn fill(
    sql: &mut Connection,
    data: &Path,
    demo: Demo,
    longest: u32,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let size = match demo {
        Demo::Nothing => return Ok(()),
        Demo::PeopleOnly => 0,
        Demo::Conversations(size) => size,
    };
    if sql.prepare("SELECT 1 FROM agents")?.exists([])? {
        return Ok(());
    }
    let begun = std::time::Instant::now();
    let cast = Cast::new(now);
    let library = Library::read();
    let mut chance = Chance::new(SEED);
    sql.pragma_update(None, "cache_size", FILLING_CACHE)?;
    // One transaction for all of it: a demo that is interrupted leaves an empty database behind,
    // not half a demo.
    let transaction = sql.transaction()?;
    cast.save(&transaction)?;
    prepared::save(&transaction)?;

    let mut customers: Vec<Customer> = (0..customers_for(size))
        .map(|number| customers::make(number, &cast, now, &mut chance))
        .collect();
    if let Some(customer) = customers.get_mut(EVERY_KIND) {
        customer.contact.name = every_kind::NAME.to_owned();
    }
    for customer in &customers {
        people::add_contact(&transaction, &customer.contact)?;
    }
    // Beside the others, so that these fall as they would without it.
    let mut besides = Chance::new(SEED.rotate_left(1));
    if size > 0 {
        attributes::make(&transaction, &customers, &mut besides)?;
    }
    for number in 0..size {
        let customer = match customers.get(usize::try_from(number).unwrap_or(usize::MAX)) {
            Some(customer) => customer,
            None => match chance.pick(&customers) {
                only if only.contact.name == every_kind::NAME => &customers[0],
                picked => picked,
            },
        };
        let length = match number {
            LONGEST => Length::Messages(longest),
            LONG => Length::Messages(LONG_MESSAGES),
            _ => Length::Usual,
        };
        let last_at = last_activity(number, now, &mut chance);
        let mut history =
            history::make(customer, &cast, &library, length, last_at, now, &mut chance);
        if customer.contact.name == every_kind::NAME {
            let blank =
                history::blank(customer, &cast.channels[0], last_at, &mut Chance::new(SEED));
            let album = files::make(&transaction, data, now)?;
            history = every_kind::make(blank, &cast, last_at, album);
        }
        if number == WITH_CARD {
            card::say(&mut history, customer.language);
        }
        card::hide(&transaction, &mut history)?;
        conversations::save(&transaction, &history.record.conversation)?;
        for message in &history.messages {
            messages::add_unfindable(&transaction, message)?;
            for file in attachments::held_by(&message.content) {
                let conversation = &history.record.conversation.id;
                held_files::hold(&transaction, &file.file, &message.id, conversation, false)?;
            }
        }
        let language = customer.language;
        visits::make(&transaction, &history.record, language, &mut besides)?;
        if number < WITH_TICKETS {
            tickets::make(&transaction, &history, &cast, &mut besides)?;
        }
    }
    search::add_all_messages(&transaction)?;
    masking::set_next(&transaction, None)?;
    transaction.commit()?;
    sql.pragma_update(None, "cache_size", file::CACHE)?;
    // The log of one large transaction is as large as the demo: give the room back.
    sql.query_one("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    tracing::info!(
        conversations = size,
        seconds = begun.elapsed().as_secs_f32(),
        "the demo has been made"
    );
    Ok(())
}

/// Two customers for three conversations.
fn customers_for(conversations: u32) -> u32 {
    conversations.saturating_mul(2).div_ceil(3)
}

/// Some within the last hour, some more today, the rest over the last days, thinning out.
fn last_activity(number: u32, now: Timestamp, chance: &mut Chance) -> Timestamp {
    let ago = match number % 50 {
        0 => chance.between(0, 60 * MINUTE_MS),
        1..5 => chance.between(60 * MINUTE_MS, 14 * 60 * MINUTE_MS),
        _ => {
            let share = chance.between(1, 1_000);
            (DAYS * DAY_MS / 1_000_000)
                .saturating_mul(share)
                .saturating_mul(share)
                .saturating_add(chance.between(0, 14 * 60 * MINUTE_MS))
        }
    };
    now.plus_millis(-ago)
}

/// Who works in the demo, for tests that need no conversation.
#[cfg(test)]
pub fn cast(now: Timestamp) -> Cast {
    Cast::new(now)
}

#[cfg(test)]
mod tests;
