//! The picture itself: how near and how it is turned.

use leptos::html::Div;
use leptos::prelude::*;
use recado_protocol::Attachment;

use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal};

/// How near a picture can be, in percent of the whole stage.
const NEARNESS: [u32; 6] = [100, 150, 200, 300, 400, 600];

#[derive(Clone, Copy)]
pub struct Stage {
    /// The place in [`NEARNESS`].
    zoom: RwSignal<usize>,
    /// Quarters of a turn.
    turns: RwSignal<u32>,
    place: NodeRef<Div>,
}

impl Stage {
    pub fn new() -> Self {
        Self {
            zoom: RwSignal::new(0),
            turns: RwSignal::new(0),
            place: NodeRef::new(),
        }
    }

    pub fn zoom(self, by: isize) {
        let next = self.zoom.get_untracked().checked_add_signed(by);
        if let Some(next) = next.filter(|next| *next < NEARNESS.len()) {
            self.zoom.set(next);
            // What is in the middle stays there; the page has to be laid out anew first.
            request_animation_frame(move || self.look_at_middle());
        }
    }

    fn look_at_middle(self) {
        if let Some(place) = self.place.try_get_untracked().flatten() {
            place.set_scroll_left((place.scroll_width() - place.client_width()) / 2);
            place.set_scroll_top((place.scroll_height() - place.client_height()) / 2);
        }
    }

    pub fn turn(self) {
        self.turns.update(|turns| *turns += 1);
    }

    /// The whole picture, upright.
    pub fn reset(self) {
        self.zoom.set(0);
        self.turns.set(0);
    }

    pub fn is_near(self) -> bool {
        self.zoom.get_untracked() > 0
    }

    pub fn is_farthest(self) -> Signal<bool> {
        Signal::derive(move || self.zoom.get() == 0)
    }

    pub fn is_nearest(self) -> Signal<bool> {
        Signal::derive(move || self.zoom.get() + 1 == NEARNESS.len())
    }

    pub fn view(self, url: Memo<Option<String>>, picture: Memo<Option<Attachment>>) -> AnyView {
        let name = move || picture.get().map(|it| it.name).unwrap_or_default();
        let nearness = move || format!("{}%", NEARNESS[self.zoom.get()]);
        let turned = move || format!("{}deg", self.turns.get() * 90);
        let lies = Signal::derive(move || self.turns.get() % 2 == 1);
        let toggle = move |_| {
            if self.is_near() {
                self.reset();
            } else {
                self.zoom(2);
            }
        };
        view! {
            <div class="lightbox__stage scroll" tabindex="0" autofocus="" node_ref=self.place on:dblclick=toggle>
                <div class="lightbox__board" style=("--nearness", nearness)>
                    <img
                        class="lightbox__picture"
                        class=("lightbox__picture--lying", lies)
                        style=("--turned", turned)
                        src=move || url.get()
                        alt=name
                        draggable="false"
                    />
                </div>
            </div>
        }
    }
}
