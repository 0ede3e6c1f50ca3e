//! Made-up time: it stands still while anything happens, and jumps when everything waits.

use std::cell::Cell;
use std::rc::Rc;

use recado_client::Clock;
use recado_protocol::Timestamp;
use tokio::time::{Instant, sleep};

use crate::chance::Chance;
use crate::network::millis;

/// When every schedule begins: the morning of 21 November 2026, UTC.
pub const BEGINNING: Timestamp = Timestamp::from_millis(1_795_251_600_000);

/// The true time, counted from the beginning of the schedule.
#[derive(Clone, Copy, Debug)]
pub struct Time {
    began: Instant,
}

impl Time {
    pub fn begin() -> Self {
        Self {
            began: Instant::now(),
        }
    }

    pub fn elapsed_ms(self) -> i64 {
        i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    pub fn now(self) -> Timestamp {
        BEGINNING.plus_millis(self.elapsed_ms())
    }
}

/// The clock of one device, which may be wrong, and its chance.
#[derive(Clone)]
pub struct SimClock {
    pub time: Time,
    /// How much it is ahead, in milliseconds.
    pub ahead_ms: Rc<Cell<i64>>,
    pub chance: Rc<Chance>,
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        self.time.now().plus_millis(self.ahead_ms.get())
    }

    async fn sleep(&self, wait: u32) {
        sleep(millis(wait)).await;
    }

    fn chance(&self) -> f64 {
        self.chance.unit()
    }
}
