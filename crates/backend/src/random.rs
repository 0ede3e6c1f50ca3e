//! Random bytes from the operating system: for ids, salts and the secret.

use recado_protocol::Timestamp;

/// `N` random bytes.
///
/// # Panics
/// When the operating system has no randomness to give; nothing here is safe to run then.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A new UUIDv7, as any of the protocol's ids.
pub fn id<T: From<String>>(now: Timestamp) -> T {
    T::from(recado_protocol::MessageId::make(now, bytes()).to_string())
}
