//! What a row of the list shows of a message: its text without marks, and of files what they are.

use recado_protocol::{Attachment, AttachmentKind, Content, Message, Preview, RichContent};

/// The preview of a message. System lines have none.
pub fn of(message: &Message) -> Option<Preview> {
    let mut preview = Preview::of(message)?;
    let text = message.content.text().unwrap_or_default();
    let blocks = recado_formatting::parse(text, &[]);
    preview.text = Preview::line(&recado_formatting::text_of(&blocks));
    let Content::Rich(rich) = &message.content else {
        return Some(preview);
    };
    if let RichContent::Media { attachments, .. } = rich.read()
        && let Some(first) = attachments.first()
    {
        let (kind, words) = facts(first);
        kind.clone_into(&mut preview.kind);
        if preview.text.is_empty() {
            preview.text = Preview::line(&words);
        }
    }
    Some(preview)
}

/// What a file is, and what there is to say of it in a line.
fn facts(file: &Attachment) -> (&'static str, String) {
    let length = || {
        let seconds = file.duration_ms.map(|millis| millis.div_ceil(1_000));
        seconds.map_or_else(String::new, |all| format!("{}:{:02}", all / 60, all % 60))
    };
    match AttachmentKind::of(file) {
        AttachmentKind::Image => ("image", String::new()),
        AttachmentKind::Video => ("video", length()),
        AttachmentKind::Audio => ("audio", length()),
        AttachmentKind::Voice => ("voice", length()),
        AttachmentKind::File => ("file", file.name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use recado_protocol::{Author, Rich, Timestamp};

    use super::*;

    fn of_content(content: Content) -> (String, String) {
        let message = Message {
            id: "m".into(),
            conversation: "c".into(),
            position: 1,
            at: Timestamp::from_millis(0),
            author: Author::Contact { id: "p".into() },
            content,
            delivery: None,
            more: None,
            revision: 1,
        };
        let preview = of(&message).expect("it is no system line");
        (preview.kind, preview.text)
    }

    fn of_file(media_type: &str, voice: bool, text: Option<&str>) -> (String, String) {
        let file = Attachment {
            file: "f".into(),
            name: "receipt.pdf".to_owned(),
            media_type: media_type.to_owned(),
            size: 1,
            width: None,
            height: None,
            duration_ms: Some(17_200),
            colour: None,
            voice,
            waveform: Vec::new(),
        };
        of_content(Content::Rich(Rich::of(&RichContent::Media {
            text: text.map(str::to_owned),
            attachments: vec![file],
        })))
    }

    #[test]
    fn a_row_shows_no_marks() {
        let text = "**strong** and ~~gone~~\n- 2 * 3".to_owned();
        let expected = ("text".to_owned(), "strong and gone 2 * 3".to_owned());
        assert_eq!(of_content(Content::Text { text }), expected);
    }

    #[test]
    fn files_are_called_by_what_they_are() {
        let is = |kind: &str, text: &str| (kind.to_owned(), text.to_owned());
        assert_eq!(of_file("audio/ogg", true, None), is("voice", "0:18"));
        assert_eq!(of_file("video/mp4", false, None), is("video", "0:18"));
        assert_eq!(of_file("image/png", false, None), is("image", ""));
        assert_eq!(
            of_file("application/pdf", false, None),
            is("file", "receipt.pdf")
        );
        assert_eq!(
            of_file("image/png", false, Some("*look*")),
            is("image", "look")
        );
    }
}
