//! What waits to be sent: each entry in words, with where it stands and what can be done.

use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, memo};
use leptos::prelude::*;
use recado_protocol::{Command, CommandId, MessageWrite, ProblemKind};
use recado_store::{EntryState, OutboxEntry, Store};
use send_wrapper::SendWrapper;

use super::outbox_words::{command_words, customer_name, state_words};
use crate::browser::file;
use crate::inbox::plain_line;
use crate::locale::{Key, listed, t_with};
use crate::session::uploads::{Parcel, Uploads, messages_waiting};
use crate::session::{Intent, LinkState, Session, Topic, use_session};
use crate::ui::{Button, ButtonKind, Dialog, EmptyState, Icon, KeyedRow, icon, keyed_rows};

/// The list in a window of its own.
#[component]
pub fn OutboxDialog(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open on_close=move || open.set(false) title=Key::OutboxTitle>
            {content()}
        </Dialog>
    }
}

fn content() -> AnyView {
    let session = use_session();
    let is_empty = memo(move || {
        let is_empty = session.watch(Topic::Outbox, |store| store.outbox().is_empty());
        is_empty && messages_waiting() == 0
    });
    let is_down = memo(move || session.link() == LinkState::Down);
    view! {
        {move || {
            if is_empty.get() {
                view! {
                    <EmptyState
                        icon=Icon::Check
                        title=Key::OutboxEmptyTitle
                        hint=Key::OutboxEmptyHint
                    />
                }
            } else {
                view! { <OutboxEntries /> }
            }
        }}
        <div class="outbox__foot">
            {move || (!is_empty.get()).then(|| save(session))}
            {move || is_down.get().then(|| try_now(session))}
        </div>
    }
}

/// A link that saves all that waits as a JSON file: nothing written is ever locked in.
fn save(session: Session) -> AnyView {
    let address = move || {
        let json = session.watch(Topic::Outbox, |store| {
            let entries: Vec<_> = store.outbox().iter().collect();
            // Entries were made to be stored as JSON.
            recado_json::to_string(&entries).unwrap_or_default()
        });
        file::address(&json)
    };
    view! {
        <a class="button" download="recado-outbox.json" href=address>
            {Key::OutboxExport}
        </a>
    }
}

fn try_now(session: Session) -> AnyView {
    view! {
        <Button
            label=Key::ConnectionTryNow
            icon=Icon::Retry
            kind=ButtonKind::Primary
            on_press=move || session.dispatch(Intent::Reconnect)
        />
    }
}

/// The entries, oldest first.
#[component]
pub fn OutboxEntries() -> impl IntoView {
    let session = use_session();
    let uploads = SendWrapper::new((messages_waiting() > 0).then(|| Uploads::of(session)));
    let entries = memo(move || {
        session.watch(Topic::Outbox, |store| {
            let outbox = store.outbox();
            let entries = outbox.iter().map(|entry| Line::of(store, entry));
            // A message stays with its files until the outbox has it for sure.
            let parcels = uploads.as_ref().map(|uploads| uploads.waiting());
            let parcels = parcels.into_iter().flatten();
            let parcels = parcels.filter(|it| outbox.get(&command_of(it)).is_none());
            let parcels = parcels.map(|parcel| Line::of_parcel(store, &parcel));
            entries.chain(parcels).collect::<Vec<_>>()
        })
    });
    view! {
        <ul class="outbox">
            {keyed_rows(move || entries.with(|lines| lines.iter().map(Line::row).collect()))}
        </ul>
    }
}

/// What a line of the list says.
#[derive(Clone, PartialEq, Eq)]
struct Line {
    id: CommandId,
    what: String,
    /// What is said, in one line.
    text: Option<String>,
    state: String,
    failed: bool,
    /// Whether the same again may be taken: not where somebody has to choose first.
    can_retry: bool,
}

impl Line {
    fn of(store: &Store, entry: &OutboxEntry) -> Self {
        let command = &entry.envelope.command;
        let text = match command {
            Command::SendMessage { content, .. } => Some(plain_line(content.text())),
            _ => match MessageWrite::of(command) {
                Some((_, MessageWrite::Edit(new))) => Some(plain_line(&new.text)),
                _ => None,
            },
        };
        Self {
            id: entry.envelope.id.clone(),
            what: command_words(store, command),
            text,
            state: state_words(&entry.state),
            failed: matches!(entry.state, EntryState::Failed { .. }),
            can_retry: matches!(&entry.state, EntryState::Failed { problem }
                if problem.kind != ProblemKind::StaleRevision),
        }
    }

    /// A message that waits for its files.
    fn of_parcel(store: &Store, parcel: &Parcel) -> Self {
        let name = customer_name(store, &parcel.conversation);
        let text = parcel.sent.as_deref().filter(|text| !text.is_empty());
        let names = || {
            let names: Vec<&str> = parcel.items.iter().map(|it| it.name.as_str()).collect();
            listed(&names)
        };
        Self {
            id: command_of(parcel),
            what: t_with(Key::OutboxMessageTo, &[("name", &name)]),
            text: Some(text.map_or_else(names, plain_line)),
            state: state_words(&EntryState::Queued),
            failed: false,
            can_retry: false,
        }
    }

    /// A line that says something else is another row.
    fn row(&self) -> KeyedRow {
        let line = self.clone();
        let key = [
            line.id.as_str(),
            &line.what,
            line.text.as_deref().unwrap_or_default(),
            &line.state,
            if line.failed { "failed" } else { "" },
        ];
        KeyedRow::new(key.join("\n"), move |_| {
            let line = line.clone();
            view! { <OutboxLine line /> }
        })
    }
}

/// The command that the message of a parcel will be.
fn command_of(parcel: &Parcel) -> CommandId {
    CommandId::new(parcel.message.as_str())
}

#[component]
fn OutboxLine(line: Line) -> impl IntoView {
    let session = use_session();
    let id = StoredValue::new(line.id);
    let retry = line.can_retry.then(|| {
        view! {
            <Button
                label=Key::ActionRetry
                icon=Icon::Retry
                on_press=move || session.dispatch(Intent::Retry(id.get_value()))
            />
        }
    });
    let actions = line.failed.then(|| {
        view! {
            <div class="outbox__actions">
                {retry}
                <Button
                    label=Key::ActionDiscard
                    icon=Icon::Trash
                    kind=ButtonKind::Danger
                    on_press=move || session.dispatch(Intent::Discard(id.get_value()))
                />
            </div>
        }
    });
    view! {
        <li class="outbox__entry" class=("outbox__entry--failed", line.failed)>
            <span class="outbox__icon">
                {icon(if line.failed { Icon::Warning } else { Icon::Clock })}
            </span>
            <div class="outbox__words">
                <p class="outbox__what bidi">{line.what}</p>
                {line.text.map(|text| view! { <p class="outbox__text truncate" dir="auto">{text}</p> })}
                <p class="outbox__state">{line.state}</p>
            </div>
            {actions}
        </li>
    }
}
