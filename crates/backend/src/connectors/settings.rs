//! Connecting a channel: from the administrators' resource and from the command line.

use std::path::Path;

use recado_protocol::connector::NewConnector;
use recado_protocol::{Channel, ChannelId, ChannelKind};

use crate::accounts::AccountError;
use crate::clock::Clock;
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::connectors::{self, ConnectorRecord};
use crate::storage::file::DatabaseFile;
use crate::storage::people;
use crate::storage::writer::Change;

/// Shortest secret, in characters.
const SHORTEST_SECRET: usize = 16;

/// Connects a channel, or connects it otherwise. Says what is kept.
///
/// # Errors
/// `NotFound`, or `InvalidField` for a live chat, an address or a secret that can't be used.
pub fn write(
    change: &Change<'_>,
    channel: &ChannelId,
    new: NewConnector,
) -> Outcome<ConnectorRecord> {
    let channel =
        people::channel(change.sql, channel)?.ok_or_else(|| Refusal::not_found("channel"))?;
    let connector = checked(&channel, new)?;
    connectors::save(change.sql, &channel.id, &connector)?;
    Ok(connector)
}

/// Connects a channel of the database in `data`. The backend must not be running on it. Says the
/// secret.
///
/// # Errors
/// See [`AccountError`].
pub fn connect(
    data: &Path,
    channel: &str,
    url: &str,
    secret: &str,
) -> Result<String, AccountError> {
    let now = Clock::system().now();
    let mut database = DatabaseFile::open(data, now).map_err(AccountError::Data)?;
    let refused = |refusal: Refusal| AccountError::Refused(refusal.problem().detail.clone());
    let channel = people::channel(database.as_mut(), &channel.into())
        .map_err(|error| refused(error.into()))?
        .ok_or_else(|| refused(Refusal::not_found("channel")))?;
    let new = NewConnector {
        url: url.to_owned(),
        secret: (!secret.is_empty()).then(|| secret.to_owned()),
    };
    let connector = checked(&channel, new).map_err(refused)?;
    connectors::save(database.as_mut(), &channel.id, &connector)
        .map_err(|error| refused(error.into()))?;
    Ok(connector.secret)
}

fn checked(channel: &Channel, new: NewConnector) -> Outcome<ConnectorRecord> {
    if channel.kind == ChannelKind::LiveChat {
        return Err(Refusal::field(
            "url",
            "The live chat needs no connector: the backend connects it by itself.",
        ));
    }
    let is_address = reqwest::Url::parse(&new.url)
        .is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
    if !is_address {
        return Err(Refusal::field(
            "url",
            "The address must be a whole one, such as https://connector.example/recado.",
        ));
    }
    let secret = match new.secret {
        Some(secret) if secret.chars().count() < SHORTEST_SECRET => {
            return Err(Refusal::field(
                "secret",
                format!("The secret is too short: at least {SHORTEST_SECRET} characters."),
            ));
        }
        Some(secret) => secret,
        None => random::bytes::<32>()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    };
    Ok(ConnectorRecord {
        url: new.url,
        secret,
    })
}
