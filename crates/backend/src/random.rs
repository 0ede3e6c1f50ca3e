//! Random bytes from the operating system: for ids, salts and the secret.

use recado_protocol::Timestamp;

/// `N` random bytes.
///
/// # Panics
/// When the operating system has no randomness to give; nothing here is safe to run then.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[cfg(feature = "rehearsal")]
    if rehearsed::fill(&mut bytes) {
        return bytes;
    }
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A new UUIDv7, as any of the protocol's ids.
pub fn id<T: From<String>>(now: Timestamp) -> T {
    T::from(recado_protocol::MessageId::make(now, bytes()).to_string())
}

/// Bytes that are the same in every run, for a rehearsal.
#[cfg(feature = "rehearsal")]
pub mod rehearsed {
    use std::cell::Cell;

    thread_local! {
        static STATE: Cell<Option<u64>> = const { Cell::new(None) };
    }

    /// From now on this thread draws its bytes from a sequence.
    pub fn begin(seed: u64) {
        STATE.set(Some(seed));
    }

    /// `false` when this thread is not in a rehearsal.
    pub fn fill(bytes: &mut [u8]) -> bool {
        let Some(mut state) = STATE.get() else {
            return false;
        };
        for byte in bytes {
            // SplitMix64, of which one byte is used.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = mixed.to_le_bytes()[7];
        }
        STATE.set(Some(state));
        true
    }
}
