//! Where drafts stand in storage, and which one a message was made of.

use recado_protocol::{Command, ConversationId, OutgoingContent};
use recado_store::{DraftKey, DraftKind, Mode};

/// The draft that becomes this command when it is sent.
pub(crate) fn draft_behind(command: &Command) -> Option<DraftKey> {
    let Command::SendMessage {
        conversation,
        content,
        ..
    } = command
    else {
        return None;
    };
    let mode = match content {
        OutgoingContent::Note { .. } => Mode::Note,
        OutgoingContent::Text { .. } | OutgoingContent::Rich(_) => Mode::Reply,
    };
    Some(DraftKey {
        conversation: conversation.clone(),
        kind: DraftKind::Written(mode),
    })
}

/// The key of a draft in [`crate::Shelf::Drafts`].
pub fn draft_name(key: &DraftKey) -> String {
    let conversation = &key.conversation;
    match &key.kind {
        DraftKind::Written(Mode::Reply) => format!("reply {conversation}"),
        DraftKind::Written(Mode::Note) => format!("note {conversation}"),
        DraftKind::Answer => format!("answer {conversation}"),
        // Ids are the backend's, and may hold whatever stands between two of them.
        DraftKind::Edit(message) => {
            let length = message.as_str().len();
            format!("edit {length} {message}{conversation}")
        }
    }
}

pub(crate) fn draft_key(name: &str) -> Option<DraftKey> {
    let (kind, rest) = name.split_once(' ')?;
    let (kind, conversation) = match kind {
        "reply" => (DraftKind::Written(Mode::Reply), rest),
        "note" => (DraftKind::Written(Mode::Note), rest),
        "answer" => (DraftKind::Answer, rest),
        "edit" => {
            let (length, ids) = rest.split_once(' ')?;
            let (message, conversation) = ids.split_at_checked(length.parse().ok()?)?;
            (DraftKind::Edit(message.into()), conversation)
        }
        _ => return None,
    };
    Some(DraftKey {
        conversation: conversation.into(),
        kind,
    })
}

/// The conversation of a draft, or of what a view keeps beside one: that is named `word conversation`.
pub(crate) fn conversation_of(name: &str) -> Option<ConversationId> {
    match draft_key(name) {
        Some(key) => Some(key.conversation),
        None => Some(name.split_once(' ')?.1.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_find_their_conversation_again() {
        for kind in [
            DraftKind::Written(Mode::Reply),
            DraftKind::Written(Mode::Note),
            DraftKind::Answer,
            DraftKind::Edit("m 1".into()),
            DraftKind::Edit("ação".into()),
        ] {
            let key = DraftKey {
                conversation: "a b".into(),
                kind,
            };
            assert_eq!(conversation_of(&draft_name(&key)), Some("a b".into()));
            assert_eq!(draft_key(&draft_name(&key)), Some(key));
        }
        for other in ["poem x", "edit c", "edit 9 m", "edit 2 açc"] {
            assert_eq!(draft_key(other), None);
        }
        assert_eq!(conversation_of("head a b"), Some("a b".into()));
    }
}
