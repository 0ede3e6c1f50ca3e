//! One file goes to the backend with tus 1.0: begun once, asked how far it is after every break,
//! and sent on from there, piece by piece, so that neither page nor network holds more than one.

use std::rc::Rc;

use js_sys::JsString;
use recado_client::{Failure, browser::Browser};
use recado_protocol::API_ROOT;
use web_sys::{Blob, XmlHttpRequest};

use super::Uploads;
use super::parcel::Item;
use super::request::{Answer, Asked, Lost, ask};
use crate::session::page::Page;
use crate::session::vault::files_of;
use recado_client::Clock;

/// How much goes in one request, in bytes: 4 MiB.
const PIECE: u64 = 4 * 1024 * 1024;
/// A piece may take this long, in milliseconds: a slow phone needs minutes.
const PIECE_WITHIN_MS: u32 = 5 * 60 * 1_000;
const ANSWER_WITHIN_MS: u32 = 20_000;

/// Why a step was not done.
pub enum Trouble {
    /// It may be done later.
    Passing,
    /// Nobody is signed in any more.
    SignedOut,
    /// The backend's final no.
    Refused,
    /// The person or the end of this page gave it up.
    GivenUp,
}

/// One file's way.
pub struct Journey {
    pub uploads: Rc<Uploads>,
    pub item: Item,
    pub conversation: Option<String>,
    pub bytes: Blob,
}

impl Journey {
    /// Goes as far as the network lets it; begins where it was.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn go_on(&mut self) -> Result<(), Trouble> {
        let mut offset = match self.offset().await? {
            Some(offset) => offset,
            None => {
                self.create().await?;
                0
            }
        };
        while offset < self.item.size {
            self.uploads.moved(&self.item.key, offset);
            offset = self.send_piece(offset).await?;
        }
        Ok(())
    }

    /// How much is there; `None` when there is no such upload, or not any more.
    async fn offset(&mut self) -> Result<Option<u64>, Trouble> {
        let Some(location) = self.item.location.clone() else {
            return Ok(None);
        };
        let answer = self.ask("HEAD", &location, &[], None).await?;
        match answer.status {
            200 => Ok(Some(offset_of(&answer)?)),
            404 | 410 => {
                self.item.location = None;
                Ok(None)
            }
            status => Err(trouble(status)),
        }
    }

    async fn create(&mut self) -> Result<(), Trouble> {
        let size = self.item.size.to_string();
        let metadata = self.metadata();
        // An upload that was taken away is begun anew under another key.
        let key = format!("{}-{}", self.item.key, self.uploads.attempt(&self.item.key));
        let headers = [
            ("Upload-Length", size.as_str()),
            ("Upload-Metadata", metadata.as_str()),
            ("Idempotency-Key", key.as_str()),
        ];
        let path = format!("{API_ROOT}/uploads");
        let answer = self.ask("POST", &path, &headers, None).await?;
        if answer.status != 201 {
            return Err(trouble(answer.status));
        }
        let location = answer.header("Location").ok_or(Trouble::Passing)?;
        self.item.location = Some(location.clone());
        self.uploads.located(&self.item.key, location).await;
        Ok(())
    }

    async fn send_piece(&mut self, offset: u64) -> Result<u64, Trouble> {
        let location = self.item.location.clone().ok_or(Trouble::Passing)?;
        let end = (offset + PIECE).min(self.item.size);
        #[expect(
            clippy::cast_precision_loss,
            reason = "files are far smaller than 2^53 bytes"
        )]
        let piece = self
            .bytes
            .slice_with_f64_and_f64(offset as f64, end as f64)
            .map_err(|_| Trouble::Passing)?;
        let at = offset.to_string();
        let headers = [
            ("Upload-Offset", at.as_str()),
            ("Content-Type", "application/offset+octet-stream"),
        ];
        let answer = self.ask("PATCH", &location, &headers, Some((&piece, offset)));
        let answer = answer.await?;
        match answer.status {
            204 => offset_of(&answer),
            // Somewhere else than was thought, or somebody else sends it: asked anew.
            409 | 423 => Err(Trouble::Passing),
            404 | 410 => {
                self.item.location = None;
                Err(Trouble::Passing)
            }
            status => Err(trouble(status)),
        }
    }

    /// Asks as the signed-in person. An expired token is replaced once.
    async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        piece: Option<(&Blob, u64)>,
    ) -> Result<Answer, Trouble> {
        let engine = self.uploads.session.engine();
        let backend = recado_engine::Host::backend(engine.host());
        let url = format!("{}{path}", backend.origin());
        let mut refused: Option<String> = None;
        loop {
            let token = backend.token(refused.as_deref()).await;
            let token = token.map_err(|failure| match failure {
                Failure::SignedOut(_) => Trouble::SignedOut,
                _ => Trouble::Passing,
            })?;
            let bearer = format!("Bearer {token}");
            let mut all = vec![
                ("Tus-Resumable", "1.0.0"),
                ("Authorization", bearer.as_str()),
            ];
            all.extend_from_slice(headers);
            let asked = Asked {
                method,
                url: &url,
                headers: &all,
                body: piece.map(|(bytes, _)| bytes),
                within: if piece.is_some() {
                    PIECE_WITHIN_MS
                } else {
                    ANSWER_WITHIN_MS
                },
            };
            let answer = self.watched(asked, piece.map(|(_, offset)| offset)).await;
            if self.uploads.is_given_up(&self.item.key) {
                return Err(Trouble::GivenUp);
            }
            let answer = answer.map_err(|Lost| Trouble::Passing)?;
            if answer.status == 401 && refused.is_none() {
                refused = Some(token);
            } else {
                return Ok(answer);
            }
        }
    }

    /// Makes a request that can be given up, and says how far it is.
    async fn watched(&self, asked: Asked<'_>, offset: Option<u64>) -> Result<Answer, Lost> {
        let uploads = Rc::clone(&self.uploads);
        let key = self.item.key.clone();
        let on_sent = move |sent| {
            if let Some(offset) = offset {
                uploads.moved(&key, offset + sent);
            }
        };
        let begun = |request: &XmlHttpRequest| self.uploads.begun(&self.item.key, request);
        ask(asked, begun, on_sent).await
    }

    fn metadata(&self) -> String {
        let item = &self.item;
        let mut pairs = vec![
            ("filename", base64(item.name.as_bytes())),
            ("filetype", base64(item.media_type.as_bytes())),
        ];
        if let Some(conversation) = &self.conversation {
            pairs.push(("conversation", base64(conversation.as_bytes())));
        }
        if item.voice {
            pairs.push(("voice", base64(b"1")));
            pairs.push(("waveform", base64(&item.waveform)));
        }
        if let Some(duration) = item.duration_ms {
            pairs.push(("duration", base64(duration.to_string().as_bytes())));
        }
        let pairs = pairs.iter().map(|(key, value)| format!("{key} {value}"));
        pairs.collect::<Vec<_>>().join(",")
    }
}

fn offset_of(answer: &Answer) -> Result<u64, Trouble> {
    let offset = answer.header("Upload-Offset");
    let offset = offset.and_then(|offset| offset.trim().parse().ok());
    // Something between us and the backend answered.
    offset.ok_or(Trouble::Passing)
}

fn trouble(status: u16) -> Trouble {
    match status {
        401 => Trouble::SignedOut,
        400..=499 if status != 408 && status != 429 => Trouble::Refused,
        _ => Trouble::Passing,
    }
}

/// Bytes in the letters that tus wants, by the browser's own encoder, which takes a letter for each.
fn base64(bytes: &[u8]) -> String {
    let letters: Vec<u16> = bytes.iter().copied().map(u16::from).collect();
    let text: String = JsString::from_char_code(&letters).into();
    leptos::prelude::window().btoa(&text).unwrap_or_default()
}

/// How long to wait before the next try, in milliseconds: longer each time, and never all at once.
pub fn pause_ms(tries: u32) -> u32 {
    let longest = (1_000_u32 << tries.min(4)).min(15_000);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 15,000"
    )]
    let pause = (f64::from(longest) * (0.5 + Browser.chance() / 2.0)) as u32;
    pause
}

/// What this device calls the database of a person's files.
pub fn shelf_name(page: &Page, person: &recado_protocol::AgentId) -> String {
    files_of(&page.name(person))
}
