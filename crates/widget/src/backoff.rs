//! How long to wait before the next try.

/// The shortest wait, in milliseconds.
const SHORTEST_MS: f64 = 500.0;
/// The longest wait after a first failure, in milliseconds.
const FIRST_CEILING_MS: f64 = 1_000.0;
/// The longest wait, in milliseconds.
const LONGEST_MS: f64 = 30_000.0;

/// Exponential back-off with full jitter: every failure doubles the ceiling, and the wait is any
/// time from half a second up to it, so that many visitors do not all come back in one moment. A
/// success starts from the default again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Backoff {
    failures: i32,
}

impl Backoff {
    /// Counts a failure and says how many milliseconds to wait. `random` is in `0.0..1.0`.
    pub fn fail(&mut self, random: f64) -> u32 {
        let ceiling = (FIRST_CEILING_MS * 2_f64.powi(self.failures)).min(LONGEST_MS);
        self.failures = (self.failures + 1).min(16);
        (SHORTEST_MS + random * (ceiling - SHORTEST_MS)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_thirty_seconds_and_no_further() {
        let mut backoff = Backoff::default();
        let longest: Vec<u32> = (0..9).map(|_| backoff.fail(1.0)).collect();
        assert_eq!(
            longest,
            [
                1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000
            ]
        );
    }

    #[test]
    fn the_whole_span_from_half_a_second_is_used() {
        let mut backoff = Backoff::default();
        for _ in 0..50 {
            backoff.fail(0.5);
        }
        assert_eq!(backoff.fail(0.0), 500);
        assert_eq!(backoff.fail(0.5), 15_250);
    }
}
