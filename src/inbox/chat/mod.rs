//! One conversation: who it is with, how it stands, what was said, and the composer to answer in.

mod actions;
mod call_back;
mod calls;
mod find;
mod header;
mod lightbox;
mod log;
mod message;
mod open_conversation;
mod pinned;
mod scheduled;
mod status_bar;
mod viewers;

use crate::markup::view;
use leptos::{callback::UnsyncCallback, prelude::*};
use recado_protocol::{Conversation, ConversationId, MessageId};

use crate::inbox::composer::Composer;
use crate::later::{self, ListPart};
use crate::locale::Key;
use crate::reactive::{live, memo, shown_while};
use crate::session::{Intent, Lookup, use_session};
use crate::ui::{Button, ButtonKind, EmptyState, Icon, IconButton};
pub use actions::{ActionTools, MessageActions};
pub use call_back::{call_back, last_held};
pub use calls::{ChatCalls, use_chat_calls};
use find::find_bar;
pub use find::{Find, FindBar};
use header::ChatHeader;
pub use lightbox::Lightbox;
use log::MessageLog;
pub use message::media::player;
pub use message::quoted;
pub use message::structured_preview;
pub use message::{Outcome, failure_view};
pub use open_conversation::OpenConversation;
use pinned::pinned;
pub use scheduled::ScheduledLines;
use scheduled::scheduled;
use status_bar::StatusBar;
use viewers::say_that_i_look;

/// The chat of one conversation; another conversation is another chat.
#[component]
pub fn Chat(
    conversation: ConversationId,
    /// The message that a link leads to.
    message: Option<MessageId>,
    #[prop(into)] on_back: UnsyncCallback<()>,
    #[prop(into)] on_show_customer: UnsyncCallback<()>,
) -> impl IntoView {
    let session = use_session();
    let open = OpenConversation::follow(session, conversation);
    ChatCalls::provide(open);
    let find = Find::of(open);
    say_that_i_look(open);
    let lookup = memo(move || session.lookup(&open.id()));
    let content = live(move || match lookup.get() {
        Lookup::Known => view! {
            <ChatHeader open find on_back on_show_customer />
            {shown_while(
                move || !open.read(Conversation::is_over),
                move || view! { <StatusBar open /> },
            )}
            {archived(open)}
            {pinned(open)}
            {find_bar(find)}
            <MessageLog open link=message.clone() />
            {scheduled(open)}
            <Composer conversation=open.id() />
        },
        Lookup::Loading => without_record(on_back, loading()),
        Lookup::NotFound => without_record(on_back, not_found(on_back)),
        Lookup::Failed => without_record(on_back, failed(open)),
    });
    view! {
        <section
            class="chat"
            aria-label=Key::ChatRegion
            on:keydown=move |event| find.key(&event)
        >
            {content}
        </section>
    }
}

/// That it is archived, and the way back.
fn archived(open: OpenConversation) -> AnyView {
    shown_while(
        move || open.read(|record| record.archived),
        move || later::list(ListPart::Archived(open.id())),
    )
}

/// The frame of the chat while there is nobody's name to put on it.
fn without_record(on_back: UnsyncCallback<()>, content: AnyView) -> AnyView {
    view! {
        <header class="chat-header chat-header--bare">
            <span class="chat-header__back">
                <IconButton icon=Icon::ChevronLeft label=Key::ChatBackToList on_press=on_back />
            </span>
        </header>
        {content}
    }
}

fn loading() -> AnyView {
    view! {
        <div class="chat__loading">
            <p class="visually-hidden" role="status">{Key::MainLoading}</p>
            {log::skeleton()}
        </div>
    }
}

fn not_found(on_back: UnsyncCallback<()>) -> AnyView {
    view! {
        <EmptyState icon=Icon::Chat title=Key::ChatNotFoundTitle hint=Key::ChatNotFoundHint>
            <Button label=Key::ChatBackToList on_press=on_back />
        </EmptyState>
    }
}

fn failed(open: OpenConversation) -> AnyView {
    let retry = move || open.session.dispatch(Intent::Open(open.id()));
    view! {
        <EmptyState icon=Icon::WifiOff title=Key::ChatNotLoadedTitle hint=Key::ChatNotLoadedHint>
            <Button
                label=Key::ActionRetry
                icon=Icon::Retry
                kind=ButtonKind::Primary
                on_press=retry
            />
        </EmptyState>
    }
}
