//! Asks before an attribute is deleted, and says what goes with it.

use leptos::{html, prelude::*};
use recado_protocol::Fields;
use recado_protocol::attribute::{self, AttributeDeletion, Definition};

use super::Desk;
use crate::locale::{Key, t_count_with, t_with};
use crate::markup::view;
use crate::reactive::{Memo, effect};
use crate::ui::{Button, ButtonKind};

pub fn deletion(desk: Desk, definition: Memo<Definition>) -> AnyView {
    let place = NodeRef::<html::Div>::new();
    effect(move || {
        if let Some(place) = place.get() {
            // What is asked takes the focus, so that it is read.
            let _ = place.focus();
        }
    });
    let label = move || {
        definition.with(|it| t_with(Key::QueueDelete, &[("name", it.attribute.name.as_str())]))
    };
    let asked = move || {
        definition.with(|it| {
            let name = it.attribute.name.as_str();
            t_count_with(Key::AttributeDeleteAsk, it.contacts, &[("name", name)])
        })
    };
    let delete = move || {
        let now = definition.get_untracked();
        let body = AttributeDeletion {
            contacts: now.contacts,
        };
        let resource = attribute::deletion(&now.attribute.id);
        desk.change(resource, Fields::of(&body), move || desk.close());
    };
    view! {
        <div
            class="definition__question"
            role="group"
            aria-label=label
            tabindex="-1"
            node_ref=place
            on:keydown=move |event| desk.key(&event)
        >
            <p>{asked}</p>
            <div class="contact-form__buttons">
                <Button label=Key::AttributeDeleteSure kind=ButtonKind::Danger on_press=delete />
                <Button label=Key::ActionCancel on_press=move || desk.close() />
            </div>
        </div>
    }
}
