//! What is wrong with a message that was not sent, and what to do about it. It is seldom there, so the file `tools` draws
//! it.

use crate::later::{self, Tool};
use crate::markup::view;
use crate::reactive::{Memo, StoredValue, live, memo, shown_while};
use leptos::prelude::*;
use recado_protocol::{Command, CommandId, Delivery, Message, MessageId, More, Verb};
use recado_store::EntryState;

use super::refused_edit::{refused_edit, waiting_edit_view};
use crate::inbox::chat::actions::{MessageActions, begun};
use crate::inbox::chat::open_conversation::OpenConversation;
use crate::locale::{Key, channel_failure, refusal_sentence, t, t_with};
use crate::session::{Intent, Topic};
use crate::ui::{Button, Icon, use_toaster};

/// A failure, in words, with what can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Failure {
    words: Key,
    reason: String,
    remedy: Remedy,
}

/// What can be done about a failure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Remedy {
    /// The backend refused it: it is still in the outbox.
    InOutbox,
    /// The channel refused it after the backend had taken it: the backend can try again.
    TryAgain,
    /// It is being tried again.
    Trying,
    Nothing,
}

/// A message that may have failed, or a change of it.
#[derive(Clone)]
pub struct Outcome {
    pub id: MessageId,
    pub message: Memo<Option<Message>>,
    pub more: Memo<More>,
    pub actions: MessageActions,
}

impl Outcome {
    /// Below the message, as long as something is wrong, or a new text of it waits.
    pub fn view(self) -> AnyView {
        let (id, message, more, actions) = (self.id.clone(), self.message, self.more, self.actions);
        let has_failed = move || {
            let is_failure = |it: &Option<Delivery>| matches!(it, Some(Delivery::Failed { .. }));
            message.with(|it| it.as_ref().is_some_and(|it| is_failure(&it.delivery)))
                || more.with(|more| is_failure(&more.change_failed))
                || actions.has_left(&id)
        };
        shown_while(has_failed, move || later::tool(Tool::Failure(self.clone())))
    }
}

/// The reason, and the buttons.
pub fn failure_view(outcome: Outcome) -> AnyView {
    let Outcome {
        id,
        message,
        more,
        actions,
    } = outcome;
    let open = actions.open;
    let toaster = use_toaster();
    let command = CommandId::new(id.as_str());
    let failure = memo({
        let command = command.clone();
        move || {
            let sent = message.with(|message| message.as_ref()?.delivery.clone());
            let of_change = || more.with(|more| more.change_failed.clone());
            failure_of(Key::DeliveryFailed, sent, &command, open)
                .or_else(|| failure_of(Key::DeliveryChangeFailed, of_change(), &command, open))
        }
    });
    let left = memo({
        let id = id.clone();
        move || actions.has_left(&id).then(|| begun(open, &id)).flatten()
    });
    let refused = memo(move || {
        let conversation = open.id();
        open.session
            .watch(Topic::Timeline(conversation.clone()), |store| {
                refused_edit(store, &conversation, &id)
            })
    });
    let command = StoredValue::new(command);
    let retry = move || {
        let failed = failure.with_untracked(|failure| failure.as_ref().map(|it| it.remedy));
        match failed {
            Some(Remedy::TryAgain) => open.session.dispatch(Intent::Write {
                conversation: open.id(),
                verb: Verb::Post,
                resource: format!("messages/{}/attempts", command.get_value()),
                body: None,
            }),
            _ => open.session.dispatch(Intent::Retry(command.get_value())),
        }
    };
    let discard = move || {
        open.session.dispatch(Intent::Discard(command.get_value()));
        toaster.announce(t(Key::ToastDiscarded));
    };
    let buttons = move |remedy: Remedy| {
        let can_retry = matches!(remedy, Remedy::InOutbox | Remedy::TryAgain);
        let retry = can_retry.then(|| {
            view! { <Button label=Key::ActionRetry icon=Icon::Retry on_press=retry /> }
        });
        let discard = (remedy == Remedy::InOutbox).then(|| {
            view! { <Button label=Key::ActionDiscard icon=Icon::Trash on_press=discard /> }
        });
        view! { <span class="failure__buttons">{retry} {discard}</span> }
    };
    let shown = move |failure: Failure| {
        view! {
            <div class="failure">
                <p class="failure__reason">{failure_sentence(&failure)}</p>
                {buttons(failure.remedy)}
            </div>
        }
    };
    live(move || match (left.get(), refused.get()) {
        (None, None) => failure.get().map(shown).into_any(),
        (left, refused) => waiting_edit_view(left, refused, message, actions),
    })
}

fn failure_sentence(failure: &Failure) -> String {
    if failure.reason.is_empty() {
        t(Key::DeliveryFailedPlainly)
    } else {
        t_with(failure.words, &[("reason", &failure.reason)])
    }
}

fn failure_of(
    words: Key,
    delivery: Option<Delivery>,
    command: &CommandId,
    open: OpenConversation,
) -> Option<Failure> {
    let Some(Delivery::Failed {
        code,
        reason,
        retryable,
    }) = delivery
    else {
        return None;
    };
    // The refusal has a kind that can be said in the reader's language.
    let refused = open.session.watch(Topic::Timeline(open.id()), |store| {
        match &store.outbox().get(command)?.state {
            EntryState::Failed { problem } => Some(refusal_sentence(problem)),
            _ => None,
        }
    });
    Some(match refused {
        Some(reason) => Failure {
            words,
            reason,
            remedy: Remedy::InOutbox,
        },
        None => Failure {
            words,
            reason: channel_failure(&code, &reason),
            remedy: match retryable {
                true if is_tried(command, open) => Remedy::Trying,
                true => Remedy::TryAgain,
                false => Remedy::Nothing,
            },
        },
    })
}

/// Whether trying it again is on its way to the backend.
fn is_tried(command: &CommandId, open: OpenConversation) -> bool {
    let wanted = format!("messages/{command}/attempts");
    let id = open.id();
    open.session.watch(Topic::Timeline(id.clone()), |store| {
        store.outbox().of(&id).any(|entry| {
            matches!(&entry.envelope.command, Command::Write { resource, .. } if *resource == wanted)
        })
    })
}
