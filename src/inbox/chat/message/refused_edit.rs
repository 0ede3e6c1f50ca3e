//! A new text of a message that the backend did not take: what it is, why, and what can be done with it. The file
//! `about` draws it.

use leptos::prelude::*;
use recado_protocol::message::write::NewText;
use recado_protocol::{
    CommandId, ConversationId, Message, MessageId, MessageWrite, Problem, ProblemKind,
};
use recado_store::{EntryState, Store};

use crate::inbox::chat::actions::{MessageActions, dispatch_write};
use crate::locale::{Key, refusal_sentence, t_with, text};
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

/// The reason, the text, and the buttons; what the message says by now stands above.
pub fn refused_edit_view(
    refused: RefusedEdit,
    message: Memo<Option<Message>>,
    actions: MessageActions,
) -> AnyView {
    let open = actions.open;
    let reason = refusal_sentence(&refused.problem);
    let reason = t_with(Key::DeliveryChangeFailed, &[("reason", &reason)]);
    let is_overtaken = refused.problem.kind == ProblemKind::StaleRevision;
    let shown = refused.text.clone();
    let refused = StoredValue::new(refused);
    let discard = move || {
        let command = refused.with_value(|refused| refused.command.clone());
        open.session.dispatch(Intent::Discard(command));
    };
    // The old one is given up only when the new one is on its way.
    let keep_mine = move || {
        if let Some(message) = message.get_untracked() {
            let new = NewText {
                text: refused.with_value(|refused| refused.text.clone()),
                before: message.content.text().map(str::to_owned),
            };
            dispatch_write(open, &message.id, &MessageWrite::Edit(new));
            discard();
        }
    };
    let edit = move || {
        if let Some(message) = message.get_untracked() {
            actions.edit(message.id);
        }
    };
    let keep_mine =
        is_overtaken.then(|| view! { <Button label=Key::ConflictKeepMine on_press=keep_mine /> });
    view! {
        <div class="failure">
            <p class="failure__reason">{reason}</p>
            <p class="failure__text" dir="auto" role="note" aria-label=text(Key::MessageEditField)>
                {shown}
            </p>
            <span class="failure__buttons">
                {keep_mine} <Button label=Key::MessageEditAgain icon=Icon::Pencil on_press=edit />
                <Button label=Key::ActionDiscard icon=Icon::Trash on_press=discard />
            </span>
        </div>
    }
}
