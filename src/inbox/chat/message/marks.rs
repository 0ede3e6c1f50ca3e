//! What became of a message besides its delivery: what it answers, where it came from, who reacted,
//! that it was changed, and what it says in another language.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use recado_formatting::{parse, text_of};
use recado_protocol::message::more::{Forwarded, Quote, Reaction};
use recado_protocol::message::write::is_same;
use recado_protocol::{Author, MessageId, MessageWrite, More};

use super::MessageSetting;
use crate::inbox::chat::OpenConversation;
use crate::inbox::chat::actions::{dispatch_write, focus_log};
use crate::inbox::place::InboxPlace;
use crate::locale::{Key, kind_name, number, t, t_with, text};
use crate::markup::view;
use crate::reactive::{Memo, live};
use crate::shell::use_address;

/// What stands above the text: that it was forwarded or sent once more, and what it answers.
pub fn above(more: Memo<More>, setting: MessageSetting) -> AnyView {
    live(move || {
        more.with(|more| {
            let origin = more.forwarded.as_ref().map(origin);
            let again = more.resent.clone().map(|first| again(first, setting));
            let quote = more.reply_to.clone().zip(more.quote.as_ref());
            let quote = quote.map(|(id, quote)| quote_button(id, quote, setting));
            let parts: Vec<AnyView> = [origin, again, quote].into_iter().flatten().collect();
            parts
        })
    })
}

/// From where it was forwarded, as the way there.
fn origin(from: &Forwarded) -> AnyView {
    let place = InboxPlace {
        conversation: Some(from.conversation.clone()),
        message: Some(from.message.clone()),
        ..InboxPlace::default()
    };
    let words = if from.author.is_empty() {
        t(Key::MessageForwarded)
    } else {
        t_with(Key::MessageForwardedFrom, &[("name", &from.author)])
    };
    view! { <a class="bubble__origin bidi" href=use_address().href(&place)>{words}</a> }
}

fn again(first: MessageId, setting: MessageSetting) -> AnyView {
    view! {
        <button
            type="button"
            class="bubble__origin"
            on:click=move |event: MouseEvent| show(&event, &first, setting)
        >
            {t(Key::MessageResent)}
        </button>
    }
}

fn show(event: &MouseEvent, message: &MessageId, setting: MessageSetting) {
    focus_log(event);
    setting
        .actions
        .calls
        .show_message
        .set(Some(message.clone()));
}

/// The beginning of the message that is answered; a press shows it.
fn quote_button(id: MessageId, quote: &Quote, setting: MessageSetting) -> AnyView {
    view! {
        <button
            type="button"
            class="quote"
            on:click=move |event: MouseEvent| show(&event, &id, setting)
        >
            {quoted(quote, setting.open)}
        </button>
    }
}

/// Who said it, and what.
pub fn quoted(quote: &Quote, open: OpenConversation) -> AnyView {
    let said = said(quote);
    let author = quote.author.clone();
    view! {
        <span class="quote__sender truncate" dir="auto">
            {live(move || open.name_of(&author))}
        </span>
        <span class="quote__text truncate" dir="auto">{said}</span>
    }
}

/// What a quoted message says; of one without a text, what it is.
pub fn said(quote: &Quote) -> String {
    if quote.text.is_empty() {
        kind_name(&quote.kind)
    } else {
        text_of(&parse(&quote.text, &[]))
    }
}

/// That it was changed, beside the time.
pub fn edited(more: Memo<More>) -> AnyView {
    live(move || {
        let is_edited = more.with(|more| more.edited_at.is_some());
        is_edited.then(|| view! { <span class="bubble__edited">{text(Key::MessageEdited)}</span> })
    })
}

/// What it says in another language, beneath its text, once somebody asked.
pub fn translation(id: &MessageId, setting: MessageSetting) -> AnyView {
    let id = id.clone();
    live(move || {
        let said = setting
            .actions
            .translations
            .with(|all| all.get(&id).cloned());
        said.map(|said| {
            view! {
                <p class="translation" role="note" dir="auto">
                    <span class="translation__label">{text(Key::MessageTranslation)}</span>
                    {said}
                </p>
            }
        })
    })
}

/// The reactions below the bubble, each with how many there are; a press joins in or takes back.
pub fn reactions(id: MessageId, more: Memo<More>, setting: MessageSetting) -> AnyView {
    live(move || {
        let groups = more.with(|more| grouped(&more.reactions, setting.open));
        (!groups.is_empty()).then(|| {
            let can_react = setting.actions.can_react.get();
            let chips: Vec<AnyView> = groups
                .into_iter()
                .map(|group| chip(id.clone(), group, can_react, setting.open))
                .collect();
            view! { <div class="reactions">{chips}</div> }
        })
    })
}

/// All reactions with one emoji.
struct Group {
    emoji: String,
    count: usize,
    names: String,
    is_mine: bool,
}

fn grouped(reactions: &[Reaction], open: OpenConversation) -> Vec<Group> {
    let me = Author::Agent {
        id: open.me(),
        name: String::new(),
    };
    let mut groups: Vec<Group> = Vec::new();
    for reaction in reactions {
        let name = open.name_of(&reaction.by);
        let is_mine = is_same(&reaction.by, &me);
        match groups.iter_mut().find(|it| it.emoji == reaction.emoji) {
            Some(group) => {
                group.count += 1;
                group.names.push_str(", ");
                group.names.push_str(&name);
                group.is_mine |= is_mine;
            }
            None => groups.push(Group {
                emoji: reaction.emoji.clone(),
                count: 1,
                names: name,
                is_mine,
            }),
        }
    }
    groups
}

fn chip(id: MessageId, group: Group, can_react: bool, open: OpenConversation) -> AnyView {
    let names = [("emoji", group.emoji.as_str()), ("names", &group.names)];
    let label = t_with(Key::MessageReaction, &names);
    let emoji = group.emoji.clone();
    let write = if group.is_mine {
        MessageWrite::TakeReactionBack(emoji)
    } else {
        MessageWrite::React(emoji)
    };
    let count = (group.count > 1).then(|| view! { <span>{number(group.count as u64)}</span> });
    view! {
        <button
            type="button"
            class="reaction"
            aria-pressed=group.is_mine.to_string()
            aria-label=label.clone()
            title=label
            disabled=!can_react
            on:click=move |_| dispatch_write(open, &id, &write)
        >
            {group.emoji}
            {count}
        </button>
    }
}
