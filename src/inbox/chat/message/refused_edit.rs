//! A new text of a message that the backend did not take, or that was begun and left: what it is, why it waits, and what
//! can be done with it. The file `tools` draws it.

use leptos::prelude::*;
use recado_protocol::message::write::NewText;
use recado_protocol::{
    CommandId, Conversation, ConversationId, Message, MessageId, MessageWrite, Problem, ProblemKind,
};
use recado_store::{EntryState, Store};

use crate::inbox::chat::actions::{Begun, MessageActions, dispatch_write, keep};
use crate::locale::{Key, refusal_sentence, t, t_with, text};
use crate::markup::view;
use crate::reactive::{Memo, StoredValue};
use crate::session::Intent;
use crate::ui::{Button, Icon};

/// It waits in the outbox for a person.
#[derive(Clone, PartialEq, Debug)]
pub struct RefusedEdit {
    pub command: CommandId,
    pub text: String,
    pub problem: Problem,
}

/// That of a message: a later one takes the place of an earlier one.
pub fn refused_edit(
    store: &Store,
    conversation: &ConversationId,
    message: &MessageId,
) -> Option<RefusedEdit> {
    store.outbox().of(conversation).find_map(|entry| {
        let EntryState::Failed { problem } = &entry.state else {
            return None;
        };
        match MessageWrite::of(&entry.envelope.command)? {
            (id, MessageWrite::Edit(new)) if id == *message => Some(RefusedEdit {
                command: entry.envelope.id.clone(),
                text: new.text,
                problem: problem.clone(),
            }),
            _ => None,
        }
    })
}

/// The reason, the text, and the buttons; what the message says by now stands above. A text that was left came after one
/// that was refused. Reactive.
pub fn waiting_edit_view(
    left: Option<Begun>,
    refused: Option<RefusedEdit>,
    message: Memo<Option<Message>>,
    actions: MessageActions,
) -> AnyView {
    let open = actions.open;
    let is_left = left.is_some();
    let (shown, reason) = match (left, &refused) {
        (Some(left), _) => (left.text, t(Key::MessageEditKept)),
        (None, Some(refused)) => {
            let reason = refusal_sentence(&refused.problem);
            let reason = t_with(Key::DeliveryChangeFailed, &[("reason", &reason)]);
            (refused.text.clone(), reason)
        }
        (None, None) => return ().into_any(),
    };
    let is_there = message.with(|it| it.as_ref().is_some_and(|it| it.content.kind() != "deleted"));
    let can_change = is_there && !open.read(Conversation::is_over);
    let is_overtaken = |it: &RefusedEdit| it.problem.kind == ProblemKind::StaleRevision;
    let can_keep = can_change && !is_left && refused.as_ref().is_some_and(is_overtaken);
    let text_of_mine = StoredValue::new(shown.clone());
    let command = StoredValue::new(refused.map(|refused| refused.command));
    let id = move || Some(message.get_untracked()?.id);
    let discard = move || {
        if let Some(id) = id() {
            keep(open, &id, None);
        }
        if let Some(command) = command.get_value() {
            open.session.dispatch(Intent::Discard(command));
        }
    };
    // The old one is given up only when the new one is on its way.
    let keep_mine = move || {
        if let Some(message) = message.get_untracked() {
            let new = NewText {
                text: text_of_mine.get_value(),
                before: message.content.text().map(str::to_owned),
            };
            dispatch_write(open, &message.id, &MessageWrite::Edit(new));
            discard();
        }
    };
    let edit = move || {
        if let Some(id) = id() {
            actions.edit(id);
        }
    };
    let keep_mine =
        can_keep.then(|| view! { <Button label=Key::ConflictKeepMine on_press=keep_mine /> });
    let edit = can_change.then(|| {
        view! { <Button label=Key::MessageEditAgain icon=Icon::Pencil on_press=edit /> }
    });
    view! {
        <div class="failure">
            <p class="failure__reason">{reason}</p>
            <p class="failure__text" dir="auto" role="note" aria-label=text(Key::MessageEditField)>
                {shown}
            </p>
            <span class="failure__buttons">
                {keep_mine} {edit}
                <Button label=Key::ActionDiscard icon=Icon::Trash on_press=discard />
            </span>
        </div>
    }
}
