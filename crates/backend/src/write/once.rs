//! Doing a write once however often it is asked for.

use recado_protocol::{AgentId, ProblemKind};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::refusal::{Outcome, Refusal};
use crate::storage::answers::{self, Fingerprint, Given};
use crate::storage::writer::Change;

/// Longest idempotency key, in bytes.
const KEY_BYTES: usize = 128;

/// Whose write it is, under which key, and what it asks for.
#[derive(Clone, Debug)]
pub struct WriteKey {
    owner: String,
    key: String,
    fingerprint: Fingerprint,
}

impl WriteKey {
    /// The key of an agent's write: the same on every device of the agent.
    ///
    /// # Errors
    /// See [`WriteKey::check`].
    pub fn of_agent(
        agent: &AgentId,
        key: &str,
        resource: &str,
        body: &impl Serialize,
    ) -> Outcome<Self> {
        Self::check(key)?;
        let fingerprint = fingerprint(resource, body)?;
        Ok(Self {
            owner: format!("agent:{agent}"),
            key: key.to_owned(),
            fingerprint,
        })
    }

    /// The key of a visitor's write.
    ///
    /// # Errors
    /// See [`WriteKey::check`].
    pub fn of_visitor(
        visitor: &str,
        key: &str,
        resource: &str,
        body: &impl Serialize,
    ) -> Outcome<Self> {
        Self::check(key)?;
        let fingerprint = fingerprint(resource, body)?;
        Ok(Self {
            owner: format!("visitor:{visitor}"),
            key: key.to_owned(),
            fingerprint,
        })
    }

    /// Refuses a key that can't be one.
    ///
    /// # Errors
    /// `InvalidField`.
    pub fn check(key: &str) -> Outcome<()> {
        let visible = |byte: u8| byte.is_ascii_graphic();
        if key.is_empty() || key.len() > KEY_BYTES || !key.bytes().all(visible) {
            return Err(Refusal::field(
                "Idempotency-Key",
                format!("The key must be 1 to {KEY_BYTES} visible ASCII characters."),
            ));
        }
        Ok(())
    }
}

/// Runs `write` unless this key was used before, and gives the answer's JSON text: the same one
/// for the same key, for ever. The answer is stored in the transaction of the write, so that there
/// is no moment at which one exists without the other.
///
/// # Errors
/// `KeyReused` when the key was used for another request; otherwise what `write` refuses with (a
/// refused write uses no key up).
pub fn once<A: Serialize>(
    change: &mut Change<'_>,
    key: &WriteKey,
    write: impl FnOnce(&mut Change<'_>) -> Outcome<A>,
) -> Outcome<String> {
    if let Some(given) = answers::given(change.sql, &key.owner, &key.key)? {
        if given.fingerprint != key.fingerprint {
            return Err(key_reused());
        }
        return Ok(given.answer);
    }
    let answer = serde_json::to_string(&write(change)?)?;
    let given = Given {
        fingerprint: key.fingerprint,
        answer,
    };
    answers::keep(change.sql, &key.owner, &key.key, &given, change.now)?;
    Ok(given.answer)
}

/// The refusal of a key or message id that was used for something else.
pub fn key_reused() -> Refusal {
    Refusal::new(
        ProblemKind::KeyReused,
        "This key was used for another request. Make a new one for a new request.",
    )
}

fn fingerprint(resource: &str, body: &impl Serialize) -> Outcome<Fingerprint> {
    let mut hash = Sha256::new();
    hash.update(resource);
    hash.update([0]);
    hash.update(serde_json::to_vec(body)?);
    Ok(hash.finalize().into())
}
