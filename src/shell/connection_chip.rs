//! The truth about the connection, in two words; a press shows what waits to be sent.

use crate::later::{self, Tool};
use crate::markup::view;
use crate::reactive::{RwSignal, memo};
use leptos::prelude::*;
use recado_protocol::Command;
use recado_store::{EntryState, Outbox};

use crate::browser::online;
use crate::locale::{Key, t, t_count};
use crate::session::uploads::messages_waiting;
use crate::session::{LinkState, Topic, use_session};

#[component]
pub fn ConnectionChip() -> impl IntoView {
    let session = use_session();
    let backlog = memo(move || {
        let mut backlog = session.watch(Topic::Outbox, |s| Backlog::of(s.outbox()));
        backlog.changes += messages_waiting();
        backlog
    });
    let truth = memo(move || Truth::of(session.link(), online::is_online(), backlog.get()));
    let is_open = RwSignal::new(false);
    view! {
        <button
            type="button"
            class=move || truth.get().class()
            aria-haspopup="dialog"
            on:click=move |_| is_open.set(true)
        >
            <span class="connection-chip__dot" aria-hidden="true"></span>
            <span class="connection-chip__text">{move || truth.get().text()}</span>
        </button>
        {later::tool_window(is_open, Tool::Outbox(is_open))}
    }
}

/// How much the backend does not have yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Backlog {
    /// What a person did on purpose, and what is still on its way.
    changes: u64,
    /// Read marks on their way: nobody gives them on purpose, and while the link is up they are gone
    /// before the eye has seen them.
    read_marks: u64,
    failed: u64,
}

impl Backlog {
    fn of(outbox: &Outbox) -> Self {
        let mut backlog = Self::default();
        for entry in outbox.iter() {
            match (&entry.state, &entry.envelope.command) {
                (EntryState::Failed { .. }, _) => backlog.failed += 1,
                (_, Command::MarkRead { .. }) => backlog.read_marks += 1,
                _ => backlog.changes += 1,
            }
        }
        backlog
    }
}

/// What the chip says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Truth {
    UpToDate,
    Connecting,
    Sending(u64),
    /// This device has no network.
    Offline(u64),
    /// It has one, and the server does not answer.
    Unreachable(u64),
    /// Refused, and waiting for a person's decision.
    Failed(u64),
}

impl Truth {
    fn of(link: LinkState, is_online: bool, backlog: Backlog) -> Self {
        let waiting = backlog.changes + backlog.read_marks;
        match link {
            LinkState::Down if is_online => Self::Unreachable(waiting),
            LinkState::Down => Self::Offline(waiting),
            _ if backlog.failed > 0 => Self::Failed(backlog.failed),
            LinkState::Connecting | LinkState::CatchingUp => Self::Connecting,
            LinkState::Live if backlog.changes > 0 => Self::Sending(backlog.changes),
            LinkState::Live => Self::UpToDate,
        }
    }

    fn text(self) -> String {
        match self {
            Self::UpToDate => t(Key::ConnectionUpToDate),
            Self::Connecting => t(Key::ConnectionConnecting),
            Self::Sending(n) => t_count(Key::ConnectionSending, n),
            Self::Offline(0) => t(Key::ConnectionOffline),
            Self::Offline(n) => t_count(Key::ConnectionOfflineQueued, n),
            Self::Unreachable(0) => t(Key::ConnectionUnreachable),
            Self::Unreachable(n) => t_count(Key::ConnectionUnreachableQueued, n),
            Self::Failed(n) => t_count(Key::ConnectionFailed, n),
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::UpToDate => "connection-chip connection-chip--up",
            Self::Connecting | Self::Sending(_) => "connection-chip connection-chip--working",
            Self::Offline(_) | Self::Unreachable(_) => "connection-chip connection-chip--down",
            Self::Failed(_) => "connection-chip connection-chip--failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backlog(changes: u64, read_marks: u64, failed: u64) -> Backlog {
        Backlog {
            changes,
            read_marks,
            failed,
        }
    }

    fn says(link: LinkState, backlog: Backlog) -> String {
        Truth::of(link, true, backlog).text()
    }

    fn says_offline(backlog: Backlog) -> String {
        Truth::of(LinkState::Down, false, backlog).text()
    }

    #[test]
    fn the_chip_says_what_is_true() {
        assert_eq!(says(LinkState::Live, backlog(0, 0, 0)), "Up to date");
        assert_eq!(says(LinkState::Live, backlog(0, 1, 0)), "Up to date");
        assert_eq!(says(LinkState::Live, backlog(2, 0, 0)), "Sending 2");
        assert_eq!(says(LinkState::Connecting, backlog(0, 0, 0)), "Connecting");
        assert_eq!(says(LinkState::CatchingUp, backlog(3, 0, 0)), "Connecting");
        assert_eq!(says_offline(backlog(0, 0, 0)), "Offline");
        assert_eq!(says_offline(backlog(2, 1, 0)), "Offline: 3 queued");
        assert_eq!(
            says(LinkState::Down, backlog(0, 0, 0)),
            "Server unreachable"
        );
        assert_eq!(
            says(LinkState::Down, backlog(2, 1, 0)),
            "Server unreachable: 3 queued"
        );
        assert_eq!(says(LinkState::Live, backlog(1, 0, 1)), "1 not sent");
    }
}
