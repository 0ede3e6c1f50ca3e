//! Reads the actions of macros as one flat set of optional fields, as messages are.

use serde::Deserialize;

use super::MacroAction;
use crate::{AgentId, Priority};

#[derive(Deserialize)]
pub struct MacroActionFields {
    #[serde(rename = "do")]
    action: String,
    text: Option<String>,
    label: Option<String>,
    assignee: Option<AgentId>,
    priority: Option<Priority>,
    minutes: Option<u32>,
}

impl From<MacroActionFields> for MacroAction {
    fn from(fields: MacroActionFields) -> Self {
        let MacroActionFields {
            action,
            text,
            label,
            assignee,
            priority,
            minutes,
        } = fields;
        let known = match action.as_str() {
            "reply" => text.map(|text| Self::Reply { text }),
            "note" => text.map(|text| Self::Note { text }),
            "add_label" => label.map(|label| Self::AddLabel { label }),
            "remove_label" => label.map(|label| Self::RemoveLabel { label }),
            "take" => Some(Self::Take),
            "assign" => assignee.map(|assignee| Self::Assign { assignee }),
            "set_priority" => Some(Self::SetPriority { priority }),
            "resolve" => Some(Self::Resolve),
            "snooze" => minutes.map(|minutes| Self::Snooze { minutes }),
            _ => None,
        };
        known.unwrap_or(Self::Unknown)
    }
}
