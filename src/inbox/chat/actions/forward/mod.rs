//! The window in which a message is sent on: to whom, with which comment, and what became of it.

mod candidates;
mod results;

use leptos::prelude::*;
use recado_protocol::message::more::Forwarded;
use recado_protocol::{
    Author, Content, ConversationId, Fields, Message, MessageId, More, OutgoingContent,
};

use super::offer::content_of;
use crate::browser::clock;
use crate::inbox::chat::open_conversation::OpenConversation;
use crate::locale::{Key, ago, t, t_count, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, live};
use crate::session::Intent;
use crate::ui::{
    Avatar, AvatarSize, Button, ButtonKind, GrowingTextarea, KeyedRow, channel_badge, keyed_rows,
    unique_id,
};
use candidates::{Candidate, Candidates};
use results::{Recipient, results};

/// One message that is sent on.
#[derive(Clone, Copy)]
struct Forward {
    open: OpenConversation,
    message: StoredValue<Message>,
    candidates: Candidates,
    comment: RwSignal<String>,
    /// To whom it went; none before that.
    sent: RwSignal<Option<Vec<Recipient>>>,
}

pub fn content(message: Message, open: OpenConversation) -> AnyView {
    let forward = Forward {
        open,
        message: StoredValue::new(message),
        candidates: Candidates::besides(open),
        comment: RwSignal::new(String::new()),
        sent: RwSignal::new(None),
    };
    live(move || match forward.sent.get() {
        Some(sent) => results(sent, open.session),
        None => forward.form(),
    })
}

impl Forward {
    fn form(self) -> AnyView {
        let candidates = self.candidates;
        let search = unique_id("forward-search");
        let count = move || candidates.chosen.with(Vec::len) as u64;
        let none = move || {
            let is_empty = candidates.shown.with(Vec::is_empty);
            is_empty.then(|| view! { <p class="forward__none">{t(Key::ForwardNobody)}</p> })
        };
        let label = Signal::derive(move || match count() {
            0 => t(Key::MessageForward),
            n => t_count(Key::ForwardTo, n),
        });
        let (comment, place) = (self.comment, text(Key::ForwardComment));
        view! {
            <form
                class="message-window__form forward"
                on:submit=move |event| {
                    event.prevent_default();
                    self.send();
                }
            >
                <div class="field">
                    <label class="field__label" for=search.clone()>
                        {text(Key::ForwardSearch)}
                    </label>
                    <input
                        class="field__input"
                        id=search
                        type="search"
                        autofocus=""
                        autocomplete="off"
                        prop:value=candidates.query
                        on:input=move |event| candidates.look_for(event_target_value(&event))
                    />
                </div>
                <div class="forward__list scroll" role="group" aria-label=Key::ForwardPeople>
                    {keyed_rows(move || candidates.shown.with(|all| rows(all, candidates)))}
                    {none}
                </div>
                <div class="message-window__text">
                    <GrowingTextarea
                        label=place
                        placeholder=place
                        value=comment
                        on_input=move |text: String| comment.set(text)
                    />
                </div>
                <div class="message-window__buttons">
                    <Button
                        label=label
                        kind=ButtonKind::Primary
                        disabled=Signal::derive(move || count() == 0)
                        submit=true
                    />
                </div>
            </form>
        }
    }

    /// Sends it to everybody who was chosen, after the comment.
    fn send(self) {
        let message = self.message.get_value();
        let chosen = self.candidates.chosen.get_untracked();
        let Some(content) = content_of(&message).filter(|_| !chosen.is_empty()) else {
            return;
        };
        let comment = self.comment.with_untracked(|text| text.trim().to_owned());
        let comment = (!comment.is_empty()).then_some(match message.content {
            Content::Note { .. } => OutgoingContent::Note { text: comment },
            _ => OutgoingContent::Text { text: comment },
        });
        let more = More {
            forwarded: Some(Forwarded {
                conversation: self.open.id(),
                message: message.id.clone(),
                author: untrack(|| author_of(&message, self.open)),
            }),
            ..More::default()
        };
        let more = Fields::of(&more);
        let mut sent = Vec::new();
        for candidate in chosen {
            if let Some(comment) = &comment {
                self.dispatch(&candidate.id, comment.clone(), None);
            }
            let message = self.dispatch(&candidate.id, content.clone(), Some(more.clone()));
            sent.push(Recipient { candidate, message });
        }
        self.sent.set(Some(sent));
    }

    fn dispatch(
        self,
        conversation: &ConversationId,
        content: OutgoingContent,
        more: Option<Fields>,
    ) -> MessageId {
        let session = self.open.session;
        let message = MessageId::make(clock::now(), session.random());
        session.dispatch(Intent::SendAs {
            message: message.clone(),
            conversation: conversation.clone(),
            content,
            more,
        });
        message
    }
}

/// Who wrote it, as others know them.
fn author_of(message: &Message, open: OpenConversation) -> String {
    match &message.author {
        Author::Agent { name, .. } | Author::Bot { name } => name.clone(),
        other => open.name_of(other),
    }
}

fn rows(all: &[Candidate], candidates: Candidates) -> Vec<KeyedRow> {
    let row = |candidate: &Candidate| {
        let candidate = candidate.clone();
        KeyedRow::new(candidate.id.to_string(), move |_| {
            candidate_view(candidate.clone(), candidates)
        })
    };
    all.iter().map(row).collect()
}

fn candidate_view(candidate: Candidate, candidates: Candidates) -> AnyView {
    let id = candidate.id.clone();
    let is_chosen = move || {
        candidates
            .chosen
            .with(|all| all.iter().any(|it| it.id == id))
    };
    let who = who(&candidate);
    view! {
        <label class="forward__one">
            <input
                type="checkbox"
                prop:checked=is_chosen
                on:change=move |_| candidates.toggle(&candidate)
            />
            {who}
        </label>
    }
}

/// A person and the channel.
fn who(candidate: &Candidate) -> AnyView {
    let (name, seed) = (candidate.name.clone(), candidate.contact.clone());
    let place = format!(
        "{} · {}",
        candidate.channel,
        ago(candidate.at, clock::now())
    );
    let badge = candidate.kind.as_ref().map(channel_badge);
    view! {
        <Avatar name=name.clone() seed=seed size=AvatarSize::Tiny />
        <span class="forward__who">
            <span class="truncate" dir="auto">{name}</span>
            <span class="forward__where truncate" dir="auto">{place}</span>
        </span>
        {badge}
    }
}
