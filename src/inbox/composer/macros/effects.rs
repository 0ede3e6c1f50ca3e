//! What a macro will leave of a conversation, for as long as the backend has not said it.

use recado_protocol::prepared::{Macro, MacroAction};
use recado_protocol::{Agent, Conversation, ConversationId, ConversationStatus, Timestamp};
use recado_store::{Foreseen, Store};

const MINUTE_MS: i64 = 60_000;

/// What it does, and what taking it back does.
pub fn effects(
    store: &Store,
    conversation: &ConversationId,
    it: &Macro,
    now: Timestamp,
) -> (Foreseen, Foreseen) {
    let Some(before) = store.conversation(conversation) else {
        return Default::default();
    };
    let mut after = before.clone();
    for action in &it.actions {
        act(&mut after, action, store.me(), now);
    }
    (
        Foreseen::between(before, &after),
        Foreseen::between(&after, before),
    )
}

fn act(conversation: &mut Conversation, action: &MacroAction, me: &Agent, now: Timestamp) {
    match action {
        MacroAction::AddLabel { label } => {
            if !conversation.labels.contains(label) {
                conversation.labels.push(label.clone());
            }
        }
        MacroAction::RemoveLabel { label } => conversation.labels.retain(|known| known != label),
        MacroAction::Take => conversation.assignee = Some(me.id.clone()),
        MacroAction::Assign { assignee } => conversation.assignee = Some(assignee.clone()),
        MacroAction::SetPriority { priority } => conversation.priority = *priority,
        MacroAction::Resolve => {
            conversation.status = ConversationStatus::Resolved;
            conversation.snoozed_until = None;
        }
        MacroAction::Snooze { minutes } => {
            conversation.status = ConversationStatus::Snoozed;
            conversation.snoozed_until = Some(now.plus_millis(i64::from(*minutes) * MINUTE_MS));
        }
        // What is said is the backend's to place.
        MacroAction::Reply { .. } | MacroAction::Note { .. } | MacroAction::Unknown => {}
    }
}
