//! The line of a row that says what happened last, or what is happening now.

use crate::markup::view;
use crate::reactive::{Memo, RwSignal, live, memo};
use leptos::prelude::*;
use recado_protocol::{AgentId, Author, ConversationId, Delivery};

use super::row_facts::{Last, draft};
use crate::locale::{Key, preview_sender, preview_words, t, t_with};
use crate::session::{Topic, use_session};
use crate::ui::{Icon, small_icon};

const PREVIEW: &str = "conversation-row__preview";
const PREVIEW_TYPING: &str = "conversation-row__preview conversation-row__preview--typing";
const PREVIEW_DRAFT: &str = "conversation-row__preview conversation-row__preview--draft";
const DELIVERY: &str = "conversation-row__delivery";
const DELIVERY_REACHED: &str = "conversation-row__delivery conversation-row__delivery--reached";
const DELIVERY_FAILED: &str = "conversation-row__delivery conversation-row__delivery--failed";

/// `is_open` says whether the conversation is the one in the chat.
#[component]
pub fn Preview(
    id: RwSignal<ConversationId>,
    is_open: Memo<bool>,
    last: Memo<Last>,
) -> impl IntoView {
    let session = use_session();
    let line = memo(move || {
        let id = id.get();
        let typist = session.watch(Topic::Typing(id.clone()), |store| {
            store.typing(&id).first().map(|typist| typist.who.clone())
        });
        match typist {
            Some(Author::Agent { name, .. } | Author::Bot { name }) => {
                Line::Typing { by: Some(name) }
            }
            Some(_) => Line::Typing { by: None },
            // The draft of the open conversation stands in the composer already.
            None if is_open.get() => Line::Last,
            None => draft(session, &id).map_or(Line::Last, Line::Draft),
        }
    });
    let me = session.peek(|store| store.me().id.clone());
    live(move || {
        let line = line.get();
        let class = match line {
            Line::Typing { .. } => PREVIEW_TYPING,
            Line::Draft(_) => PREVIEW_DRAFT,
            Line::Last => PREVIEW,
        };
        let shows_last = line == Line::Last;
        let me = me.clone();
        let whose = line.clone();
        let sender = move || last.with(|last| sender(&whose, last, &me));
        let text = move || last.with(|last| words(&line, last));
        // Who says it stands where the page begins its lines, whichever way the letters of the rest run.
        view! {
            <span class=class>
                {move || last.with(|last| delivery(last, shows_last))}
                {sender}
                <span class="truncate" dir="auto">
                    {text}
                </span>
            </span>
        }
    })
}

/// Which of them the line says.
#[derive(Clone, PartialEq, Debug)]
enum Line {
    /// The customer writes, or the colleague of this name.
    Typing {
        by: Option<String>,
    },
    Draft(String),
    /// The last message.
    Last,
}

/// What stands before the words.
fn sender(line: &Line, last: &Last, me: &AgentId) -> String {
    match line {
        Line::Typing { by: None } => String::new(),
        Line::Typing { by: Some(name) } => {
            t_with(Key::RowColleague, &[("name", name), ("text", "")])
        }
        Line::Draft(_) => t_with(Key::RowDraft, &[("text", "")]),
        Line::Last => last
            .preview
            .as_ref()
            .map_or_else(String::new, |last| preview_sender(last, me)),
    }
}

fn words(line: &Line, last: &Last) -> String {
    match line {
        Line::Typing { .. } => t(Key::RowTyping),
        Line::Draft(text) => text.clone(),
        Line::Last => last
            .preview
            .as_ref()
            .map_or_else(|| t(Key::RowNoMessages), preview_words),
    }
}

/// How far our last message got; that something was refused is said whatever came later.
fn delivery(last: &Last, shows_last: bool) -> Option<AnyView> {
    let state = last
        .preview
        .as_ref()
        .filter(|_| shows_last)
        .and_then(|p| p.delivery.as_ref());
    let (icon, class, key) = match state {
        _ if last.is_not_sent => (Icon::Warning, DELIVERY_FAILED, Key::RowNotSent),
        Some(Delivery::Queued) => (Icon::Clock, DELIVERY, Key::DeliveryQueued),
        Some(Delivery::Sent) => (Icon::Tick, DELIVERY, Key::DeliverySent),
        Some(Delivery::Delivered) => (Icon::Tick, DELIVERY_REACHED, Key::DeliveryDelivered),
        Some(Delivery::Read) => (Icon::Ticks, DELIVERY_REACHED, Key::DeliveryRead),
        Some(Delivery::Failed { .. }) => {
            (Icon::Warning, DELIVERY_FAILED, Key::DeliveryFailedPlainly)
        }
        Some(Delivery::Unknown) | None => return None,
    };
    let mark = view! {
        <span class=class title=key>
            {small_icon(icon)}
            <span class="visually-hidden">{key}</span>
        </span>
    };
    Some(mark)
}
