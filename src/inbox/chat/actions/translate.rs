//! What a message says in the reader's language, by a language model. Nothing is sent.

use leptos::task::spawn_local;
use recado_protocol::assist::{AskAssist, AssistLine, AssistTask};
use recado_protocol::{Fields, MessageId};

use super::MessageActions;
use crate::inbox::composer::assist_failure;
use crate::locale::{Key, language, t};
use crate::ui::Toaster;

/// Asks for it, and shows it beneath the message as it comes.
pub fn ask(actions: MessageActions, message: &MessageId, toaster: Toaster) {
    let open = actions.open;
    let body = Fields::of(&AskAssist {
        task: AssistTask::Translate,
        conversation: open.id(),
        text: None,
        message: Some(message.clone()),
        language: Some(language().tag().to_owned()),
    });
    let message = message.clone();
    spawn_local(async move {
        let (mut said, mut is_whole) = (String::new(), false);
        let mut take = |line: &str| {
            let Ok(line) = recado_json::from_str::<AssistLine>(line) else {
                return;
            };
            is_whole |= line.done;
            if let Some(more) = line.text {
                said.push_str(&more);
                let now = said.clone();
                actions.translations.update(|all| {
                    all.insert(message.clone(), now);
                });
            }
        };
        let answer = open.session.stream("assist", &body, &mut take).await;
        if is_whole {
            toaster.announce(said);
            return;
        }
        let why = answer.err().as_ref().map_or(Key::AssistCut, assist_failure);
        toaster.alert(t(why));
    });
}
