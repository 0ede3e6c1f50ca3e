//! Who is writing, where, and who is responsible.

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, live, shown_while};
use leptos::{callback::UnsyncCallback, prelude::*};
use recado_protocol::Author;

use super::find::{Find, find_button};
use super::open_conversation::OpenConversation;
use super::viewers::viewers;
use crate::inbox::assignment::AssignmentMenu;
use crate::later::{self, ListPart};
use crate::locale::{Key, channel_kind_name, t, t_with};
use crate::session::Topic;
use crate::ui::{Avatar, Icon, IconButton, icon};

/// The head of the chat.
#[component]
pub fn ChatHeader(
    open: OpenConversation,
    find: Find,
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
                    {live(move || who_types(open).map(typing))}
                </p>
            </div>
            <div class="chat-header__actions">
                {viewers(open)} {find_button(find)}
                <AssignmentMenu conversation=open.id() /> {menu(open)}
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

/// What else can be done to the conversation.
fn menu(open: OpenConversation) -> AnyView {
    let (button, is_open) = (NodeRef::new(), RwSignal::new(false));
    let menu = shown_while(
        move || is_open.get(),
        move || later::list(ListPart::ChatMenu(open.id(), button, is_open)),
    );
    view! {
        <button
            type="button"
            class="button button--quiet button--icon chat-header__more"
            aria-label=Key::ListRowActions
            title=Key::ListRowActions
            aria-haspopup="menu"
            aria-expanded=move || is_open.get().to_string()
            node_ref=button
            on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
        >
            {icon(Icon::More)}
        </button>
        {menu}
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
    let blocked = open.read(|record| record.blocked).then(blocked_mark);
    blocked.into_iter().chain(spoken).chain(parts).collect()
}

/// Stands before what else is said of the customer.
fn blocked_mark() -> AnyView {
    view! { <span class="chat-header__blocked">{t(Key::CustomerBlocked)}</span> " · " }
}

/// What is said of whoever is writing: the customer before colleagues.
fn who_types(open: OpenConversation) -> Option<String> {
    let id = open.id();
    open.session.watch(Topic::Typing(id.clone()), |store| {
        let typists = store.typing(&id);
        let is_customer = |author: &Author| matches!(author, Author::Contact { .. });
        if typists.iter().any(|typist| is_customer(&typist.who)) {
            return Some(t(Key::RowTyping));
        }
        let colleague = typists.first()?;
        let (Author::Agent { name, .. } | Author::Bot { name }) = &colleague.who else {
            return None;
        };
        let key = if colleague.note {
            Key::ChatColleagueNotes
        } else {
            Key::ChatColleagueTypes
        };
        Some(t_with(key, &[("name", name)]))
    })
}

fn typing(words: String) -> AnyView {
    view! {
        <span class="chat-header__typing truncate" dir="auto">
            <span aria-hidden="true">"· "</span>
            {words}
        </span>
    }
}
