//! Reads what the server streams, piece by piece, and trusts none of it: what comes out is text of a
//! bounded length in a bounded time.

use std::collections::VecDeque;

use axum::body::Bytes;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use recado_protocol::assist::{AssistLine, AssistTrouble};
use serde::Deserialize;
use tokio::time::{Instant, timeout};

use super::masking::Masks;
use super::{AssistConfig, broken};

/// Longest line of the stream, in bytes.
const LINE_BYTES: usize = 256 * 1024;

/// An answer on its way.
pub struct Answer {
    body: Incoming,
    masks: Masks,
    config: AssistConfig,
    deadline: Instant,
    /// What has come of a line that is not whole.
    line: Vec<u8>,
    /// Text that waits, because it may be the beginning of a mask.
    held: String,
    /// How much may come yet, in characters.
    room: usize,
    ready: VecDeque<AssistLine>,
    is_over: bool,
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<ChunkChoice>,
}

#[derive(Deserialize)]
struct ChunkChoice {
    #[serde(alias = "message")]
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<String>,
}

impl Answer {
    pub fn new(body: Incoming, masks: Masks, config: &AssistConfig, deadline: Instant) -> Self {
        Self {
            body,
            masks,
            deadline,
            line: Vec::new(),
            held: String::new(),
            room: config.longest,
            config: config.clone(),
            ready: VecDeque::new(),
            is_over: false,
        }
    }

    /// The next line for the agent's screen; `None` after the last.
    pub async fn next(&mut self) -> Option<AssistLine> {
        loop {
            if let Some(line) = self.ready.pop_front() {
                return Some(line);
            }
            if self.is_over {
                return None;
            }
            let left = self.deadline.saturating_duration_since(Instant::now());
            match timeout(self.config.silence.min(left), self.body.frame()).await {
                Err(_) => self.end(broken(AssistTrouble::Slow)),
                Ok(None) => {
                    // A server may forget the last line break.
                    let line = std::mem::take(&mut self.line);
                    self.take_line(&line);
                    if !self.is_over {
                        self.end(broken(AssistTrouble::Cut));
                    }
                }
                Ok(Some(Err(_))) => self.end(broken(AssistTrouble::Cut)),
                Ok(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        self.take(&data);
                    }
                }
            }
        }
    }

    fn take(&mut self, data: &Bytes) {
        for piece in data.split_inclusive(|byte| *byte == b'\n') {
            if self.is_over {
                return;
            }
            self.line.extend_from_slice(piece);
            if self.line.len() > LINE_BYTES {
                self.end(broken(AssistTrouble::Unreadable));
            } else if self.line.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                self.take_line(&line);
            }
        }
    }

    /// One line of the stream of events; a server that can't stream gives its whole answer in one.
    fn take_line(&mut self, line: &[u8]) {
        let Ok(line) = std::str::from_utf8(line) else {
            return self.end(broken(AssistTrouble::Unreadable));
        };
        let line = line.trim();
        let data = line.strip_prefix("data:").map(str::trim);
        let data = data.or_else(|| line.starts_with('{').then_some(line));
        match data {
            // Comments, names of events and empty lines.
            None | Some("") => {}
            Some("[DONE]") => self.finish(),
            Some(data) => match serde_json::from_str::<Chunk>(data) {
                Err(_) => self.end(broken(AssistTrouble::Unreadable)),
                Ok(chunk) => {
                    for choice in chunk.choices.into_iter().take(1) {
                        if let Some(text) = choice.delta.and_then(|delta| delta.content) {
                            self.say(&text);
                        }
                        if choice.finish_reason.is_some() && !self.is_over {
                            self.finish();
                        }
                    }
                }
            },
        }
    }

    fn say(&mut self, text: &str) {
        let clean = text
            .chars()
            .filter(|letter| !letter.is_control() || *letter == '\n' || *letter == '\t');
        let before = self.held.len();
        self.held.extend(clean);
        let added = self.held[before..].chars().count();
        if added > self.room {
            let end = self.held[before..]
                .char_indices()
                .nth(self.room)
                .map_or(self.held.len(), |(at, _)| before + at);
            self.held.truncate(end);
            self.release(self.held.len());
            return self.end(broken(AssistTrouble::TooLong));
        }
        self.room -= added;
        self.release(self.masks.settled(&self.held));
    }

    fn release(&mut self, length: usize) {
        let rest = self.held.split_off(length);
        let settled = std::mem::replace(&mut self.held, rest);
        if !settled.is_empty() {
            self.ready.push_back(AssistLine {
                text: Some(self.masks.restore(&settled)),
                ..AssistLine::default()
            });
        }
    }

    fn finish(&mut self) {
        self.release(self.held.len());
        self.end(AssistLine {
            done: true,
            ..AssistLine::default()
        });
    }

    fn end(&mut self, last: AssistLine) {
        self.ready.push_back(last);
        self.is_over = true;
    }
}
