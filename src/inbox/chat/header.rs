//! Who is writing, where, and who is responsible.

use crate::markup::view;
use crate::reactive::Signal;
use leptos::{callback::UnsyncCallback, prelude::*};
use recado_protocol::Author;

use super::open_conversation::OpenConversation;
use crate::inbox::assignment::AssignmentMenu;
use crate::locale::{Key, channel_kind_name, t};
use crate::session::Topic;
use crate::ui::{Avatar, Icon, IconButton};

/// The head of the chat.
#[component]
pub fn ChatHeader(
    open: OpenConversation,
    on_back: UnsyncCallback<()>,
    on_show_customer: UnsyncCallback<()>,
) -> impl IntoView {
    let seed = Signal::derive(move || open.read(|record| record.contact.to_string()));
    let kind = Signal::derive(move || Some(open.channel.get()?.kind));
    view! {
        <header class="chat-header">
            <span class="chat-header__back">
                <IconButton icon=Icon::ChevronLeft label=Key::ChatBackToList on_press=on_back />
            </span>
            <Avatar name=open.customer seed=seed channel=kind />
            <div class="chat-header__who">
                <h2 class="chat-header__name truncate">
                    <bdi>{open.customer}</bdi>
                </h2>
                <p class="chat-header__where">
                    <span class="truncate">{move || whereabouts(open)}</span>
                    {move || is_customer_typing(open).then(typing)}
                </p>
            </div>
            <div class="chat-header__actions">
                <AssignmentMenu conversation=open.id() />
                <span class="chat-header__customer">
                    <IconButton
                        icon=Icon::Contacts
                        label=Key::ChatShowCustomer
                        on_press=on_show_customer
                    />
                </span>
            </div>
        </header>
    }
}

/// The channel instance and the company; each may be written in another direction.
fn whereabouts(open: OpenConversation) -> Vec<AnyView> {
    let kind = open
        .channel
        .with(|channel| channel.as_ref().map(|it| channel_kind_name(&it.kind)));
    let channel = open
        .channel
        .with(|channel| channel.as_ref().map(|it| it.name.clone()));
    let parts = [channel.clone(), open.company.get()];
    let parts = parts
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(index, part)| view! { {(index > 0).then_some(" · ")} <bdi>{part}</bdi> });
    // The badge on the avatar says the kind to those who see it.
    let spoken = kind
        .filter(|kind| Some(kind) != channel.as_ref())
        .map(|kind| view! { <span class="visually-hidden">{kind} ", "</span> });
    spoken.into_iter().chain(parts).collect()
}

fn is_customer_typing(open: OpenConversation) -> bool {
    let id = open.id();
    open.session.watch(Topic::Typing(id.clone()), |store| {
        store
            .typing(&id)
            .iter()
            .any(|typist| matches!(typist.who, Author::Contact { .. }))
    })
}

fn typing() -> AnyView {
    view! {
        <span class="chat-header__typing">
            <span aria-hidden="true">"· "</span>
            {t(Key::RowTyping)}
        </span>
    }
}
