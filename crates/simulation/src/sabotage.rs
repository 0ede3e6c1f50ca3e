//! What is broken on purpose, to see that the net catches it.

use std::collections::BTreeSet;

use recado_protocol::ServerFrame;

use crate::chance::Chance;
use crate::network::Copied;

/// One thing that is broken, between the clients and the backend, or nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sabotage {
    #[default]
    Nothing,
    /// A write that is tried again has a new key.
    Idempotency,
    /// Everything in an outbox goes out at once.
    Ordering,
    /// A client that comes back is not told what it missed.
    Replay,
}

impl Sabotage {
    pub const EVERY: [Self; 3] = [Self::Idempotency, Self::Ordering, Self::Replay];

    /// The request as the backend gets it. `known` are the keys that it has got before.
    pub fn rewrite(self, mut request: Copied, known: &mut BTreeSet<String>, number: u64) -> Copied {
        if self == Self::Idempotency
            && let Some(key) = request.key.clone()
            && !known.insert(key.clone())
        {
            let tail: [u8; 4] = Chance::new(number).bytes();
            let tail: String = tail.iter().map(|byte| format!("{byte:02x}")).collect();
            let new = format!("{}-{tail}", &key[..key.len().min(36)]);
            // A message's key is its id too.
            request.body = request.body.map(|body| body.replace(&key, &new));
            request.key = Some(new);
        }
        request
    }

    /// Whether a frame to a client is lost on purpose.
    pub fn swallows(self, text: &str, replayed_up_to: &mut u64) -> bool {
        if self != Self::Replay {
            return false;
        }
        match ServerFrame::decode(text) {
            Ok(ServerFrame::Welcome(welcome)) => {
                *replayed_up_to = welcome.cursor;
                false
            }
            Ok(frame) => frame
                .events()
                .last()
                .is_some_and(|event| event.seq <= *replayed_up_to),
            Err(_) => false,
        }
    }
}
