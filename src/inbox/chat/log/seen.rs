//! Marks messages as read when they have really been on the screen.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, window_event_listener_untyped};
use leptos::prelude::*;
use recado_protocol::{Command, Verb};

use super::log_scroller::LogScroller;
use crate::inbox::chat::open_conversation::OpenConversation;
use crate::reactive::{StoredValue, effect};
use crate::session::Intent;

/// A message counts as seen when it has been in view for this long.
const SEEN_AFTER: Duration = Duration::from_millis(300);

/// What says that somebody was mentioned.
const MENTION: &str = "mention";

/// Marks what is seen as read, for as long as the current owner lives.
pub fn mark_seen(open: OpenConversation, scroller: LogScroller) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let look = move || {
        timer.set_value(None);
        mark(open, scroller);
    };
    let look_soon = move || {
        let is_due = timer.try_with_value(Option::is_some);
        if is_due == Some(false) {
            timer.set_value(set_timeout_with_handle(look, SEEN_AFTER).ok());
        }
    };
    effect(move || {
        scroller.settled.track();
        if open.read(|record| record.unread_count) > 0 {
            look_soon();
        }
    });
    effect(move || {
        let me = open.session.peek(|store| store.me().id.to_string());
        if open.read(|record| record.mentions.contains(&me)) {
            look_soon();
        }
    });
    // `visibilitychange` is told to the document and comes up to the window.
    let visible = window_event_listener_untyped("visibilitychange", move |_| look_soon());
    on_cleanup(move || {
        visible.remove();
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
    });
}

fn mark(open: OpenConversation, scroller: LogScroller) {
    if document().hidden() {
        return;
    }
    let me = open.session.peek(|store| store.me().id.to_string());
    let is_mentioned = open.record.try_with_untracked(|record| {
        record
            .as_ref()
            .is_some_and(|record| record.mentions.contains(&me))
    });
    if is_mentioned == Some(true) {
        see_mention(open);
    }
    let Some(viewport) = scroller.viewport() else {
        return;
    };
    let seen = scroller
        .with_rows(|rows| rows.last_position_above(viewport.bottom()))
        .flatten();
    let state = open.record.try_with_untracked(|record| {
        record
            .as_ref()
            .map(|record| (record.unread_count, record.read_position))
    });
    if let (Some(position), Some(Some((unread, read)))) = (seen, state)
        && unread > 0
        && position > read
    {
        open.session.dispatch(Intent::MarkRead {
            conversation: open.id(),
            position,
        });
    }
}

/// Tells the backend once that a mention was seen; the outbox carries it.
fn see_mention(open: OpenConversation) {
    let id = open.id();
    let is_told = open.session.peek(|store| {
        let mut waiting = store.outbox().of(&id);
        waiting.any(|entry| {
            matches!(&entry.envelope.command, Command::Write { resource, .. } if resource == MENTION)
        })
    });
    if !is_told {
        open.session.dispatch(Intent::Write {
            conversation: open.id(),
            verb: Verb::Delete,
            resource: MENTION.to_owned(),
            body: None,
        });
    }
}
