//! One message of the log: a bubble of the customer's or of ours, a note, or a system line.

mod bubble;
mod contact_card;
mod delivery_mark;
mod failure;
pub mod fold;
mod foreseen;
mod held;
mod link_preview;
mod marks;
pub mod media;
mod message_text;
mod message_time;
mod place;
mod refused_edit;
mod rich;
mod system_line;

use leptos::{callback::UnsyncCallback, prelude::*};
use recado_protocol::{Content, FileId, Message, MessageId};
use rustc_hash::FxHashSet;

use super::actions::MessageActions;
use super::open_conversation::OpenConversation;
use crate::reactive::{Memo, RwSignal, live, memo};
use crate::session::Topic;
use bubble::{Bubble, bubble_view};
pub use failure::{Outcome, failure_view};
pub use marks::{quoted, said};
pub use refused_edit::refused_edit;
pub use rich::structured_preview;
use system_line::system_line_view;

/// What the messages of one log have in common.
#[derive(Clone, Copy)]
pub struct MessageSetting {
    pub open: OpenConversation,
    pub actions: MessageActions,
    /// Long messages of which the reader wants to see all; kept while they are out of the page.
    pub unfolded: RwSignal<FxHashSet<MessageId>>,
    /// The picture that is shown as large as there is room.
    pub lightbox: RwSignal<Option<FileId>>,
    /// Called before a message grows or shrinks because the reader wants it to: what they look at
    /// is to stay in its place.
    pub before_folding: UnsyncCallback<()>,
}

/// A message by its id, wherever it is: placed by the backend or still on its way.
pub fn message_view(id: MessageId, setting: MessageSetting) -> AnyView {
    let message = followed(id.clone(), setting.open);
    let shape = memo(move || {
        message.with(|message| {
            message
                .as_ref()
                .map(|message| Shape::of(message, setting.open))
        })
    });
    live(move || match shape.get() {
        Some(Shape::SystemLine) => system_line_view(message),
        Some(Shape::Bubble(bubble)) => bubble_view(id.clone(), bubble, message, setting),
        None => ().into_any(),
    })
}

/// What a message looks like as a whole. It hardly ever changes; what changes is followed in it.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Shape {
    SystemLine,
    Bubble(Bubble),
}

impl Shape {
    fn of(message: &Message, open: OpenConversation) -> Self {
        match message.content {
            Content::System { .. } => Self::SystemLine,
            _ => Self::Bubble(Bubble::of(message, &open.me())),
        }
    }
}

/// A message as it is known, with what is on its way.
pub fn followed(id: MessageId, open: OpenConversation) -> Memo<Option<Message>> {
    memo(move || {
        let conversation = open.id();
        open.session
            .watch(Topic::Timeline(conversation.clone()), |store| {
                let placed = store
                    .timeline(&conversation)
                    .and_then(|timeline| timeline.get(&id));
                let placed = placed.map(|message| foreseen::foreseen(store, message));
                placed.or_else(|| {
                    store
                        .pending_messages(&conversation)
                        .into_iter()
                        .find(|message| message.id == id)
                })
            })
    })
}
