//! What stands between a text and its reader: a channel that takes nothing, what came in meanwhile, a gap that nobody has
//! filled. It is seldom there, so the file `about` draws it.

use leptos::prelude::*;
use recado_protocol::person::CUSTOMER_BLOCKED;
use recado_protocol::{Feature, Verb, deed};

use super::Desk;
use super::openness::{Block, Openness};
use super::reconnect::reconnect_link;
use super::templates::Templates;
use super::unfilled::unfilled_notice;
use super::window::Window;
use super::writing::Writing;
use crate::later::{self, Form};
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{RwSignal, live, shown_while};
use crate::session::Intent;
use crate::ui::{Button, Notice, NoticeTone};

/// Those of one composer.
#[derive(Clone, Copy)]
pub struct Obstacles {
    pub desk: Desk,
    pub is_reconnecting: RwSignal<bool>,
    pub templates: Templates,
}

impl Obstacles {
    /// Above the text, as long as there are any.
    pub fn view(self) -> AnyView {
        shown_while(
            move || self.are_any(),
            move || later::form(Form::Obstacles(self)),
        )
    }

    /// Reactive.
    fn are_any(self) -> bool {
        let writing = self.desk.writing;
        let is_held_up = !writing.is_note() && writing.channel.is_troubled();
        is_held_up || writing.interlock.is_asking() || !writing.unfilled.with(Vec::is_empty)
    }
}

/// All of them.
pub fn obstacles_view(obstacles: Obstacles) -> AnyView {
    let desk = obstacles.desk;
    view! {
        {channel_notice(obstacles)}
        {desk.writing.interlock.view()}
        {unfilled_notice(desk)}
    }
}

/// Why the channel takes nothing now, or keeps it waiting. A note does not care.
fn channel_notice(obstacles: Obstacles) -> AnyView {
    let Obstacles {
        desk: Desk { writing, .. },
        is_reconnecting,
        templates,
    } = obstacles;
    let channel = writing.channel;
    let notes_work = move || {
        let is_closed = channel.openness.get() == Openness::Closed;
        (is_closed && writing.can_note.get()).then(|| t(Key::ComposerNotesStillWork))
    };
    let remedy = move || {
        if channel.is_over() {
            None
        } else if channel.is_blocked(Block::ByUs) {
            unblock(writing)
        } else if channel.expired.with(Option::is_some) {
            reconnect_link(writing.session(), is_reconnecting)
        } else if channel.window.get() == Window::Closed && templates.are_offered() {
            Some(view! {
                <Button label=Key::ComposerSendTemplate on_press=move || templates.show() />
            })
        } else {
            None
        }
    };
    live(move || {
        let reason = channel.why_not_open().filter(|_| !writing.is_note())?;
        Some(view! {
            <Notice tone=NoticeTone::Warning>
                {reason} " " {notes_work()} " " {remedy()}
            </Notice>
        })
    })
}

/// The way back from a block, for those who have it.
fn unblock(writing: Writing) -> Option<AnyView> {
    let session = writing.session();
    let unblock = move || {
        session.dispatch(Intent::Write {
            conversation: writing.conversation(),
            verb: Verb::Put,
            resource: CUSTOMER_BLOCKED.to_owned(),
            body: Some(deed::switch(false)),
        });
    };
    session.can(&Feature::BLOCK).then(|| {
        view! { <Button label=Key::ComposerUnblock on_press=unblock /> }
    })
}
