//! A window over the page that wants an answer first. The browser's own dialog keeps the focus
//! inside and gives it back.

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, effect, shown_while};
use std::time::Duration;

use leptos::{callback::UnsyncCallback, ev, html, prelude::*};
use wasm_bindgen::JsCast;

use super::{Icon, IconButton, unique_id};
use crate::locale::Key;

/// Fields in which one writes. The customer's panel is no form: it is read from its top.
const FIRST_FIELD: &str = ".dialog__content \
    :is(textarea, input:not([type=checkbox], [type=radio], [type=file])):not(.customer *)";

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
    // A window that goes away while it is open would take the news along.
    on_cleanup(move || {
        if let Some(dialog) = dialog.try_get_untracked().flatten()
            && let Ok(Some(_)) = dialog.query_selector(":scope > .toasts")
        {
            give_news_back(&dialog);
        }
    });
    let ask_to_close = move || {
        if open.try_get_untracked() == Some(true) {
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
            on:close=move |_| {
                // The browser tells later: what it was drawn by may be gone.
                if let Some(dialog) = dialog.try_get_untracked().flatten() {
                    give_news_back(&dialog);
                }
                ask_to_close();
            }
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
        focus_first_field(&dialog);
        take_news(&dialog);
    }
}

/// News stands in the window that is on top: what is outside of it can't be pressed, and is under it.
fn take_news(home: &web_sys::Node) {
    if let Ok(Some(news)) = document().query_selector(".toasts") {
        // Refused only for a home inside of the news.
        let _ = home.append_child(&news);
    }
}

/// This window is closed, or about to go away: news goes to the next one below, or back to the page.
fn give_news_back(from: &web_sys::Node) {
    let next = document().query_selector_all("dialog:modal").ok();
    let next = next.and_then(|all| {
        let mut all = (0..all.length()).filter_map(|at| all.get(at));
        all.find(|it| !it.is_same_node(Some(from)))
    });
    let next = next.or_else(|| document().body().map(Into::into));
    if let Some(next) = next {
        take_news(&next);
    }
}

/// Whoever opens a form wants to write in it; the browser would go to the cross, which stands before it.
fn focus_first_field(dialog: &web_sys::HtmlDialogElement) {
    let chosen = dialog.query_selector("[autofocus]");
    if !matches!(chosen, Ok(None)) {
        return;
    }
    if let Ok(Some(field)) = dialog.query_selector(FIRST_FIELD) {
        // What can't take the focus leaves it where it was.
        let _ = field.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// Closes a window that goes away then: it gives the focus back before.
pub fn close_for_good(open: RwSignal<bool>, gone: impl FnOnce() + 'static) {
    open.set(false);
    request_animation_frame(gone);
}

/// The dialog itself is only met around its content, which covers it whole.
fn is_backdrop(event: &ev::MouseEvent, dialog: NodeRef<html::Dialog>) -> bool {
    let dialog: Option<web_sys::EventTarget> = dialog.get_untracked().map(Into::into);
    dialog.is_some() && event.target() == dialog
}
