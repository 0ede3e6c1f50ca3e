//! Files that are dragged over the page: anywhere on it, they are meant for the open conversation.

use leptos::ev;
use leptos::prelude::*;

use super::attachments::{Attachments, files_in};
use crate::reactive::RwSignal;

/// Takes what is dropped for as long as the composer is there, and says while it would.
pub fn take_dropped(attachments: Attachments, is_over: RwSignal<bool>) {
    let over = window_event_listener(ev::dragover, move |event| {
        if has_files(&event) {
            // Without this the browser would open the file in the place of the page.
            event.prevent_default();
            is_over.set(untrack(|| attachments.can_attach()));
        }
    });
    let left = window_event_listener(ev::dragleave, move |event| {
        // It has left the window, not only one of its parts.
        if event.related_target().is_none() {
            is_over.set(false);
        }
    });
    let dropped = window_event_listener(ev::drop, move |event| {
        is_over.set(false);
        if has_files(&event) {
            event.prevent_default();
            attachments.add(event.data_transfer().map(files_in).unwrap_or_default());
        }
    });
    on_cleanup(move || {
        over.remove();
        left.remove();
        dropped.remove();
    });
}

fn has_files(event: &ev::DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| {
        types
            .iter()
            .any(|it| it.as_string().as_deref() == Some("Files"))
    })
}
