//! A text field that grows with its text up to a height, then scrolls.

use crate::markup::view;
use crate::reactive::Signal;
use leptos::{callback::UnsyncCallback, ev::KeyboardEvent, html::Textarea, prelude::*};

/// So much of the text fills the greatest height. The rest would only be laid out once more at every letter.
const COPIED_CHARS: usize = 8_000;

/// The height comes from a hidden copy of the text in the same grid cell (`growing::after` in
/// `ui.css`), so nothing is measured and nothing jumps.
#[component]
pub fn GrowingTextarea(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: UnsyncCallback<(String,)>,
    #[prop(optional, into)] placeholder: Signal<String>,
    #[prop(optional, into)] on_keydown: Option<UnsyncCallback<(KeyboardEvent,)>>,
    #[prop(optional)] node_ref: NodeRef<Textarea>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// The ids of the elements that say more about the field, with spaces between them.
    #[prop(optional)]
    described_by: Option<&'static str>,
    /// What the Enter key of a screen keyboard does, as the `enterkeyhint` attribute says it.
    #[prop(optional, into)]
    enter_key: Signal<String>,
) -> impl IntoView {
    let copy = Signal::derive(move || {
        let text = value.get();
        match text.char_indices().nth(COPIED_CHARS) {
            Some((end, _)) => text[..end].to_owned(),
            None => text,
        }
    });
    view! {
        <div class="growing" data-text=copy>
            <textarea
                class="growing__input"
                rows="1"
                dir="auto"
                aria-label=label
                aria-describedby=described_by
                enterkeyhint=enter_key
                placeholder=placeholder
                disabled=disabled
                node_ref=node_ref
                prop:value=value
                on:input=move |event| on_input.run((event_target_value(&event),))
                on:keydown=move |event| {
                    if let Some(on_keydown) = on_keydown {
                        on_keydown.run((event,));
                    }
                }
            ></textarea>
        </div>
    }
}
