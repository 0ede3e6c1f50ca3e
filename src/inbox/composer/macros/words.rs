//! What an action of a macro does, in words.

use recado_protocol::ConversationId;
use recado_protocol::prepared::MacroAction;

use crate::inbox::composer::prepared;
use crate::locale::{Key, priority_name, t, t_count, t_with};
use crate::session::Session;

const MINUTES_OF_HOUR: u32 = 60;
const MINUTES_OF_DAY: u32 = 24 * MINUTES_OF_HOUR;

/// As a line of a list; what a macro says is shown as it will be said.
pub fn action_words(
    session: Session,
    conversation: &ConversationId,
    action: &MacroAction,
) -> String {
    let filled = |text: &str, for_team| prepared::fill(session, conversation, text, for_team).text;
    match action {
        MacroAction::Reply { text } => t_with(Key::MacroReply, &[("text", &filled(text, false))]),
        MacroAction::Note { text } => t_with(Key::MacroNote, &[("text", &filled(text, true))]),
        MacroAction::AddLabel { label } => t_with(Key::MacroAddLabel, &[("label", label)]),
        MacroAction::RemoveLabel { label } => t_with(Key::MacroRemoveLabel, &[("label", label)]),
        MacroAction::Take => t(Key::MacroTake),
        MacroAction::Assign { assignee } => {
            let name = session.peek(|store| store.agent(assignee).map(|agent| agent.name.clone()));
            match name {
                Some(name) => t_with(Key::MacroAssign, &[("name", &name)]),
                None => t(Key::MacroAssignGone),
            }
        }
        MacroAction::SetPriority { priority } => {
            let priority = priority.map_or_else(|| t(Key::PriorityNone), priority_name);
            t_with(Key::MacroPriority, &[("priority", &priority)])
        }
        MacroAction::Resolve => t(Key::MacroResolve),
        MacroAction::Snooze { minutes } => snooze_words(*minutes),
        MacroAction::Unknown => t(Key::MacroUnknown),
    }
}

/// In the largest unit that needs no fraction.
fn snooze_words(minutes: u32) -> String {
    let (key, count) = match minutes {
        _ if minutes > 0 && minutes.is_multiple_of(MINUTES_OF_DAY) => {
            (Key::MacroSnoozeDays, minutes / MINUTES_OF_DAY)
        }
        _ if minutes > 0 && minutes.is_multiple_of(MINUTES_OF_HOUR) => {
            (Key::MacroSnoozeHours, minutes / MINUTES_OF_HOUR)
        }
        _ => (Key::MacroSnoozeMinutes, minutes),
    };
    t_count(key, u64::from(count))
}

#[cfg(test)]
mod tests {
    use super::snooze_words;

    #[test]
    fn a_time_is_said_in_the_largest_whole_unit() {
        for (minutes, words) in [
            (1, "Snooze for 1 minute"),
            (90, "Snooze for 90 minutes"),
            (120, "Snooze for 2 hours"),
            (1_440, "Snooze for 1 day"),
            (2_880, "Snooze for 2 days"),
        ] {
            assert_eq!(snooze_words(minutes), words);
        }
    }
}
