//! What comes in from a connector, with the files that come with it: they are kept first, and held
//! once the message is written. What no message holds in the end goes by itself, like any upload.

use recado_protocol::connector::{CustomersMessage, FromConnector, Told};
use recado_protocol::{Attachment, Channel, ChannelKind, MessageId};

use super::fetch::fetch;
use crate::app::App;
use crate::email::ReceivedFile;
use crate::files::keeping::Kept;
use crate::refusal::{Outcome, Refusal};
use crate::storage::connectors;
use crate::write::attachments::owner_of_channel;
use crate::write::inbound;
use crate::write::inbound_email::{self, Mail};

/// Takes in what a connector tells.
///
/// # Errors
/// See [`inbound::write`] and [`fetch`].
pub async fn told(app: &App, channel: Channel, told: FromConnector) -> Outcome<Told> {
    let mut files = Vec::new();
    if let FromConnector::Message(new) = &told
        && !new.files.is_empty()
    {
        inbound::check(new)?;
        if let Some(message) = known(app, &channel, new).await? {
            return Ok(about(message));
        }
        for file in &new.files {
            files.push(fetch(app, owner_of_channel(&channel.id), file).await?);
        }
    }
    app.storage
        .write(move |change| inbound::write(change, &channel, told, &files))
        .await
}

/// Takes in a mail as it is.
///
/// # Errors
/// `InvalidField` for what is no mail, and for a channel that has none.
pub async fn mail(app: &App, channel: Channel, raw: Vec<u8>) -> Outcome<Told> {
    if channel.kind != ChannelKind::Email {
        return Err(Refusal::field(
            "Content-Type",
            "Only a channel for e-mail takes mails as they are.",
        ));
    }
    let read = tokio::task::spawn_blocking(move || Mail::read(&raw)).await;
    // A reader that gave up on a hostile mail takes nothing with it.
    let read = read.unwrap_or_else(|error| {
        tracing::warn!("a mail could not be read: {error}");
        Err(Refusal::field("raw", "This e-mail can't be read."))
    });
    let (mail, received) = read?;
    let of = channel.clone();
    let looked_up = app.storage.read(move |sql| {
        let known = mail.known(sql, &of)?;
        Ok((mail, known))
    });
    let (mut mail, known) = looked_up.await?;
    if let Some(known) = known {
        return Ok(about(known.message));
    }
    let mut files = Vec::with_capacity(received.len());
    for file in received {
        let id = file.content_id.clone();
        files.push((id, keep(app, &channel, file).await?));
    }
    mail.hold(files);
    let message = app
        .storage
        .write(move |change| inbound_email::write(change, &channel, mail))
        .await?;
    Ok(message.map_or_else(Told::default, |message| about(message.id)))
}

async fn keep(app: &App, channel: &Channel, file: ReceivedFile) -> Outcome<Attachment> {
    let owner = owner_of_channel(&channel.id);
    let kept = Kept::begin(app, owner, &file.name, &file.media_type).await?;
    let written = tokio::fs::write(&kept.path, file.bytes).await;
    written.map_err(Refusal::internal)?;
    kept.complete(app, false).await
}

async fn known(app: &App, channel: &Channel, new: &CustomersMessage) -> Outcome<Option<MessageId>> {
    let (channel, id) = (channel.id.clone(), new.id.clone());
    let known = app
        .storage
        .read(move |sql| Ok(connectors::message(sql, &channel, &id)?))
        .await?;
    Ok(known.map(|known| known.message))
}

fn about(message: MessageId) -> Told {
    Told {
        message: Some(message),
    }
}
