//! Adding a person who may sign in, from the command line.

use std::path::Path;

use recado_protocol::{Agent, AgentStatus, Role};

use crate::auth::password;
use crate::clock::Clock;
use crate::random;
use crate::storage::file::{DatabaseFile, OpenError};
use crate::storage::people;

/// Shortest password of a new account, in characters.
const SHORTEST_PASSWORD: usize = 8;

/// Why an account was not added, as a sentence.
#[derive(Debug)]
pub enum AccountError {
    Data(OpenError),
    Refused(String),
}

/// Adds an account to the database in `data`. The backend must not be running on it.
///
/// # Errors
/// See [`AccountError`].
pub fn add(
    data: &Path,
    email: &str,
    name: &str,
    role: Role,
    password: &str,
) -> Result<(), AccountError> {
    let refused = |sentence: &str| Err(AccountError::Refused(sentence.to_owned()));
    let email = email.trim();
    if !email.contains('@') || name.trim().is_empty() {
        return refused("An account needs an e-mail address and a name.");
    }
    if password.chars().count() < SHORTEST_PASSWORD {
        return refused("The password is too short: at least 8 characters.");
    }
    let hash =
        password::hash(password).map_err(|sentence| AccountError::Refused(sentence.to_owned()))?;
    let now = Clock::system().now();
    let mut database = DatabaseFile::open(data, now).map_err(AccountError::Data)?;
    let agent = Agent {
        id: random::id(now),
        name: name.trim().to_owned(),
        email: Some(email.to_owned()),
        avatar_url: None,
        role,
        status: AgentStatus::Offline,
    };
    let failed = |error: rusqlite::Error| AccountError::Refused(format!("It failed: {error}."));
    if people::account_by_email(database.as_mut(), email)
        .map_err(failed)?
        .is_some()
    {
        return refused("There is an account with this e-mail address already.");
    }
    people::add_agent(database.as_mut(), &agent, &hash).map_err(failed)
}

impl std::fmt::Display for AccountError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Data(error) => error.fmt(f),
            Self::Refused(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for AccountError {}
