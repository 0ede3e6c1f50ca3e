//! The files that go with the message that is being written.

use recado_protocol::attachment::limit_for;

use crate::wire::Json;

/// What a channel takes; nothing stated is no stated limit.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileLimits {
    /// Largest size of a type or a family of types, in bytes.
    pub types: Vec<(String, u64)>,
    /// Most files of one message.
    pub count: Option<usize>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tray {
    pub files: Vec<Upload>,
}

/// A file and how far it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Upload {
    /// Made here; also the idempotency key of the upload.
    pub key: String,
    pub name: String,
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    pub state: UploadState,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UploadState {
    /// So many bytes are with the backend.
    Going(u64),
    /// All of it is there, under this id.
    Done(String),
    Failed(Trouble),
}

/// Why a file is not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    Empty,
    /// The most that can be sent, in bytes.
    TooLarge(u64),
    OtherType,
    /// One message holds no more than so many.
    TooMany(usize),
    /// The bytes that were kept for it are gone.
    Lost,
    /// In the backend's own sentence; trying again may help.
    Refused(String),
}

impl FileLimits {
    /// Why a file can't be sent.
    pub fn trouble(&self, media_type: &str, size: u64) -> Option<Trouble> {
        if size == 0 {
            return Some(Trouble::Empty);
        }
        if self.types.is_empty() {
            return None;
        }
        let types = self.types.iter();
        match limit_for(
            types.map(|(pattern, limit)| (pattern.as_str(), *limit)),
            media_type,
        ) {
            None => Some(Trouble::OtherType),
            Some(limit) if size > limit => Some(Trouble::TooLarge(limit)),
            Some(_) => None,
        }
    }

    /// The largest file of any type.
    pub fn largest(&self) -> Option<u64> {
        self.types.iter().map(|(_, limit)| *limit).max()
    }
}

impl Tray {
    pub fn find(&mut self, key: &str) -> Option<&mut Upload> {
        self.files.iter_mut().find(|file| file.key == key)
    }

    /// The file whose turn it is.
    pub fn next(&self) -> Option<Upload> {
        let mut files = self.files.iter();
        files
            .find(|file| matches!(file.state, UploadState::Going(_)))
            .cloned()
    }

    /// The ids of all files, once all are with the backend.
    pub fn ids(&self) -> Option<Vec<String>> {
        let ids = self.files.iter().map(|file| match &file.state {
            UploadState::Done(id) => Some(id.clone()),
            _ => None,
        });
        ids.collect()
    }

    /// Reads what [`crate::wire::writing::tray`] wrote. What was under way goes on.
    pub fn read(json: &impl Json) -> Self {
        let files = json.items().unwrap_or_default();
        let read = files.iter().filter_map(|file| {
            let word = |key| file.get(key)?.text();
            Some(Upload {
                key: word("key")?,
                name: word("name")?,
                media_type: word("type")?,
                size: file.get("size")?.number()? as u64,
                state: match word("file") {
                    Some(id) => UploadState::Done(id),
                    None => UploadState::Going(0),
                },
            })
        });
        Self {
            files: read.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::writing;

    fn upload(key: &str, state: UploadState) -> Upload {
        Upload {
            key: key.to_owned(),
            name: "a \"b\".png".to_owned(),
            media_type: "image/png".to_owned(),
            size: 5,
            state,
        }
    }

    #[test]
    fn a_message_can_go_when_all_its_files_are_there() {
        let mut tray = Tray::default();
        assert_eq!(tray.ids(), Some(Vec::new()));
        tray.files
            .push(upload("a", UploadState::Done("1".to_owned())));
        tray.files.push(upload("b", UploadState::Going(3)));
        assert_eq!(
            (tray.ids(), tray.next().map(|it| it.key)),
            (None, Some("b".to_owned()))
        );
        tray.find("b").unwrap().state = UploadState::Done("2".to_owned());
        assert_eq!(tray.ids(), Some(vec!["1".to_owned(), "2".to_owned()]));
        assert_eq!(tray.next(), None);
    }

    #[test]
    fn what_was_kept_goes_on_from_the_beginning_or_is_done() {
        let tray = Tray {
            files: vec![
                upload("a", UploadState::Done("1".to_owned())),
                upload("b", UploadState::Going(3)),
                upload("c", UploadState::Failed(Trouble::Empty)),
            ],
        };
        let kept: serde_json::Value = serde_json::from_str(&writing::tray(&tray)).unwrap();
        let read = Tray::read(&kept);
        let states: Vec<_> = read.files.into_iter().map(|file| file.state).collect();
        // What can't be sent is not worth keeping.
        assert_eq!(
            states,
            [UploadState::Done("1".to_owned()), UploadState::Going(0)]
        );
    }

    #[test]
    fn a_limit_is_said_before_anything_is_sent() {
        let limits = FileLimits {
            types: vec![("image/*".to_owned(), 10)],
            count: None,
        };
        assert_eq!(limits.trouble("image/png", 10), None);
        assert_eq!(limits.trouble("image/png", 11), Some(Trouble::TooLarge(10)));
        assert_eq!(limits.trouble("text/plain", 1), Some(Trouble::OtherType));
        assert_eq!(limits.trouble("image/png", 0), Some(Trouble::Empty));
        assert_eq!(FileLimits::default().trouble("x/y", u64::MAX), None);
    }
}
