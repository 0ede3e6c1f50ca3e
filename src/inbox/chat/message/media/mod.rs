//! Files in a message: pictures and films in the room that is kept for them, sounds with a player,
//! everything else with its name and size.

mod file;
mod film;
mod picture;
pub mod player;
mod room;
mod sound;

use leptos::prelude::*;
use recado_protocol::{Attachment, AttachmentKind, Content, FileId, Message, RichContent};

use super::MessageSetting;
use crate::markup::view;
use crate::reactive::{Memo, memo};
use crate::session::{FileLink, Session};

pub use room::height as room_height;

/// The files of a message.
pub fn media_view(files: &[Attachment], setting: MessageSetting) -> AnyView {
    let files = files.iter();
    let drawn: Vec<AnyView> = files.map(|file| attachment_view(file, setting)).collect();
    view! { <div class="media">{drawn}</div> }
}

/// Whether the time finds room beside what the last file says of itself.
pub fn leaves_room(files: &[Attachment]) -> bool {
    let last = files.last().map(AttachmentKind::of);
    !matches!(
        last,
        None | Some(AttachmentKind::Image | AttachmentKind::Video)
    )
}

/// The files that a message holds, in their order.
pub fn attachments(message: &Message) -> Vec<Attachment> {
    match &message.content {
        Content::Rich(rich) if rich.kind() == "media" => match rich.read() {
            RichContent::Media { attachments, .. } => attachments,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// One file, whatever message it stands in.
pub fn attachment_view(file: &Attachment, setting: MessageSetting) -> AnyView {
    match AttachmentKind::of(file) {
        AttachmentKind::Image => picture::picture_view(file, setting),
        AttachmentKind::Video => film::film_view(file, setting),
        AttachmentKind::Audio | AttachmentKind::Voice => sound::sound_view(file, setting),
        AttachmentKind::File => file::file_view(file, setting),
    }
}

/// The link of a file, followed. Reactive.
fn link_of(session: Session, file: &Attachment) -> Memo<FileLink> {
    let id = file.file.clone();
    memo(move || session.file_link(&id))
}

/// What to do when the bytes do not come: the link may have run out, which is mended once.
fn mend_once(session: Session, id: FileId) -> impl Fn() + 'static {
    let tried = std::cell::Cell::new(false);
    move || {
        if !tried.replace(true) {
            session.renew_file_link(&id);
        }
    }
}
