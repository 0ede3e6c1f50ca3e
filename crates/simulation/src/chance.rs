//! Chance from one seed: the same in every run.

use std::cell::Cell;

/// A sequence of numbers. Shared by reference, because many tasks draw from one.
#[derive(Debug)]
pub struct Chance(Cell<u64>);

/// One number from several, with no order in it.
pub fn mix(parts: &[u64]) -> u64 {
    parts.iter().fold(0x6a09_e667_f3bc_c908, |state, part| {
        scramble(state ^ scramble(part.wrapping_add(0x9e37_79b9_7f4a_7c15)))
    })
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }

    pub fn number(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.set(state);
        scramble(state)
    }

    /// A number below `limit`; 0 when there is none.
    pub fn below(&self, limit: u32) -> u32 {
        u32::try_from(self.number() % u64::from(limit.max(1))).unwrap_or(0)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&self, least: u32, most: u32) -> u32 {
        least + self.below(most.saturating_sub(least).saturating_add(1))
    }

    pub fn percent(&self, percent: u8) -> bool {
        self.below(100) < u32::from(percent)
    }

    /// A number in `0.0..1.0`.
    pub fn unit(&self) -> f64 {
        f64::from(self.below(1 << 24)) / f64::from(1_u32 << 24)
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        std::array::from_fn(|_| self.number().to_le_bytes()[7])
    }
}

/// The end of SplitMix64.
fn scramble(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
