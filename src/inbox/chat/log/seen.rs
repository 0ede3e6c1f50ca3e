//! Marks messages as read when they have really been on the screen.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, window_event_listener_untyped};
use leptos::prelude::*;

use super::log_scroller::LogScroller;
use crate::inbox::chat::open_conversation::OpenConversation;
use crate::reactive::{StoredValue, effect};
use crate::session::Intent;

/// A message counts as seen when it has been in view for this long.
const SEEN_AFTER: Duration = Duration::from_millis(300);

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
