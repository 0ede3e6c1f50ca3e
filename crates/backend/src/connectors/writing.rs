//! The text of a message in the channel's own way of writing.

use recado_formatting::{Writing, write_for};
use recado_protocol::connector::Written;
use recado_protocol::{ChannelKind, Content};

/// What a platform is to be sent for the text of a message. Templates stand at the platform as they
/// are.
pub fn written(kind: &ChannelKind, content: &Content) -> Option<Written> {
    if matches!(content, Content::Note { .. }) || content.kind() == "template" {
        return None;
    }
    Some(written_text(kind, content.text()?))
}

/// A text as the platform of a channel reads it.
pub fn written_text(kind: &ChannelKind, text: &str) -> Written {
    let word = kind.word();
    Written {
        format: Writing::of(word).word().to_owned(),
        text: write_for(word, text),
    }
}
