//! Files on their way: those that belong to one message, and how far each of them is.

use recado_protocol::message::rich::Email;
use recado_protocol::{
    API_ROOT, Attachment, ConversationId, Fields, FileId, MessageId, Rich, RichContent,
};
use serde::{Deserialize, Serialize};

/// The files of one message, from the moment that they are chosen until it is in the outbox.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Parcel {
    /// The id of the message that will hold them: sending twice makes one message.
    pub message: MessageId,
    pub conversation: ConversationId,
    pub items: Vec<Item>,
    /// What stands below the files; there once the person has pressed Send.
    pub sent: Option<String>,
    /// The e-mail that takes them along, where they are sent with one.
    #[serde(default)]
    pub email: Option<Fields>,
    /// What its sender says besides: see [`recado_protocol::More`].
    #[serde(default)]
    pub more: Option<Fields>,
}

/// One file of a parcel.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The key under which its bytes are kept, and of its upload.
    pub key: String,
    pub name: String,
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    pub voice: bool,
    pub duration_ms: Option<u64>,
    pub waveform: Vec<u8>,
    /// The path of the upload at the backend, once it has one.
    pub location: Option<String>,
    pub is_done: bool,
    /// Whether its bytes outlive this page.
    pub is_kept: bool,
    #[serde(skip)]
    pub stage: Stage,
}

/// How far a file is.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Stage {
    /// Others come first.
    #[default]
    Waiting,
    /// So many bytes are at the backend.
    Moving { sent: u64 },
    /// There is no connection; it goes on by itself when there is one.
    Stopped { sent: u64 },
    /// All of it is at the backend.
    Done,
    /// The backend does not take it, and why.
    Refused(Refused),
}

/// Why a file can't be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// The channel takes no file of this type.
    Type,
    /// The channel takes files of this type up to so many bytes.
    Size(u64),
    /// There is nothing in it.
    Empty,
    /// Its bytes were not kept on this device, and the page was closed before it was sent.
    Lost,
    /// The backend said no.
    Backend,
}

impl Parcel {
    /// Whether all of its files are at the backend.
    pub fn is_whole(&self) -> bool {
        !self.items.is_empty() && self.items.iter().all(|item| item.is_done)
    }

    /// How many of its files the channel takes.
    pub fn taken(&self) -> usize {
        let is_taken = |item: &&Item| !matches!(item.stage, Stage::Refused(_));
        self.items.iter().filter(is_taken).count()
    }

    /// Bytes at the backend, and all bytes.
    pub fn progress(&self) -> (u64, u64) {
        let sent = self.items.iter().map(Item::sent).sum();
        let all = self.items.iter().map(|item| item.size).sum();
        (sent, all)
    }

    /// Whether a file can't be sent, so that the whole message waits for the person.
    pub fn is_stuck(&self) -> bool {
        let mut items = self.items.iter();
        items.any(|item| matches!(item.stage, Stage::Refused(_)))
    }

    /// The message, as far as this device can tell.
    pub fn content(&self) -> RichContent {
        let attachments = self.items.iter().filter_map(Item::attachment).collect();
        let email = self
            .email
            .clone()
            .map(|fields| Rich::from_fields(fields).read());
        match email {
            Some(RichContent::Email(email)) => RichContent::Email(Box::new(Email {
                attachments,
                ..*email
            })),
            _ => RichContent::Media {
                text: self.sent.clone().filter(|text| !text.is_empty()),
                attachments,
            },
        }
    }
}

impl Item {
    /// A file that the backend has already.
    pub fn at_backend(file: Attachment) -> Self {
        Self {
            key: file.file.to_string(),
            location: Some(format!("{API_ROOT}/uploads/{}", file.file)),
            name: file.name,
            media_type: file.media_type,
            size: file.size,
            voice: file.voice,
            duration_ms: file.duration_ms,
            waveform: file.waveform,
            is_done: true,
            is_kept: true,
            stage: Stage::Done,
        }
    }

    /// The bytes that are at the backend.
    pub fn sent(&self) -> u64 {
        match self.stage {
            Stage::Moving { sent } | Stage::Stopped { sent } => sent,
            Stage::Done => self.size,
            Stage::Waiting | Stage::Refused(_) => 0,
        }
    }

    /// The id of the file, which ends the path of its upload.
    pub fn file(&self) -> Option<FileId> {
        let (_, id) = self.location.as_ref()?.rsplit_once('/')?;
        Some(id.into())
    }

    fn attachment(&self) -> Option<Attachment> {
        Some(Attachment {
            file: self.file()?,
            name: self.name.clone(),
            media_type: self.media_type.clone(),
            size: self.size,
            width: None,
            height: None,
            duration_ms: self.duration_ms,
            colour: None,
            voice: self.voice,
            waveform: self.waveform.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(key: &str, stage: Stage) -> Item {
        Item {
            key: key.to_owned(),
            name: "a.png".to_owned(),
            media_type: "image/png".to_owned(),
            size: 10,
            voice: false,
            duration_ms: None,
            waveform: Vec::new(),
            location: Some(format!("/api/v1/uploads/{key}")),
            is_done: stage == Stage::Done,
            is_kept: true,
            stage,
        }
    }

    fn parcel(items: Vec<Item>) -> Parcel {
        Parcel {
            message: "m".into(),
            conversation: "c".into(),
            items,
            sent: None,
            email: None,
            more: None,
        }
    }

    #[test]
    fn a_message_goes_when_all_of_its_files_are_there() {
        assert!(!parcel(Vec::new()).is_whole());
        let half = parcel(vec![item("a", Stage::Done), item("b", Stage::Waiting)]);
        assert!(!half.is_whole() && !half.is_stuck());
        let moving = parcel(vec![
            item("a", Stage::Done),
            item("b", Stage::Moving { sent: 4 }),
        ]);
        assert_eq!(moving.progress(), (14, 20));
        let stuck = parcel(vec![item("a", Stage::Refused(Refused::Type))]);
        assert!(stuck.is_stuck() && !stuck.is_whole() && stuck.taken() == 0);
        let whole = parcel(vec![item("a", Stage::Done)]);
        assert!(whole.is_whole());
        let RichContent::Media { text, attachments } = whole.content() else {
            panic!("{whole:?}")
        };
        assert_eq!((text, &attachments[0].file), (None, &"a".into()));
    }

    #[test]
    fn an_email_takes_its_files_along() {
        let email = RichContent::Email(Box::new(Email {
            subject: "Offer".to_owned(),
            text: "As promised".to_owned(),
            ..Email::default()
        }));
        let parcel = Parcel {
            email: Some(Rich::of(&email).fields().clone()),
            sent: Some("As promised".to_owned()),
            ..parcel(vec![item("a", Stage::Done)])
        };
        let kept = recado_json::to_string(&parcel).unwrap();
        let back: Parcel = recado_json::from_str(&kept).unwrap();
        let RichContent::Email(email) = back.content() else {
            panic!("{back:?}")
        };
        assert_eq!(
            (email.subject.as_str(), email.attachments.len()),
            ("Offer", 1)
        );
    }

    #[test]
    fn a_parcel_comes_back_from_storage_as_far_as_it_is_sure() {
        let parcel = parcel(vec![item("a", Stage::Moving { sent: 4 })]);
        let kept = recado_json::to_string(&parcel).unwrap();
        let back: Parcel = recado_json::from_str(&kept).unwrap();
        assert_eq!(back.items[0].stage, Stage::Waiting);
        assert_eq!(back.items[0].location, parcel.items[0].location);
    }
}
