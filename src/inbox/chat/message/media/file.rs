//! A file that is only to be saved: what it is called, how large it is, and how to get it.

use leptos::prelude::*;
use recado_protocol::Attachment;

use super::link_of;
use crate::inbox::chat::message::MessageSetting;
use crate::locale::{Key, file_size, t, t_with};
use crate::markup::view;
use crate::reactive::{Memo, Signal};
use crate::session::FileLink;
use crate::ui::{Icon, small_icon};

/// Behind a link it gives the bytes to be saved, whatever they are.
const TO_BE_SAVED: &str = "&download=1";

pub fn file_view(file: &Attachment, setting: MessageSetting) -> AnyView {
    let link = link_of(setting.open.session, file);
    let name = file.name.clone();
    let size = file.size;
    let state = move || match link.get() {
        FileLink::Gone => t(Key::MediaGone),
        FileLink::Unreachable => t(Key::MediaUnreachable),
        FileLink::Here { .. } | FileLink::Asked => file_size(size),
    };
    view! {
        <div class="file">
            {download(file, link)}
            <span class="file__facts">
                // What turns the writing direction around is shown where it stands, not obeyed.
                <bdi class="file__name">{name}</bdi>
                <span class="file__size tabular">{state}</span>
            </span>
        </div>
    }
}

/// The link that saves a file. It leads nowhere while there is none.
pub fn download(file: &Attachment, link: Memo<FileLink>) -> AnyView {
    let name = file.name.clone();
    let label = Signal::derive(move || t_with(Key::MediaDownload, &[("name", &name)]));
    let href = move || match link.get() {
        FileLink::Here { url, .. } => Some(format!("{url}{TO_BE_SAVED}")),
        _ => None,
    };
    let name = file.name.clone();
    view! {
        <a
            class="button button--quiet button--icon button--small file__download"
            href=href
            download=name
            aria-label=label
            title=label
        >
            {small_icon(Icon::Download)}
        </a>
    }
}
