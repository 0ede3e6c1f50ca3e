//! Which message the next one answers, above what is written.

use leptos::prelude::*;

use super::Desk;
use crate::inbox::chat::quoted;
use crate::locale::Key;
use crate::markup::view;
use crate::reactive::{effect, live};
use crate::ui::{Icon, IconButton};

/// The quote, with a button that takes it away.
pub fn answering(desk: Desk) -> AnyView {
    let calls = desk.calls;
    effect(move || {
        if calls.write.get() > 0 {
            desk.focus();
        }
    });
    let stop = move || {
        calls.answer(None);
        desk.focus();
    };
    live(move || {
        calls.answering.get().map(|cited| {
            view! {
                <div class="answering" role="group" aria-label=Key::MessageAnswering>
                    <div class="quote">{quoted(&cited.quote, calls.open)}</div>
                    <IconButton
                        icon=Icon::Close
                        label=Key::MessageAnsweringStop
                        small=true
                        on_press=stop
                    />
                </div>
            }
        })
    })
}
