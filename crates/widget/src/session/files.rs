//! Files: where those of messages are, and how those of the visitor get to the backend (tus 1.0).

use std::{
    cell::{Cell, RefCell},
    iter,
    rc::Rc,
};

use recado_protocol::{MessageId, visitor::NewVisitorMessage};
use web_sys::{Blob, File};

use super::Session;
use crate::{
    browser::{
        clock::{self, Timer},
        http::{self, Failure, Request},
        json, page, shelf,
    },
    outbox::Errand,
    tray::{Tray, Trouble, Upload, UploadState},
    wire::{Json, writing},
};

/// One request carries so much of a file, in bytes: its answer says how far it is.
const PIECE_BYTES: u64 = 512 * 1024;
/// After a failure the next try comes after so long, in milliseconds; at once when the link is back.
const AGAIN_AFTER_MS: u32 = 4_000;
const VERSION: (&str, &str) = ("tus-resumable", "1.0.0");

/// Where the bytes of a file are.
pub struct FileAddress {
    pub id: String,
    pub address: String,
    /// A smaller picture.
    pub small: Option<String>,
}

/// What is going on with files.
#[derive(Default)]
pub(super) struct Carrier {
    is_busy: Cell<bool>,
    again: RefCell<Option<Timer>>,
    /// What waits for the link to be live.
    waiting: RefCell<Vec<Box<dyn FnOnce()>>>,
}

impl Session {
    /// The addresses of files; `None` when they can't be had now.
    pub async fn file_addresses(&self, ids: &[&str]) -> Option<Vec<FileAddress>> {
        let token = self.token.borrow().clone()?;
        let answer = http::fetch(Request {
            method: "POST",
            url: &self.url(&["files/urls"]),
            token: Some(&token),
            body: Some(&writing::ids(ids)),
            ..Request::default()
        })
        .await;
        let items = match answer {
            Ok(answer) => answer.get("items").and_then(|items| items.items())?,
            Err(Failure::Refused(_)) => Vec::new(),
            Err(_) => return None,
        };
        let backend = self.backend.borrow().clone().unwrap_or_default();
        let whole = |path: String| [&backend, &*path].concat();
        let read = items.iter().filter_map(|item| {
            let word = |key| item.get(key)?.text();
            Some(FileAddress {
                id: word("id")?,
                address: whole(word("url")?),
                small: word("thumbnail_url").map(whole),
            })
        });
        Some(read.collect())
    }

    /// Does something when the link is live again.
    pub fn when_live(&self, act: impl FnOnce() + 'static) {
        self.carrier.waiting.borrow_mut().push(Box::new(act));
    }

    /// The link is live.
    pub fn go_on_with_files(self: &Rc<Self>) {
        for act in self.carrier.waiting.take() {
            act();
        }
        self.carry();
    }

    /// Puts chosen files into the tray, and begins to carry them.
    pub fn take_in(self: &Rc<Self>, files: Vec<File>) {
        for file in files {
            let key = MessageId::make(clock::now(), clock::random_bytes());
            let (media_type, size) = (file.type_(), file.size() as u64);
            let limits = self.limits.borrow();
            let most = limits.count.unwrap_or(usize::MAX);
            let is_too_many = self.tray.borrow().files.len() >= most;
            let trouble = limits.trouble(&media_type, size);
            let trouble = trouble.or(is_too_many.then_some(Trouble::TooMany(most)));
            drop(limits);
            let upload = Upload {
                key: key.as_str().to_owned(),
                name: file.name(),
                media_type,
                size,
                state: trouble.map_or(UploadState::Going(0), UploadState::Failed),
            };
            let is_going = upload.state == UploadState::Going(0);
            self.tray.borrow_mut().files.push(upload);
            if is_going {
                let bytes = Blob::from(file);
                self.bytes
                    .borrow_mut()
                    .push((key.to_string(), bytes.clone()));
                page::spawn(async move { shelf::keep(key.as_str(), &bytes).await });
            }
        }
        self.tray_changed();
        self.begin_if_wanted();
        self.carry();
    }

    /// Takes a file out of the tray, however far it is.
    pub fn detach(self: &Rc<Self>, key: &str) {
        self.tray.borrow_mut().files.retain(|file| file.key != key);
        self.forget_bytes(key);
        self.tray_changed();
    }

    /// Tries a file again that was refused.
    pub fn attach_again(self: &Rc<Self>, key: &str) {
        if let Some(file) = self.tray.borrow_mut().find(key) {
            file.state = UploadState::Going(0);
        }
        self.tray_changed();
        self.carry();
    }

    /// Sends a text with the files in the tray, once all are with the backend.
    pub fn send_with_files(self: &Rc<Self>, text: String) {
        let Some(ids) = self.tray.borrow().ids() else {
            return;
        };
        let tray = self.tray.take();
        for file in &tray.files {
            self.forget_bytes(&file.key);
        }
        self.keeper.keep_tray("");
        self.written();
        let lines = iter::once(text.as_str()).chain(tray.files.iter().map(|it| it.name.as_str()));
        let shown: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
        let shown = shown.join("\n");
        let errand = |id: &MessageId| Errand {
            path: "messages".to_owned(),
            body: writing::new_message(&NewVisitorMessage {
                id: id.clone(),
                text,
                attachments: ids.into_iter().map(Into::into).collect(),
            }),
        };
        self.put_out(shown, Some(Box::new(errand)));
    }

    fn forget_bytes(&self, key: &str) {
        self.bytes.borrow_mut().retain(|(known, _)| known != key);
        let key = key.to_owned();
        page::spawn(async move { shelf::forget(&key).await });
    }

    fn tray_changed(&self) {
        let tray = self.tray.borrow();
        let kept = if tray.files.is_empty() {
            String::new()
        } else {
            writing::tray(&tray)
        };
        drop(tray);
        self.keeper.keep_tray(&kept);
        self.keep_token();
        self.show();
    }

    /// Carries what is in the tray to the backend, one after the other.
    fn carry(self: &Rc<Self>) {
        self.carrier.again.take();
        if self.carrier.is_busy.replace(true) {
            return;
        }
        let session = self.clone();
        page::spawn(async move {
            loop {
                let next = session.tray.borrow().next();
                let Some(upload) = next else { break };
                let state = match session.upload(&upload).await {
                    Ok(id) => UploadState::Done(id),
                    Err(Failure::Refused(refused)) => {
                        UploadState::Failed(Trouble::Refused(refused.sentence))
                    }
                    Err(Failure::Unauthenticated) => {
                        session.token_expired();
                        break;
                    }
                    Err(Failure::Unreachable) => {
                        session.carry_later();
                        break;
                    }
                };
                let mut tray = session.tray.borrow_mut();
                if let Some(file) = tray.find(&upload.key) {
                    // It may have been found to be lost meanwhile.
                    if matches!(file.state, UploadState::Going(_)) {
                        file.state = state;
                    }
                }
                drop(tray);
                session.tray_changed();
            }
            session.carrier.is_busy.set(false);
        });
    }

    fn carry_later(self: &Rc<Self>) {
        let session = self.clone();
        let again = clock::after(AGAIN_AFTER_MS, move || session.carry());
        self.carrier.again.replace(Some(again));
    }

    /// Brings one file to its end and gives its id. The same key is the same upload, so what is there
    /// already is not sent again.
    async fn upload(self: &Rc<Self>, upload: &Upload) -> Result<String, Failure> {
        let token = self.token.borrow().clone().ok_or(Failure::Unreachable)?;
        let Some(bytes) = self.bytes_of(&upload.key).await else {
            if let Some(file) = self.tray.borrow_mut().find(&upload.key) {
                file.state = UploadState::Failed(Trouble::Lost);
            }
            return Ok(String::new());
        };
        let base = Request {
            token: Some(&token),
            ..Request::default()
        };
        let metadata = [
            "filename ",
            &page::base64(&upload.name),
            ",filetype ",
            &page::base64(&upload.media_type),
        ]
        .concat();
        let length = upload.size.to_string();
        let place = http::header(
            Request {
                method: "POST",
                url: &self.url(&["uploads"]),
                idempotency_key: Some(&upload.key),
                headers: &[
                    VERSION,
                    ("upload-length", &length),
                    ("upload-metadata", &metadata),
                ],
                ..base
            },
            "location",
        )
        .await?;
        let id = place.rsplit('/').next().unwrap_or_default().to_owned();
        let url = self.url(&["uploads/", &id]);
        let asked = Request {
            method: "HEAD",
            url: &url,
            headers: &[VERSION],
            ..base
        };
        let mut offset = number(&http::header(asked, "upload-offset").await?)?;
        let size = bytes.size() as u64;
        while offset < size {
            if self.tray.borrow_mut().find(&upload.key).is_none() {
                let given_up = Request {
                    method: "DELETE",
                    ..asked
                };
                // What is left of it the backend takes away by itself.
                let _ = http::header(given_up, "").await;
                return Ok(id);
            }
            let end = (offset + PIECE_BYTES).min(size);
            let piece = bytes.slice_with_f64_and_f64(offset as f64, end as f64);
            let piece = piece.map_err(|_| Failure::Unreachable)?;
            let from = offset.to_string();
            let headers = [VERSION, ("upload-offset", &*from)];
            let sent = Request {
                method: "PATCH",
                url: &url,
                bytes: Some(&piece),
                headers: &headers,
                ..base
            };
            offset = number(&http::header(sent, "upload-offset").await?)?;
            if let Some(file) = self.tray.borrow_mut().find(&upload.key) {
                file.state = UploadState::Going(offset);
            }
            self.show_soon();
        }
        Ok(id)
    }

    async fn bytes_of(&self, key: &str) -> Option<Blob> {
        let here = {
            let known = self.bytes.borrow();
            let here = known.iter().find(|(known, _)| known == key);
            here.map(|(_, bytes)| bytes.clone())
        };
        match here {
            Some(bytes) => Some(bytes),
            None => shelf::kept(key).await,
        }
    }

    /// Puts into the tray what was in it when this page was left.
    pub fn restore_tray(&self, kept: &str) {
        if let Some(kept) = json::parse(kept) {
            self.tray.replace(Tray::read(&kept));
        }
    }
}

// Whole numbers: reading and writing fractions would weigh more than all of this.
fn number(text: &str) -> Result<u64, Failure> {
    text.parse().map_err(|_| Failure::Unreachable)
}
