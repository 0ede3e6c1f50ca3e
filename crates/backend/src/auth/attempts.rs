//! How often one may guess a password.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use recado_protocol::Timestamp;

/// Failed sign-ins that one address may make for one e-mail within a window.
pub const ALLOWED: u32 = 10;
/// How long failures are remembered, in milliseconds: 15 minutes.
pub const WINDOW_MS: i64 = 15 * 60 * 1_000;
/// How many pairs of e-mail and address are remembered at the most.
const REMEMBERED: usize = 10_000;

/// Failed sign-ins by e-mail and address, in memory.
#[derive(Default)]
pub struct Attempts(Mutex<HashMap<Who, Failures>>);

/// Who guesses: the e-mail in small letters, and where from.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Who {
    email: String,
    address: IpAddr,
}

struct Failures {
    since: Timestamp,
    count: u32,
}

impl Who {
    pub fn new(email: &str, address: IpAddr) -> Self {
        // An endless "e-mail" is no reason to remember all of it.
        Self {
            email: email.to_lowercase().chars().take(254).collect(),
            address,
        }
    }
}

impl Attempts {
    /// Whether one more try is allowed now.
    pub fn may_try(&self, who: &Who, now: Timestamp) -> bool {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failures
            .get(who)
            .is_none_or(|failures| failures.is_over(now) || failures.count < ALLOWED)
    }

    pub fn failed(&self, who: Who, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, failures| !failures.is_over(now));
        }
        if all.len() >= REMEMBERED && !all.contains_key(&who) {
            // A flood from many addresses: forgetting is better than growing without bound.
            all.clear();
        }
        let failures = all.entry(who).or_insert(Failures {
            since: now,
            count: 0,
        });
        if failures.is_over(now) {
            *failures = Failures {
                since: now,
                count: 0,
            };
        }
        failures.count = failures.count.saturating_add(1);
    }

    pub fn succeeded(&self, who: &Who) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(who);
    }
}

impl Failures {
    fn is_over(&self, now: Timestamp) -> bool {
        now.millis_since(self.since) >= WINDOW_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn after_ten_failures_one_waits_until_the_window_is_over() {
        let attempts = Attempts::default();
        let who = Who::new("Ana@example.org", Ipv4Addr::LOCALHOST.into());
        let now = Timestamp::from_millis(1_000);
        for _ in 0..ALLOWED {
            assert!(attempts.may_try(&who, now));
            attempts.failed(Who::new("ana@EXAMPLE.org", Ipv4Addr::LOCALHOST.into()), now);
        }
        assert!(!attempts.may_try(&who, now));
        assert!(attempts.may_try(
            &Who::new("eva@example.org", Ipv4Addr::LOCALHOST.into()),
            now
        ));
        assert!(attempts.may_try(&who, now.plus_millis(WINDOW_MS)));
    }

    #[test]
    fn a_right_password_wipes_the_slate() {
        let attempts = Attempts::default();
        let who = Who::new("ana@example.org", Ipv4Addr::LOCALHOST.into());
        let now = Timestamp::from_millis(1_000);
        for _ in 0..ALLOWED {
            attempts.failed(who.clone(), now);
        }
        attempts.succeeded(&who);
        assert!(attempts.may_try(&who, now));
    }
}
