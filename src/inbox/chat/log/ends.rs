//! What stands above and below all messages, and where some are missing.

use crate::markup::view;
use leptos::prelude::*;
use recado_protocol::Author;
use recado_store::Typist;

use super::history::HistoryLoader;
use crate::inbox::chat::open_conversation::OpenConversation;
use crate::locale::{Key, t, t_with};
use crate::reactive::{live, memo};
use crate::session::{History, Topic};
use crate::ui::{Button, ButtonKind, Icon};

/// Above all messages: the beginning of the conversation, or older ones that are to come.
pub fn head(loader: HistoryLoader) -> AnyView {
    let has_begun = memo(move || {
        let run = loader.scroller.run.get();
        run.map_or(loader.history() == History::Idle, |run| !run.has_older())
    });
    view! {
        <div class="log-end">
            {move || {
                if has_begun.get() {
                    view! { <p class="log-end__text">{Key::ChatBeginning}</p> }
                } else {
                    missing(loader, Key::ChatLoadOlder, move || loader.load_older())
                }
            }}
        </div>
    }
}

/// Below the messages that are shown, where newer ones are missing.
pub fn gap(loader: HistoryLoader) -> AnyView {
    let content = missing(loader, Key::ChatLoadNewer, move || loader.load_newer());
    view! { <div class="log-end">{content}</div> }
}

/// Below all messages: who is writing.
pub fn foot(open: OpenConversation) -> AnyView {
    let sentence = memo(move || {
        let id = open.id();
        let typists = open.session.watch(Topic::Typing(id.clone()), |store| {
            store.typing(&id).to_vec()
        });
        typing_sentence(&typists, open)
    });
    view! { <div class="log-foot">{move || sentence.get().map(typing_line)}</div> }
}

fn typing_line(sentence: String) -> AnyView {
    view! {
        <p class="typing-line">
            <span class="typing-line__dots" aria-hidden="true">
                <span></span>
                <span></span>
                <span></span>
            </span>
            <span class="truncate" dir="auto">{sentence}</span>
        </p>
    }
}

/// That messages are on their way, or how to get them.
fn missing(loader: HistoryLoader, label: Key, load: impl Fn() + Copy + Send + 'static) -> AnyView {
    live(move || match loader.history() {
        History::Loading => view! {
            <p class="log-end__text log-end__text--loading">{Key::MainLoading}</p>
        },
        History::Failed => view! {
            <p class="log-end__text log-end__text--failed">{move || t(why_failed(loader))}</p>
            <Button label=Key::ActionRetry icon=Icon::Retry on_press=load />
        },
        History::Idle => {
            view! { <Button label=label kind=ButtonKind::Quiet on_press=load /> }
        }
    })
}

/// Without a link nothing has gone wrong: they come with it.
fn why_failed(loader: HistoryLoader) -> Key {
    match loader.is_cut_off() {
        true => Key::MainNoNetwork,
        false => Key::ChatLoadFailed,
    }
}

fn typing_sentence(typists: &[Typist], open: OpenConversation) -> Option<String> {
    let name = |typist: &Typist| match &typist.who {
        Author::Contact { .. } => first_name(&open.customer.get()),
        who => first_name(&open.name_of(who)),
    };
    Some(match typists {
        [] => return None,
        [one] => {
            let key = if one.note {
                Key::ChatTypingNote
            } else {
                Key::ChatTypingOne
            };
            t_with(key, &[("name", &name(one))])
        }
        [first, second] => t_with(
            Key::ChatTypingTwo,
            &[("first", &name(first)), ("second", &name(second))],
        ),
        _ => t(Key::ChatTypingMany),
    })
}

fn first_name(name: &str) -> String {
    name.split_whitespace().next().unwrap_or(name).to_owned()
}
