//! What a team has prepared: texts, articles, approved templates, and actions that belong together.
//!
//! No list of conversations needs any of it, so it is asked for when it is first used and then kept.

mod reading;
pub mod variables;

use serde::{Deserialize, Serialize};

use crate::message::rich::Choice;
use crate::{
    AgentId, ArticleId, CannedReplyId, ChannelKind, MacroId, Priority, RunId, TemplateId, Timestamp,
};

/// Body of the lists of prepared things, in the order in which they are offered.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Prepared<T> {
    pub items: Vec<T>,
}

/// A text that is said often. Its variables stand in it as `{{contact.first_name}}`: see
/// [`variables`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CannedReply {
    pub id: CannedReplyId,
    /// What is typed after a slash to find it: letters, digits and hyphens.
    pub shortcut: String,
    pub title: String,
    pub text: String,
}

/// A page of the knowledge base.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Article {
    pub id: ArticleId,
    pub title: String,
    /// What it says, as plain text.
    pub text: String,
    /// Where customers read it: `https` only.
    pub url: String,
}

/// A message that a platform has approved. Its fields stand in it as `{{name}}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Template {
    pub id: TemplateId,
    /// Its name on the platform; together with the language it names one text.
    pub name: String,
    /// A language tag such as `pt-BR`.
    pub language: String,
    /// The kinds of channels that it is approved for.
    pub channels: Vec<ChannelKind>,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<TemplateField>,
}

/// What has to be filled in before a template can be sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TemplateField {
    pub name: String,
    /// What is asked for, in the template's language.
    pub label: String,
    /// The variable that it is filled from, where the conversation has it: see [`variables`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
}

/// Actions that are done in one step, all of them or none.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Macro {
    pub id: MacroId,
    pub name: String,
    pub actions: Vec<MacroAction>,
}

/// One action of a macro.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(
    tag = "do",
    rename_all = "snake_case",
    from = "reading::MacroActionFields"
)]
pub enum MacroAction {
    /// Writes to the customer; the variables are filled in.
    Reply {
        text: String,
    },
    /// Writes an internal note; the variables are filled in.
    Note {
        text: String,
    },
    AddLabel {
        label: String,
    },
    RemoveLabel {
        label: String,
    },
    /// Makes whoever runs it responsible.
    Take,
    Assign {
        assignee: AgentId,
    },
    SetPriority {
        priority: Option<Priority>,
    },
    Resolve,
    Snooze {
        minutes: u32,
    },
    /// An action of a newer backend: it does it, this client can't say what it is.
    Unknown,
}

/// Body of `POST /conversations/{id}/macros/{macro}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RunMacro {
    /// Made by the client; `DELETE /conversations/{id}/macro_runs/{run}` takes it back.
    pub run: RunId,
    /// For how long its replies can be called back, as any message of a client that holds it after Send. The backend
    /// keeps them so long, at most for the `undo_seconds` of the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo_seconds: Option<u32>,
}

/// Body of `PUT /conversations/{id}/labels`: all that it has from now on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewLabels {
    pub labels: Vec<String>,
}

/// Body of `PUT /conversations/{id}/priority`; `null` is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewPriority {
    pub priority: Option<Priority>,
}

/// Body of `PUT /conversations/{id}/snooze`: it comes back by itself at this time, or when the
/// customer writes. `null` brings it back now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewSnooze {
    pub until: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_survives_the_wire_and_an_unknown_one_is_kept_as_such() {
        for action in [
            MacroAction::Reply { text: "a".into() },
            MacroAction::Note { text: "b".into() },
            MacroAction::AddLabel { label: "c".into() },
            MacroAction::RemoveLabel { label: "d".into() },
            MacroAction::Take,
            MacroAction::Assign {
                assignee: "e".into(),
            },
            MacroAction::SetPriority { priority: None },
            MacroAction::SetPriority {
                priority: Some(Priority::High),
            },
            MacroAction::Resolve,
            MacroAction::Snooze { minutes: 5 },
        ] {
            let wire = serde_json::to_string(&action).unwrap();
            assert_eq!(
                serde_json::from_str::<MacroAction>(&wire).unwrap(),
                action,
                "{wire}"
            );
        }
        for wire in [r#"{"do":"juggle","balls":3}"#, r#"{"do":"snooze"}"#] {
            let action: MacroAction = serde_json::from_str(wire).unwrap();
            assert_eq!(action, MacroAction::Unknown);
        }
    }
}
