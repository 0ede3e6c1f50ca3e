//! The task that brings messages, and what was done to them since, to their channels: it sends what was scheduled when its time has
//! come, ends limits that are over, and calls connectors, for each conversation in order.
//!
//! All that it knows is in the database, so that a restart loses nothing.

use std::collections::HashSet;
use std::time::Duration;

use recado_protocol::{ConversationId, Timestamp};
use rusqlite::Connection;
use tokio::task::JoinSet;

use super::parcel::pack;
use super::webhook::{Called, Caller};
use crate::app::{App, stopped};
use crate::random;
use crate::refusal::Outcome;
use crate::storage::outgoing::{self, Outgoing};
use crate::storage::{people, scheduled};
use crate::write::{channel_state, outgoing as write_outgoing, scheduled as later};

/// How many connectors are called at the same time.
const AT_ONCE: u32 = 16;
/// How long it looks away at the most while something waits: the clock may be set, or the machine
/// may have slept.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What there is to do, and when there is more.
struct Work {
    /// A limit is over, or the time of a scheduled message has come.
    time_has_come: bool,
    due: Vec<Outgoing>,
    next: Option<Timestamp>,
}

/// Runs until the backend stops.
pub async fn run(app: App) {
    let caller = match Caller::new() {
        Ok(caller) => caller,
        Err(error) => {
            tracing::error!("connectors can't be called: {error}");
            return;
        }
    };
    let mut calls = JoinSet::new();
    let mut on_their_way = HashSet::new();
    loop {
        let next = match look(&app).await {
            Ok(work) => {
                for outgoing in work.due {
                    let may_go = calls.len() < AT_ONCE as usize
                        && on_their_way.insert(outgoing.conversation.clone());
                    if may_go {
                        let (app, caller) = (App::clone(&app), caller.clone());
                        calls.spawn(async move {
                            let conversation = outgoing.conversation.clone();
                            if let Err(refusal) = deliver(&app, &caller, outgoing).await {
                                let why = &refusal.problem().detail;
                                tracing::warn!("a message could not be brought on its way: {why}");
                                // A database that fails now is not asked again at once.
                                tokio::time::sleep(LOOK_EVERY).await;
                            }
                            conversation
                        });
                    }
                }
                work.next
            }
            Err(_) => Some(app.now()),
        };
        let wait = async {
            match next {
                Some(_) => tokio::time::sleep(LOOK_EVERY.min(until(next, app.now()))).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = stopped(app.stopping.clone()) => return,
            () = app.hub.dispatch_wanted() => {}
            Some(done) = calls.join_next() => { forget(&mut on_their_way, done.ok()); }
            () = wait => {}
        }
    }
}

fn until(next: Option<Timestamp>, now: Timestamp) -> Duration {
    // At least a little: a next time that is over already must not make a busy loop.
    const LEAST_MS: u64 = 20;
    let millis = next.map_or(0, |next| next.millis_since(now));
    Duration::from_millis(u64::try_from(millis).unwrap_or(0).max(LEAST_MS))
}

fn forget(on_their_way: &mut HashSet<ConversationId>, done: Option<ConversationId>) {
    match done {
        Some(conversation) => {
            on_their_way.remove(&conversation);
        }
        // A call panicked, and nobody knows which: none may be held up for ever.
        None => on_their_way.clear(),
    }
}

async fn look(app: &App) -> Outcome<Work> {
    let now = app.now();
    let work = app.storage.read(move |sql| Ok(work_at(sql, now)?)).await?;
    if !work.time_has_come {
        return Ok(work);
    }
    app.storage
        .write(|change| {
            channel_state::end_limits(change)?;
            later::send_due(change)
        })
        .await?;
    app.storage.read(move |sql| Ok(work_at(sql, now)?)).await
}

fn work_at(sql: &Connection, now: Timestamp) -> rusqlite::Result<Work> {
    let channels = people::channels(sql)?;
    let scheduled = scheduled::next(sql)?;
    let limits = channels.iter().filter_map(|channel| match channel.state {
        recado_protocol::ChannelState::Limited { until } => Some(until),
        _ => None,
    });
    let of_clock = limits.chain(scheduled).min();
    let next = of_clock.into_iter().chain(outgoing::next_due(sql, now)?);
    Ok(Work {
        time_has_come: of_clock.is_some_and(|time| time <= now),
        due: outgoing::due(sql, now, AT_ONCE * 2)?,
        next: next.min(),
    })
}

async fn deliver(app: &App, caller: &Caller, outgoing: Outgoing) -> Outcome<()> {
    let key = outgoing.key.clone();
    let packed = app.storage.write(move |change| pack(change, &key)).await?;
    let Some(parcel) = packed else {
        return Ok(());
    };
    let called = match parcel.connector {
        Some(connector) => {
            caller
                .call(&connector, &outgoing.key, &parcel.what, app.now())
                .await
        }
        // A channel that nobody has connected leads nowhere: it is kept here.
        None => Called::Taken(recado_protocol::connector::Taken::default()),
    };
    let jitter = f64::from(u16::from_le_bytes(random::bytes())) / f64::from(u16::MAX);
    app.storage
        .write(move |change| match called {
            Called::Taken(taken) => write_outgoing::taken(change, &outgoing, taken),
            Called::Refused(why) => write_outgoing::refused(change, &outgoing, why),
            Called::NotNow { has_come } => {
                write_outgoing::not_now(change, &outgoing, has_come, jitter)
            }
        })
        .await
}
