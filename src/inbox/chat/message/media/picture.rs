//! A picture: its room and its colour at once, the smaller copy when it is there, the whole one in
//! the lightbox.

use leptos::prelude::*;
use recado_protocol::Attachment;

use super::{link_of, mend_once, room};
use crate::inbox::chat::message::MessageSetting;
use crate::locale::{Key, t, t_with};
use crate::markup::view;
use crate::reactive::{Signal, live};
use crate::session::FileLink;

pub fn picture_view(file: &Attachment, setting: MessageSetting) -> AnyView {
    let (width, height) = room::of(file);
    let link = link_of(setting.open.session, file);
    let id = file.file.clone();
    let open = move |_| setting.lightbox.set(Some(id.clone()));
    let name = file.name.clone();
    let label = Signal::derive(move || t_with(Key::MediaOpenImage, &[("name", &name)]));
    let (of_file, colour) = (file.file.clone(), file.colour.clone());
    let shown = live(move || match link.get() {
        FileLink::Here { url, small } => {
            let mend = mend_once(setting.open.session, of_file.clone());
            Some(view! {
                <img
                    class="picture__image"
                    src=small.unwrap_or(url)
                    alt=""
                    decoding="async"
                    draggable="false"
                    on:error=move |_| mend()
                />
            })
        }
        FileLink::Gone => Some(view! { <span class="picture__missing">{t(Key::MediaGone)}</span> }),
        FileLink::Unreachable => {
            Some(view! { <span class="picture__missing">{t(Key::MediaUnreachable)}</span> })
        }
        FileLink::Asked => None,
    });
    view! {
        <button
            type="button"
            class="picture"
            aria-label=label
            style=("--picture-width", format!("{width}px"))
            style=("--picture-shape", format!("{width} / {height}"))
            style=("--picture-colour", colour)
            on:click=open
        >
            {shown}
        </button>
    }
}
