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
    let text = content.text()?;
    let word = serde_json::to_value(kind).ok()?;
    let word = word.as_str()?;
    Some(Written {
        format: Writing::of(word).word().to_owned(),
        text: write_for(word, text),
    })
}
