//! What is wrong with a message that was not sent, and what to do about it.

use crate::markup::view;
use crate::reactive::{Memo, StoredValue, live, memo};
use leptos::prelude::*;
use recado_protocol::{CommandId, Delivery, Message, MessageId};
use recado_store::{EntryState, Mode};

use crate::inbox::chat::open_conversation::OpenConversation;
use crate::locale::{Key, refusal_sentence, t, t_with};
use crate::session::{Intent, Topic};
use crate::ui::{Button, Icon, use_toaster};

/// A failure, in words, with what can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Failure {
    reason: String,
    remedy: Remedy,
}

/// What can be done about a failure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Remedy {
    /// The backend refused it: it is still in the outbox.
    InOutbox,
    /// The channel refused it after the backend had taken it: the same can be said again.
    SayAgain,
    Nothing,
}

/// The reason and the buttons below a failed message; nothing for all others.
pub fn failure_view(
    id: MessageId,
    message: Memo<Option<Message>>,
    open: OpenConversation,
) -> AnyView {
    let toaster = use_toaster();
    let command = CommandId::new(id.as_str());
    let failure = memo({
        let command = command.clone();
        move || message.with(|message| failure_of(message.as_ref()?, &command, open))
    });
    let command = StoredValue::new(command);
    let retry = move || {
        let failed = failure.with_untracked(|failure| failure.as_ref().map(|it| it.remedy));
        match failed {
            Some(Remedy::SayAgain) => {
                let text = message.with_untracked(|message| {
                    message
                        .as_ref()
                        .and_then(|it| it.content.text())
                        .unwrap_or_default()
                        .to_owned()
                });
                let conversation = open.id();
                open.session.dispatch(Intent::SendMessage {
                    conversation,
                    mode: Mode::Reply,
                    text,
                });
            }
            _ => open.session.dispatch(Intent::Retry(command.get_value())),
        }
    };
    let discard = move || {
        open.session.dispatch(Intent::Discard(command.get_value()));
        toaster.announce(t(Key::ToastDiscarded));
    };
    let buttons = move |remedy: Remedy| {
        let retry = (remedy != Remedy::Nothing).then(|| {
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
                <p class="failure__reason">{failure_sentence(&failure.reason)}</p>
                {buttons(failure.remedy)}
            </div>
        }
    };
    live(move || failure.get().map(shown))
}

fn failure_sentence(reason: &str) -> String {
    if reason.is_empty() {
        t(Key::DeliveryFailedPlainly)
    } else {
        t_with(Key::DeliveryFailed, &[("reason", reason)])
    }
}

fn failure_of(message: &Message, command: &CommandId, open: OpenConversation) -> Option<Failure> {
    let Some(Delivery::Failed {
        reason, retryable, ..
    }) = &message.delivery
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
            reason,
            remedy: Remedy::InOutbox,
        },
        None => Failure {
            reason: reason.clone(),
            remedy: if *retryable {
                Remedy::SayAgain
            } else {
                Remedy::Nothing
            },
        },
    })
}
