//! What became of a message that was sent on, for each who was to get it.

use leptos::prelude::*;
use recado_protocol::{CommandId, MessageId};
use recado_store::EntryState;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::candidates::Candidate;
use super::who;
use crate::locale::{Key, refusal_sentence, t, t_with};
use crate::markup::view;
use crate::reactive::{live, memo};
use crate::session::{Session, Topic};
use crate::ui::{Icon, small_icon};

/// Somebody to whom it went, and the message that took it there.
#[derive(Clone, PartialEq, Debug)]
pub struct Recipient {
    pub candidate: Candidate,
    pub message: MessageId,
}

/// How far it is.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Progress {
    Waiting,
    Sent,
    Refused(String),
}

pub fn results(sent: Vec<Recipient>, session: Session) -> AnyView {
    let lines: Vec<AnyView> = sent.into_iter().map(|it| line(it, session)).collect();
    // The button that was pressed is gone: the focus goes to what became of it.
    let focus = |list: Element| {
        request_animation_frame(move || {
            if let Ok(list) = list.dyn_into::<HtmlElement>() {
                // What can't take the focus leaves it where it was.
                let _ = list.focus();
            }
        });
    };
    view! {
        <ul
            class="forward__list scroll"
            tabindex="-1"
            aria-label=t(Key::ForwardPeople)
            use:focus
        >
            {lines}
        </ul>
    }
}

fn line(recipient: Recipient, session: Session) -> AnyView {
    let who = who(&recipient.candidate);
    let progress = memo(move || progress(&recipient.message, session));
    let state = move || match progress.get() {
        Progress::Waiting => (Icon::Clock, "forward__state", t(Key::DeliveryQueued)),
        Progress::Sent => (Icon::Tick, "forward__state", t(Key::DeliverySent)),
        Progress::Refused(reason) => (
            Icon::Warning,
            "forward__state forward__state--refused",
            t_with(Key::DeliveryFailed, &[("reason", &reason)]),
        ),
    };
    let state = live(move || {
        let (icon, class, words) = state();
        view! { <span class=class>{small_icon(icon)} <span>{words}</span></span> }
    });
    view! { <li class="forward__one">{who} {state}</li> }
}

/// Reactive.
fn progress(message: &MessageId, session: Session) -> Progress {
    let id = CommandId::new(message.as_str());
    session.watch(Topic::Outbox, |store| {
        let outbox = store.outbox();
        match outbox.get(&id).map(|entry| &entry.state) {
            Some(EntryState::Failed { problem }) => Progress::Refused(refusal_sentence(problem)),
            None if outbox.is_settled(&id) => Progress::Sent,
            _ => Progress::Waiting,
        }
    })
}
