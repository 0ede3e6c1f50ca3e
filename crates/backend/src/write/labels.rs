//! A conversation gets labels, and loses some.

use recado_protocol::command::WriteAnswer;
use recado_protocol::prepared::NewLabels;
use recado_protocol::{Agent, ConversationId, SystemEvent};

use super::{Draft, deletion, load, place, store_new};
use crate::refusal::{Outcome, Refusal};
use crate::storage::writer::Change;

/// Longest label, in characters.
const LABEL_CHARS: usize = 40;
/// How many labels a conversation can have.
const MOST_LABELS: usize = 20;

/// Sets the labels and leaves a line for each that came or went.
///
/// # Errors
/// `NotFound`, `ChannelClosed`, or `InvalidField` for a label that is empty or too long, or too many of them.
pub fn write(
    change: &mut Change<'_>,
    conversation: &ConversationId,
    new: &NewLabels,
    by: &Agent,
) -> Outcome<WriteAnswer> {
    let wanted = checked(new)?;
    let mut record = load(change, conversation)?;
    deletion::check(&record.conversation)?;
    let before = record.conversation.labels.clone();
    let by = || Some(by.name.clone());
    let added = wanted.iter().filter(|label| !before.contains(label));
    let removed = before.iter().filter(|label| !wanted.contains(label));
    let events: Vec<SystemEvent> = removed
        .map(|label| SystemEvent::LabelRemoved {
            by: by(),
            label: label.clone(),
        })
        .chain(added.map(|label| SystemEvent::LabelAdded {
            by: by(),
            label: label.clone(),
        }))
        .collect();
    record.conversation.labels = wanted;
    let mut last = None;
    for event in events {
        let line = place(&mut record, Draft::system(change.now, event), change.now);
        store_new(change, &mut record, &line)?;
        last = Some(line);
    }
    Ok(WriteAnswer {
        record,
        message: last,
    })
}

fn checked(new: &NewLabels) -> Outcome<Vec<String>> {
    let mut labels: Vec<String> = Vec::new();
    for label in &new.labels {
        let label = label.trim();
        if label.is_empty() || label.chars().nth(LABEL_CHARS).is_some() {
            return Err(Refusal::field(
                "labels",
                format!("A label is 1 to {LABEL_CHARS} characters long."),
            ));
        }
        if !labels.iter().any(|known| known == label) {
            labels.push(label.to_owned());
        }
    }
    if labels.len() > MOST_LABELS {
        return Err(Refusal::field(
            "labels",
            format!("A conversation can have at most {MOST_LABELS} labels."),
        ));
    }
    Ok(labels)
}
