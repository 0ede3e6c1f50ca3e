//! Where drafts stand in storage, and which one a message was made of.

use recado_protocol::{Command, OutgoingContent};
use recado_store::{DraftKey, Mode};

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
        mode,
    })
}

pub(crate) fn draft_name(key: &DraftKey) -> String {
    let mode = match key.mode {
        Mode::Reply => "reply",
        Mode::Note => "note",
        Mode::Answer => "answer",
        Mode::Edit => "edit",
    };
    format!("{mode} {}", key.conversation)
}

pub(crate) fn draft_key(name: &str) -> Option<DraftKey> {
    let (mode, conversation) = name.split_once(' ')?;
    let mode = match mode {
        "reply" => Mode::Reply,
        "note" => Mode::Note,
        "answer" => Mode::Answer,
        "edit" => Mode::Edit,
        _ => return None,
    };
    Some(DraftKey {
        conversation: conversation.into(),
        mode,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_find_their_conversation_again() {
        for mode in [Mode::Reply, Mode::Note, Mode::Answer, Mode::Edit] {
            let key = DraftKey {
                conversation: "a b".into(),
                mode,
            };
            assert_eq!(draft_key(&draft_name(&key)), Some(key));
        }
        assert_eq!(draft_key("poem x"), None);
    }
}
