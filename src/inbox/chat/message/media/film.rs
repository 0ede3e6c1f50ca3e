//! A film, with the browser's own controls, in the room that is kept for it.

use leptos::ev::Event;
use leptos::prelude::*;
use recado_protocol::Attachment;

use super::file::download;
use super::player::play_alone;
use super::{link_of, mend_once, room};
use crate::inbox::chat::message::MessageSetting;
use crate::locale::{Key, t, t_with};
use crate::markup::view;
use crate::reactive::{Signal, live};
use crate::session::FileLink;

pub fn film_view(file: &Attachment, setting: MessageSetting) -> AnyView {
    let (width, height) = room::of(file);
    let link = link_of(setting.open.session, file);
    let name = file.name.clone();
    let label = Signal::derive(move || t_with(Key::MediaVideo, &[("name", &name)]));
    let (of_file, colour) = (file.file.clone(), file.colour.clone());
    let shown = live(move || match link.get() {
        FileLink::Here { url, .. } => {
            let mend = mend_once(setting.open.session, of_file.clone());
            // The moment behind the `#` is the picture that stands there until it is played.
            view! {
                <video
                    class="film__video"
                    src=format!("{url}#t=0.1")
                    controls=""
                    preload="metadata"
                    playsinline=""
                    aria-label=label
                    on:play=move |event: Event| play_alone(&event)
                    on:error=move |_| mend()
                ></video>
            }
        }
        FileLink::Gone => view! { <span class="picture__missing">{t(Key::MediaGone)}</span> },
        FileLink::Unreachable => {
            view! { <span class="picture__missing">{t(Key::MediaUnreachable)}</span> }
        }
        FileLink::Asked => ().into_any(),
    });
    view! {
        <div class="film">
            <div
                class="film__room"
                style=("--picture-width", format!("{width}px"))
                style=("--picture-shape", format!("{width} / {height}"))
                style=("--picture-colour", colour)
            >
                {shown}
            </div>
            {download(file, link)}
        </div>
    }
}
