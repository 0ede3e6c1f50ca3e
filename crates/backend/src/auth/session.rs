//! The life of a session: begun by a password, renewed by refresh tokens that are good once, ended
//! by signing out or by a refresh token that was used twice.

use recado_protocol::{Agent, SessionId};

use super::tokens::{RefreshToken, SESSION_MS};
use crate::live::hub::Published;
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;
use crate::storage::{people, sessions};

/// A session after it was begun or renewed, with its current refresh token.
pub struct Renewed {
    pub agent: Agent,
    pub refresh: RefreshToken,
}

/// What presenting a refresh token did.
pub enum Renewal {
    Renewed(Renewed),
    /// An old token came again: somebody else has it, so the session is over.
    Stolen,
}

/// Begins a session of an agent.
///
/// # Errors
/// Only when the database fails.
pub fn begin(change: &mut Change<'_>, agent: Agent) -> Outcome<Renewed> {
    let id: SessionId = random::id(change.now);
    let expires_at = change.now.plus_millis(SESSION_MS);
    sessions::begin(change.sql, &id, &agent.id, change.now, expires_at)?;
    Ok(Renewed {
        agent,
        refresh: RefreshToken {
            session: id,
            generation: 1,
        },
    })
}

/// Takes a refresh token. The current one moves the session on. The one just before it gets the
/// current one again: its answer was lost, or another tab was faster. An older one ends the
/// session; that is an outcome and no refusal, because it has to be committed.
///
/// # Errors
/// `Unauthenticated` when the session is unknown, revoked or over.
pub fn renew(change: &mut Change<'_>, token: RefreshToken) -> Outcome<Renewal> {
    let session = sessions::one(change.sql, &token.session)?
        .filter(|session| !session.revoked && session.expires_at > change.now)
        .ok_or_else(Refusal::unauthenticated)?;
    let generation = if token.generation == session.generation {
        session.generation.saturating_add(1)
    } else if token.generation.saturating_add(1) == session.generation {
        session.generation
    } else {
        end(change, &session.id)?;
        return Ok(Renewal::Stolen);
    };
    let agent = people::agent(change.sql, &session.agent)?.ok_or_else(Refusal::unauthenticated)?;
    let expires_at = change.now.plus_millis(SESSION_MS);
    sessions::renew(change.sql, &session.id, generation, expires_at)?;
    Ok(Renewal::Renewed(Renewed {
        agent,
        refresh: RefreshToken {
            session: session.id,
            generation,
        },
    }))
}

/// Ends a session and closes its live sockets.
///
/// # Errors
/// Only when the database fails.
pub fn end(change: &mut Change<'_>, session: &SessionId) -> Outcome<()> {
    sessions::revoke(change.sql, session)?;
    change.publish(Published::SessionEnded(session.clone()));
    Ok(())
}
