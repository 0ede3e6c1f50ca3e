//! A sound in a message.

use leptos::prelude::*;
use recado_protocol::{Attachment, AttachmentKind};

use super::file::download;
use super::player::{Played, player};
use super::{link_of, mend_once};
use crate::inbox::chat::message::MessageSetting;
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::Signal;
use crate::session::FileLink;

pub fn sound_view(file: &Attachment, setting: MessageSetting) -> AnyView {
    let link = link_of(setting.open.session, file);
    let is_voice = AttachmentKind::of(file) == AttachmentKind::Voice;
    let name = file.name.clone();
    let label = Signal::derive(move || {
        if is_voice {
            t(Key::MediaVoice)
        } else {
            name.clone()
        }
    });
    let played = Played {
        source: Signal::derive(move || match link.get() {
            FileLink::Here { url, .. } => Some(url),
            _ => None,
        }),
        length_ms: file.duration_ms.unwrap_or_default(),
        waveform: file.waveform.clone(),
        plays_at_once: false,
    };
    let mend = mend_once(setting.open.session, file.file.clone());
    let player = player(played, label, Some(download(file, link)), mend);
    let name = (!is_voice).then(|| view! { <bdi class="sound__name">{label}</bdi> });
    view! { {name} {player} }
}
