//! All that is known of a message: when it reached each state, who did what to it, its ids, and for
//! who leads what it said before.

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::message::write::{Version, Versions};
use recado_protocol::{Author, Delivery, Message, More, Role};

use crate::inbox::chat::open_conversation::OpenConversation;
use crate::locale::{
    Key, channel_failure, channel_kind_name, full_date_time, kind_name, listed, number, t, t_with,
    text,
};
use crate::markup::view;
use crate::reactive::{RwSignal, live};

pub fn content(message: &Message, open: OpenConversation) -> AnyView {
    let more = message.read_more();
    let mut rows = Vec::new();
    untrack(|| {
        add_journey(&mut rows, message, &more, open);
        add_deeds(&mut rows, &more, open);
        add_names(&mut rows, message, &more, open);
    });
    let rows: Vec<AnyView> = rows.into_iter().map(row).collect();
    let was_changed = more.edited_at.is_some() || message.content.kind() == "deleted";
    let leads = open
        .session
        .peek(|store| matches!(store.me().role, Role::Supervisor | Role::Administrator));
    let versions = (was_changed && leads).then(|| versions(message, open));
    view! { <dl class="details">{rows}</dl> {versions} }
}

/// One line: what it is called, and what it is.
type Row = (String, String);

fn row((name, value): Row) -> AnyView {
    view! {
        <div class="details__row">
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
        </div>
    }
}

/// Who wrote it, through which channel, and how far it got when.
fn add_journey(rows: &mut Vec<Row>, message: &Message, more: &More, open: OpenConversation) {
    let author = match &message.author {
        Author::Agent { name, .. } => name.clone(),
        other => open.name_of(other),
    };
    rows.push((t(Key::DetailsAuthor), author.clone()));
    let channel = open.channel.get().map(|channel| {
        let kind = channel_kind_name(&channel.kind);
        if kind == channel.name {
            kind
        } else {
            format!("{} · {kind}", channel.name)
        }
    });
    rows.push((t(Key::DetailsChannel), channel.unwrap_or_default()));
    rows.push((t(Key::DetailsKind), kind_name_of(message)));
    if more.track.is_empty() {
        rows.push((t(Key::DetailsWritten), full_date_time(message.at)));
    }
    for step in &more.track {
        let at = full_date_time(step.at);
        let by = |name: &str| t_with(Key::DetailsTimeBy, &[("time", &at), ("name", name)]);
        rows.push(match step.state.as_str() {
            "queued" => (t(Key::DetailsWritten), by(&author)),
            "sent" => (t(Key::DeliverySent), at),
            "delivered" => (t(Key::DeliveryDelivered), at),
            "read" => (t(Key::DeliveryRead), by(&open.customer.get())),
            _ => (t(Key::DeliveryFailedPlainly), at),
        });
    }
    if let Some(Delivery::Failed { code, reason, .. }) = &message.delivery {
        rows.push((t(Key::DetailsReason), channel_failure(code, reason)));
    }
}

fn kind_name_of(message: &Message) -> String {
    match message.content.kind() {
        "text" => t(Key::DetailsKindText),
        "note" => t(Key::ComposerNote),
        other => kind_name(other),
    }
}

/// What was done to it since.
fn add_deeds(rows: &mut Vec<Row>, more: &More, open: OpenConversation) {
    if let Some(at) = more.edited_at {
        rows.push((t(Key::DetailsEdited), full_date_time(at)));
    }
    if let Some(pin) = &more.pinned {
        let at = full_date_time(pin.at);
        let by = t_with(Key::DetailsTimeBy, &[("time", &at), ("name", &pin.by)]);
        rows.push((t(Key::DetailsPinned), by));
    }
    if let Some(from) = &more.forwarded {
        rows.push((t(Key::DetailsForwarded), from.author.clone()));
    }
    let reactions = more.reactions.iter();
    let reactions: Vec<String> = reactions
        .map(|it| format!("{} {}", it.emoji, open.name_of(&it.by)))
        .collect();
    if !reactions.is_empty() {
        rows.push((t(Key::DetailsReactions), listed(&reactions)));
    }
}

/// What programs call it.
fn add_names(rows: &mut Vec<Row>, message: &Message, more: &More, open: OpenConversation) {
    if message.revision > 0 {
        rows.push((t(Key::DetailsPosition), number(message.position)));
    }
    rows.push((t(Key::DetailsId), message.id.to_string()));
    rows.push((t(Key::DetailsConversation), open.id().to_string()));
    if let Some(external) = &more.external_id {
        rows.push((t(Key::DetailsExternalId), external.clone()));
    }
    if let Some(answered) = &more.reply_to {
        rows.push((t(Key::DetailsAnswers), answered.to_string()));
    }
    if let Some(first) = &more.resent {
        rows.push((t(Key::DetailsRepeats), first.to_string()));
    }
}

/// What it said before, from the backend alone: nothing of it stays on this device.
fn versions(message: &Message, open: OpenConversation) -> AnyView {
    let found = RwSignal::new(None::<Vec<Version>>);
    let is_missing = RwSignal::new(false);
    let resource = format!(
        "conversations/{}/messages/{}/versions",
        open.id(),
        message.id
    );
    spawn_local(async move {
        let answer = open.session.resource(&resource).await;
        let versions: Option<Versions> = answer.ok().and_then(|fields| fields.read());
        match versions {
            Some(versions) => found.set(Some(versions.items)),
            None => is_missing.set(true),
        }
    });
    let lines = move |versions: Vec<Version>| {
        let lines: Vec<AnyView> = versions.into_iter().map(version).collect();
        view! { <ol class="details__versions">{lines}</ol> }
    };
    let missing = move || {
        is_missing
            .get()
            .then(|| view! { <p>{t(Key::DetailsNotLoaded)}</p> })
    };
    view! {
        <h3 class="details__title">{text(Key::DetailsVersions)}</h3>
        <div role="status">{live(move || found.get().map(lines))} {missing}</div>
    }
}

fn version(version: Version) -> AnyView {
    let at = full_date_time(version.at);
    let until = t_with(Key::DetailsUntil, &[("time", &at), ("name", &version.by)]);
    let said = version
        .before
        .content
        .text()
        .map_or_else(|| kind_name(version.before.content.kind()), str::to_owned);
    view! {
        <li class="details__version">
            <p class="details__said" dir="auto">{said}</p>
            <p class="details__until bidi">{until}</p>
        </li>
    }
}
