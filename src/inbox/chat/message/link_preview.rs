//! What stands behind the first link of a text, where the channel's platform says it.

use leptos::prelude::*;
use recado_protocol::More;
use recado_protocol::message::more::LinkPreview;

use crate::inbox::formatted::formatted;
use crate::markup::view;
use crate::reactive::{Memo, live};

pub fn link_preview(more: Memo<More>) -> AnyView {
    live(move || more.with(|more| more.link_preview.as_ref().map(preview_view)))
}

/// The address is the link, drawn as in a text: what is shown of it is where it leads.
fn preview_view(preview: &LinkPreview) -> AnyView {
    let text = preview
        .text
        .clone()
        .map(|text| view! { <p class="link-preview__text">{text}</p> });
    view! {
        <div class="link-preview" dir="auto">
            <strong class="link-preview__title">{preview.title.clone()}</strong>
            {text}
            <span class="link-preview__address">{formatted(&preview.url, &[])}</span>
        </div>
    }
}
