//! What stands below a message that is not on its way yet: it can be called back, or waits for its
//! channel.

use std::time::Duration;

use leptos::prelude::*;
use recado_protocol::{ChannelState, CommandId, Delivery, Message, MessageId};
use recado_store::PENDING_POSITION;

use crate::browser::clock;
use crate::inbox::chat::call_back::{call_back, held_until};
use crate::inbox::chat::calls::use_chat_calls;
use crate::inbox::chat::open_conversation::OpenConversation;
use crate::locale::{Key, full_date_time, t, t_count, t_with};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, StoredValue, live, memo};
use crate::session::Topic;
use crate::ui::{Button, Icon, use_toaster};

/// How often the seconds that are left are looked at.
const TICK: Duration = Duration::from_millis(250);

/// The countdown and Undo; nothing for what is on its way.
pub fn held_view(id: &MessageId, open: OpenConversation) -> AnyView {
    let command = StoredValue::new(CommandId::new(id.as_str()));
    let until = memo(move || {
        let command = command.get_value();
        open.session.watch(Topic::Outbox, |store| {
            held_until(store, &command, clock::now())
        })
    });
    let toaster = use_toaster();
    let calls = use_chat_calls();
    let shown = move |until: recado_protocol::Timestamp| {
        let now = RwSignal::new(clock::now());
        if let Ok(ticking) = set_interval_with_handle(move || now.set(clock::now()), TICK) {
            on_cleanup(move || ticking.clear());
        }
        let left = memo(move || until.millis_since(now.get()));
        let is_left = memo(move || left.get() > 0);
        let seconds = memo(move || u64::try_from(left.get()).unwrap_or(0).div_ceil(1_000));
        let undo = move || call_back(open.session, &command.get_value(), calls, toaster);
        live(move || {
            is_left.get().then(|| {
                view! {
                    <div class="held">
                        <p class="held__when tabular">
                            {move || t_count(Key::HeldSeconds, seconds.get())}
                        </p>
                        <Button label=Key::ActionUndo icon=Icon::Undo on_press=undo />
                    </div>
                }
            })
        })
    };
    live(move || until.get().map(shown))
}

/// Why a message that the backend has is not sent yet; nothing when it soon will be.
pub fn waiting_view(message: Memo<Option<Message>>, open: OpenConversation) -> AnyView {
    let is_waiting = memo(move || {
        message.with(|message| {
            message.as_ref().is_some_and(|message| {
                message.position != PENDING_POSITION && message.delivery == Some(Delivery::Queued)
            })
        })
    });
    let why = move || {
        let state = open.channel.with(|channel| Some(channel.as_ref()?.state))?;
        match state {
            ChannelState::Limited { until } => {
                let time = full_date_time(until);
                Some(t_with(Key::WaitingLimited, &[("time", &time)]))
            }
            ChannelState::Disabled | ChannelState::TokenExpired => Some(t(Key::WaitingClosed)),
            ChannelState::Active | ChannelState::Unknown => None,
        }
    };
    live(move || {
        let why = is_waiting.get().then(why).flatten();
        why.map(|why| view! { <p class="waiting-reason">{why}</p> })
    })
}
