//! Keeps the live link up: hello from the cursor, pings, dead links, waits with jitter.

use futures_channel::mpsc::UnboundedReceiver;
use futures_util::future::{Either, select};
use futures_util::{FutureExt, StreamExt, pin_mut, select_biased};
use recado_protocol::live::{DEAD_AFTER_MS, PING_EVERY_MS, Typing, Viewing, Welcome};
use recado_protocol::{ClientFrame, ServerFrame};
use serde::{Deserialize, Serialize};

use crate::backend::{Backend, Failure, Link, Linked};
use crate::transport::Clock;

/// The shortest longest wait before a new try, in milliseconds; doubled each time.
const FIRST_WAIT_MS: u32 = 500;
/// The longest wait before a new try, in milliseconds.
const LONGEST_WAIT_MS: u32 = 30_000;
/// After a doubt, the backend must answer a ping in this time, in milliseconds.
const DOUBT_MS: i64 = 5_000;
/// A link that did not say welcome in this time is given up, in milliseconds.
const WELCOME_WITHIN_MS: u32 = 10_000;

/// Where news of the link goes, and where its cursor comes from.
pub trait LiveSink {
    /// The `seq` of the last event that has been applied.
    fn cursor(&self) -> Option<u64>;

    fn news(&self, news: LiveNews);
}

/// What happens on the link.
#[derive(Clone, PartialEq, Debug)]
pub enum LiveNews {
    Connecting,
    /// The link is up; events after the cursor follow.
    Connected(Welcome),
    /// A frame, and its text on the wire.
    Frame(ServerFrame, String),
    /// The cursor is too old: a fresh snapshot is needed.
    Resync,
    /// The link is down; the next try comes by itself.
    Down,
    /// The session has ended: a person must sign in. The link is given up.
    SignedOut,
}

/// What the session wants of the link.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum LiveOrder {
    /// Something suggests that the network may be back (or gone): try or check at once.
    Wake,
    /// The browser says that it is offline: the link is as good as dead.
    Offline,
    Typing(Typing),
    Viewing(Viewing),
}

/// Runs until the session ends or the orders' sender is dropped.
pub async fn keep_live<B: Backend, C: Clock>(
    backend: &B,
    clock: &C,
    sink: &impl LiveSink,
    tab: &str,
    mut orders: UnboundedReceiver<LiveOrder>,
) {
    let mut tries: u32 = 0;
    loop {
        sink.news(LiveNews::Connecting);
        let opened = {
            let opening = backend.open_live(sink.cursor(), tab).fuse();
            let patience = clock.sleep(WELCOME_WITHIN_MS).fuse();
            pin_mut!(opening, patience);
            match select(opening, patience).await {
                Either::Left((opened, _)) => opened,
                Either::Right(_) => Err(Failure::Unreachable),
            }
        };
        match opened {
            Ok(link) => match serve(link, clock, sink, &mut orders, &mut tries).await {
                Ended::Down => {}
                Ended::Finished => return,
            },
            Err(Failure::SignedOut(_)) => return sink.news(LiveNews::SignedOut),
            Err(_) => {}
        }
        sink.news(LiveNews::Down);
        let wait = longest_wait(tries);
        tries = tries.saturating_add(1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 30000"
        )]
        let wait = (f64::from(wait) * clock.chance()) as u32;
        if !pause(clock, wait, &mut orders).await {
            return;
        }
    }
}

/// The longest wait after so many tries in a row that failed: full jitter takes a part of it.
fn longest_wait(tries: u32) -> u32 {
    FIRST_WAIT_MS
        .saturating_mul(1 << tries.min(10))
        .min(LONGEST_WAIT_MS)
}

enum Woken {
    Linked(Linked),
    Order(Option<LiveOrder>),
    Tick,
}

#[derive(PartialEq, Eq, Debug)]
enum Ended {
    Down,
    /// Nobody wants the link any more.
    Finished,
}

/// Uses one link until it ends.
async fn serve<L: Link, C: Clock>(
    mut link: L,
    clock: &C,
    sink: &impl LiveSink,
    orders: &mut UnboundedReceiver<LiveOrder>,
    tries: &mut u32,
) -> Ended {
    let mut dead_at = clock.now().plus_millis(DEAD_AFTER_MS.into());
    let tick = clock.sleep(PING_EVERY_MS).fuse();
    pin_mut!(tick);
    loop {
        // Measured against the clock and not by one long timer: timers stop while a machine sleeps.
        // A clock that was set back gives no longer patience.
        dead_at = dead_at.min(clock.now().plus_millis(DEAD_AFTER_MS.into()));
        let left = dead_at.millis_since(clock.now());
        let woken = {
            let next = link.next().fuse();
            let silence = clock
                // It can be over already: the machine slept, and what it slept on is dead.
                .sleep(u32::try_from(left).unwrap_or(0))
                .fuse();
            pin_mut!(next, silence);
            select_biased! {
                linked = next => Woken::Linked(linked),
                order = orders.next() => Woken::Order(order),
                () = tick => Woken::Tick,
                () = silence => return Ended::Down,
            }
        };
        let linked = match woken {
            Woken::Linked(linked) => linked,
            Woken::Order(None) => return Ended::Finished,
            Woken::Order(Some(order)) => {
                let frame = match order {
                    LiveOrder::Typing(typing) => ClientFrame::Typing(typing),
                    LiveOrder::Viewing(viewing) => ClientFrame::Viewing(viewing),
                    LiveOrder::Offline => return Ended::Down,
                    LiveOrder::Wake => {
                        dead_at = dead_at.min(clock.now().plus_millis(DOUBT_MS));
                        ClientFrame::Ping
                    }
                };
                if link.send(&frame).await.is_err() {
                    return Ended::Down;
                }
                continue;
            }
            Woken::Tick => {
                if link.send(&ClientFrame::Ping).await.is_err() {
                    return Ended::Down;
                }
                tick.set(clock.sleep(PING_EVERY_MS).fuse());
                continue;
            }
        };
        dead_at = clock.now().plus_millis(DEAD_AFTER_MS.into());
        match linked {
            Linked::Frame(ServerFrame::Welcome(welcome), _) => {
                *tries = 0;
                sink.news(LiveNews::Connected(welcome));
                // The answer comes after everything that was missed.
                if link.send(&ClientFrame::Ping).await.is_err() {
                    return Ended::Down;
                }
            }
            Linked::Frame(ServerFrame::Resync, _) => {
                *tries = 0;
                sink.news(LiveNews::Resync);
            }
            Linked::Frame(frame, text) => sink.news(LiveNews::Frame(frame, text)),
            // The token may only have expired: the next try refreshes it, or says signed out.
            Linked::Unauthenticated | Linked::Closed => return Ended::Down,
        }
    }
}

/// Waits, or less when something suggests that a try may succeed. `false` when nobody wants the
/// link any more.
async fn pause<C: Clock>(
    clock: &C,
    millis: u32,
    orders: &mut UnboundedReceiver<LiveOrder>,
) -> bool {
    let over = clock.sleep(millis).fuse();
    pin_mut!(over);
    loop {
        select_biased! {
            () = over => return true,
            order = orders.next() => match order {
                None => return false,
                Some(LiveOrder::Wake) => return true,
                // Notices are worth nothing later.
                Some(LiveOrder::Offline | LiveOrder::Typing(_) | LiveOrder::Viewing(_)) => {}
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::{pending, ready};

    use futures_channel::mpsc::unbounded;
    use recado_protocol::Timestamp;

    use super::*;
    use crate::transport::Lost;

    const DAY_MS: i64 = 86_400_000;

    /// A link whose other end is gone without a word.
    struct Silent;

    impl Link for Silent {
        async fn next(&mut self) -> Linked {
            pending().await
        }

        async fn send(&mut self, _: &ClientFrame) -> Result<(), Lost> {
            Ok(())
        }
    }

    /// A clock whose machine sleeps for a day after its first look. No timer comes to its end.
    struct Sleeper(Cell<i64>);

    impl Clock for Sleeper {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(self.0.replace(DAY_MS))
        }

        async fn sleep(&self, millis: u32) {
            if millis > 0 {
                pending().await
            } else {
                ready(()).await
            }
        }

        fn chance(&self) -> f64 {
            0.0
        }
    }

    struct Deaf;

    impl LiveSink for Deaf {
        fn cursor(&self) -> Option<u64> {
            None
        }

        fn news(&self, _: LiveNews) {}
    }

    #[test]
    fn a_link_that_slept_for_a_day_is_dead_when_the_machine_wakes() {
        let (_orders, mut heard) = unbounded();
        let clock = Sleeper(Cell::new(0));
        let ended = serve(Silent, &clock, &Deaf, &mut heard, &mut 0).now_or_never();
        assert_eq!(ended, Some(Ended::Down));
    }

    #[test]
    fn waits_double_up_to_half_a_minute() {
        let waits: Vec<_> = [0, 1, 2, 5, 6, 100].map(longest_wait).into();
        assert_eq!(waits, [500, 1_000, 2_000, 16_000, 30_000, 30_000]);
    }
}
