//! What happened to the conversation, between its messages.

use crate::markup::view;
use crate::reactive::{Memo, Signal, memo};
use leptos::prelude::*;
use recado_protocol::{Content, Message, SystemEvent};

use super::message_time::MessageTime;
use crate::locale::system_line;
use crate::ui::{Icon, small_icon};

/// The line of a message that holds an event.
pub fn system_line_view(message: Memo<Option<Message>>) -> AnyView {
    let event = memo(move || {
        message.with(
            |message| match message.as_ref().map(|message| &message.content) {
                Some(Content::System { event }) => Some(event.clone()),
                _ => None,
            },
        )
    });
    let sentence = Signal::derive(move || event.with(|event| event.as_ref().map(system_line)));
    view! {
        <p class="system-line">
            {move || event.with(|event| event.as_ref().map(|event| small_icon(icon_of(event))))}
            <span class="system-line__text" dir="auto">
                {sentence}
            </span>
            <span aria-hidden="true">"·"</span>
            {MessageTime::of(message).view()}
        </p>
    }
}

fn icon_of(event: &SystemEvent) -> Icon {
    match event {
        SystemEvent::Resolved { .. } => Icon::Check,
        SystemEvent::Reopened { .. } => Icon::Retry,
        SystemEvent::Snoozed { .. } => Icon::Clock,
        SystemEvent::Joined { .. } => Icon::UserPlus,
        SystemEvent::NotificationsBlocked { .. } | SystemEvent::CustomerBlocked { .. } => {
            Icon::Warning
        }
        _ => Icon::ArrowRight,
    }
}
