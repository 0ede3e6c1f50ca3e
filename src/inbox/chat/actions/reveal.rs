//! The window that shows what a message really says where numbers are hidden in it. It is asked for each time, stands
//! nowhere else, and closes by itself.

use std::time::Duration;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::masking::{Revealed, reveal};
use recado_protocol::{Fields, Message};

use crate::inbox::chat::open_conversation::OpenConversation;
use crate::locale::{Key, failure_sentence, t, text};
use crate::markup::view;
use crate::reactive::{RwSignal, live};
use crate::ui::{Notice, NoticeTone};

/// How long it is shown, in seconds.
const SHOWN_FOR: u64 = 30;

pub fn content(message: &Message, open: OpenConversation, close: UnsyncCallback<()>) -> AnyView {
    let answer = RwSignal::new(None::<Result<Revealed, String>>);
    let resource = format!("conversations/{}/{}", open.id(), reveal(&message.id));
    spawn_local(async move {
        let given = open.session.call(&resource, &Fields::of(&())).await;
        let given = match given {
            Ok(fields) => fields.read().ok_or_else(|| t(Key::DetailsNotLoaded)),
            Err(failure) => Err(failure_sentence(&failure, Key::MergeUnreachable)),
        };
        // The window may have been closed meanwhile: then it is shown nowhere.
        answer.try_update(|answer| *answer = Some(given));
    });
    let in_time = set_timeout_with_handle(move || close.run(()), Duration::from_secs(SHOWN_FOR));
    on_cleanup(move || {
        if let Ok(handle) = in_time {
            handle.clear();
        }
    });
    let shown = move || match answer.get() {
        None => view! { <p role="status">{t(Key::MainLoading)}</p> },
        Some(Ok(revealed)) => said(revealed),
        Some(Err(why)) => view! { <Notice tone=NoticeTone::Danger>{why}</Notice> },
    };
    view! {
        <div class="message-window__form">
            {live(shown)}
        </div>
    }
}

/// The text, and what is hidden elsewhere than in the text.
fn said(revealed: Revealed) -> AnyView {
    let Revealed { message, hidden } = revealed;
    let words = message.content.text().unwrap_or_default().to_owned();
    let elsewhere = hidden.into_iter().filter(|number| !words.contains(number));
    let elsewhere: Vec<AnyView> = elsewhere
        .map(|number| view! { <li class="reveal__number" dir="ltr">{number}</li> })
        .collect();
    let elsewhere = (!elsewhere.is_empty()).then(|| {
        let label = text(Key::MaskingTitle);
        view! { <ul class="details__versions" aria-label=label>{elsewhere}</ul> }
    });
    view! {
        <p class="details__said" dir="auto">{words}</p>
        {elsewhere}
        <p class="details__until" role="status">{t(Key::RevealNoted)}</p>
    }
}
