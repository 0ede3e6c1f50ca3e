//! A window over the page that wants an answer first. The browser's own dialog keeps the focus
//! inside and gives it back.

use crate::markup::view;
use crate::reactive::{Signal, effect, shown_while};
use std::time::Duration;

use leptos::{callback::UnsyncCallback, ev, html, prelude::*};

use super::{Icon, IconButton, unique_id};
use crate::locale::Key;

#[component]
pub fn Dialog(
    #[prop(into)] open: Signal<bool>,
    /// Somebody wants it closed: by Escape, by the cross, by a press beside it.
    #[prop(into)]
    on_close: UnsyncCallback<()>,
    #[prop(into)] title: Signal<String>,
    /// A class of its own, for its size.
    #[prop(optional)]
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let heading = unique_id("dialog-title");
    let labelled_by = heading.clone();
    effect(move || {
        if open.get() {
            // The content must be there when the browser looks for what takes the focus.
            set_timeout(move || show(dialog, open), Duration::ZERO);
        } else if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    });
    let ask_to_close = move || {
        if open.get_untracked() {
            on_close.run(());
        }
    };
    let content = move || {
        view! {
            <div class="dialog__head">
                <h2 class="dialog__title" id=heading.clone()>{title}</h2>
                <IconButton icon=Icon::Close label=Key::ActionClose on_press=ask_to_close />
            </div>
            <div class="dialog__content">{children()}</div>
        }
    };
    view! {
        <dialog
            class=format!("dialog {class}")
            aria-labelledby=labelled_by
            node_ref=dialog
            on:cancel=move |event: ev::Event| {
                event.prevent_default();
                ask_to_close();
            }
            on:close=move |_| ask_to_close()
            // Keys pressed in a dialog are no shortcuts of the page under it.
            on:keydown=move |event| event.stop_propagation()
            on:click=move |event| {
                if is_backdrop(&event, dialog) {
                    ask_to_close();
                }
            }
        >
            {shown_while(move || open.get(), content)}
        </dialog>
    }
}

fn show(dialog: NodeRef<html::Dialog>, open: Signal<bool>) {
    if let Some(dialog) = dialog.get_untracked()
        && open.try_get_untracked() == Some(true)
        && !dialog.open()
    {
        // Refused only for a dialog that has left the page meanwhile.
        let _ = dialog.show_modal();
    }
}

/// The dialog itself is only met around its content, which covers it whole.
fn is_backdrop(event: &ev::MouseEvent, dialog: NodeRef<html::Dialog>) -> bool {
    let dialog: Option<web_sys::EventTarget> = dialog.get_untracked().map(Into::into);
    dialog.is_some() && event.target() == dialog
}
