//! The pictures of a conversation, one at a time and as large as there is room: nearer and farther,
//! turned, the one before and the one after.

mod stage;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use recado_protocol::{Attachment, AttachmentKind, FileId};

use super::message::media::attachments;
use super::open_conversation::OpenConversation;
use crate::locale::{Key, number, t_with};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal, live, memo, shown_while};
use crate::session::{FileLink, Topic};
use crate::ui::{Dialog, Icon, IconButton, as_read};
use stage::Stage;

/// The lightbox over one conversation; open while it has a picture.
#[component]
pub fn Lightbox(open: OpenConversation, shown: RwSignal<Option<FileId>>) -> impl IntoView {
    let is_open = Signal::derive(move || shown.with(Option::is_some));
    let pictures = memo(move || {
        if is_open.get() {
            pictures_of(open)
        } else {
            Vec::new()
        }
    });
    let at = memo(move || {
        let id = shown.get()?;
        pictures.with(|all| all.iter().position(|picture| picture.file == id))
    });
    let title = Signal::derive(move || {
        let (n, all) = (at.get().map_or(0, |at| at + 1), pictures.with(Vec::len));
        let (n, all) = (number(n as u64), number(all as u64));
        t_with(Key::LightboxTitle, &[("n", &n), ("all", &all)])
    });
    let gallery = Gallery {
        open,
        shown,
        pictures,
        at,
    };
    view! {
        <Dialog open=is_open on_close=move || shown.set(None) title=title class="lightbox">
            {live(move || gallery.content())}
        </Dialog>
    }
}

/// The pictures and which of them is shown.
#[derive(Clone, Copy)]
struct Gallery {
    open: OpenConversation,
    shown: RwSignal<Option<FileId>>,
    pictures: Memo<Vec<Attachment>>,
    at: Memo<Option<usize>>,
}

impl Gallery {
    /// The one so many places further, if there is one.
    fn neighbour(self, by: isize) -> Option<FileId> {
        let at = self.at.get()?.checked_add_signed(by)?;
        self.pictures.with(|all| Some(all.get(at)?.file.clone()))
    }

    fn go(self, by: isize) {
        if let Some(next) = untrack(|| self.neighbour(by)) {
            self.shown.set(Some(next));
        }
    }

    fn content(self) -> AnyView {
        let stage = Stage::new();
        let picture = memo(move || {
            let at = self.at.get()?;
            self.pictures.with(|all| all.get(at).cloned())
        });
        let link = memo(move || {
            let picture = picture.get()?;
            Some(self.open.session.file_link(&picture.file))
        });
        let url = memo(move || match link.get() {
            Some(FileLink::Here { url, .. }) => Some(url),
            _ => None,
        });
        let name = Signal::derive(move || picture.get().map(|it| it.name).unwrap_or_default());
        let to_be_saved = move || url.get().map(|url| format!("{url}&download=1"));
        let download = move || t_with(Key::MediaDownload, &[("name", &name.get())]);
        let no_previous = Signal::derive(move || self.neighbour(-1).is_none());
        let no_next = Signal::derive(move || self.neighbour(1).is_none());
        let go = move |by| {
            stage.reset();
            self.go(by);
        };
        // One picture leads nowhere.
        let has_others = memo(move || self.pictures.with(|all| all.len() > 1));
        let step = move |icon, label: Key, disabled: Signal<bool>, by| {
            shown_while(
                move || has_others.get(),
                move || view! { <IconButton icon=icon label=label disabled=disabled on_press=move || go(by) /> },
            )
        };
        view! {
            <div class="lightbox__content" on:keydown=move |event| self.key(&event, stage)>
                {stage.view(url, picture)}
                <p class="lightbox__name"><bdi>{name}</bdi></p>
                <div class="lightbox__tools">
                    {step(Icon::ChevronLeft, Key::LightboxPrevious, no_previous, -1)}
                    <IconButton
                        icon=Icon::ZoomOut
                        label=Key::LightboxZoomOut
                        disabled=stage.is_farthest()
                        on_press=move || stage.zoom(-1)
                    />
                    <IconButton
                        icon=Icon::ZoomIn
                        label=Key::LightboxZoomIn
                        disabled=stage.is_nearest()
                        on_press=move || stage.zoom(1)
                    />
                    <IconButton
                        icon=Icon::Rotate
                        label=Key::LightboxRotate
                        on_press=move || stage.turn()
                    />
                    <a
                        class="button button--quiet button--icon"
                        href=to_be_saved
                        download=name
                        aria-label=download
                        title=download
                    >
                        {crate::ui::icon(Icon::Download)}
                    </a>
                    {step(Icon::ChevronRight, Key::LightboxNext, no_next, 1)}
                </div>
            </div>
        }
    }

    fn key(self, event: &KeyboardEvent, stage: Stage) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let by = match as_read(&event.key()) {
            "ArrowLeft" => Some(-1),
            "ArrowRight" => Some(1),
            "+" | "=" => return stage.zoom(1),
            "-" => return stage.zoom(-1),
            "0" => return stage.reset(),
            "r" | "R" => return stage.turn(),
            _ => None,
        };
        // What is near is looked over with the arrows; only the whole picture gives way to another.
        if let Some(by) = by.filter(|_| !stage.is_near()) {
            event.prevent_default();
            stage.reset();
            self.go(by);
        }
    }
}

/// Every picture of the conversation that is known here, oldest first.
fn pictures_of(open: OpenConversation) -> Vec<Attachment> {
    let id = open.id();
    let session = open.session;
    session.watch(Topic::Timeline(id.clone()), |store| {
        let Some(timeline) = store.timeline(&id) else {
            return Vec::new();
        };
        let files = timeline.messages().flat_map(attachments);
        files
            .filter(|file| AttachmentKind::of(file) == AttachmentKind::Image)
            .collect()
    })
}
