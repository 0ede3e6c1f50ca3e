//! The visitor's own words: kept, sent in order, tried again, and told while they are written.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use recado_protocol::{
    ClientFrame, Message, MessageId,
    live::Typing,
    message::more::Filled,
    visitor::{NewVisitorMessage, VisitorAnswer},
};

use super::Session;
use crate::{
    backoff::Backoff,
    browser::{
        clock::{self, Timer},
        http::{self, Failure, Request},
        page,
    },
    outbox::{Entry, Errand, Refusal, answer_path},
    typing::{OwnTyping, STOPPED_AFTER_MS},
    wire::{
        reading::{self, Reason, Refused},
        writing,
    },
};

/// What is going on with the visitor's words.
#[derive(Default)]
pub(super) struct Post {
    /// Whether a send is under way: there is never more than one, so the order stays.
    is_busy: Cell<bool>,
    backoff: Cell<Backoff>,
    retry: RefCell<Option<Timer>>,
    typing: Cell<OwnTyping>,
    typing_end: RefCell<Option<Timer>>,
}

/// Makes what is sent of a message that is more than a text, by its id.
pub(super) type MakeErrand = Box<dyn FnOnce(&MessageId) -> Errand>;

impl Session {
    /// Takes a text that the visitor has written. It is kept before it is shown.
    /// The files in the tray go with it.
    pub fn send(self: &Rc<Self>, text: String) {
        self.adopt_kept_token();
        if self.has_files() {
            if let Some(extras) = self.extras() {
                extras.send_with_files(self, text);
            }
            return;
        }
        self.written();
        self.put_out(text, None);
    }

    /// Whether files go with the message that is being written.
    pub(super) fn has_files(&self) -> bool {
        !self.tray.borrow().files.is_empty() || self.held_files().is_some()
    }

    /// What was being written is a message now.
    pub(super) fn written(&self) {
        self.keeper.keep_draft("");
        self.stopped_typing();
    }

    /// Answers a message of the team by a choice, which is called so.
    pub fn choose(self: &Rc<Self>, asked: &MessageId, choice: String, title: String) {
        self.answer(asked, title, |id| VisitorAnswer {
            id: id.clone(),
            chosen: vec![choice],
            filled: Vec::new(),
        });
    }

    /// Answers the questions of a message; `words` says it for the log.
    pub fn fill_in(
        self: &Rc<Self>,
        asked: &MessageId,
        values: Vec<(String, String)>,
        words: String,
    ) {
        let filled = values.into_iter();
        let filled = filled.map(|(question, value)| Filled { question, value });
        self.answer(asked, words, |id| VisitorAnswer {
            id: id.clone(),
            chosen: Vec::new(),
            filled: filled.collect(),
        });
    }

    fn answer(
        self: &Rc<Self>,
        asked: &MessageId,
        words: String,
        answer: impl FnOnce(&MessageId) -> VisitorAnswer + 'static,
    ) {
        if self.chat.borrow().outbox.answer_to(asked).is_some() {
            return;
        }
        let path = answer_path(asked);
        let errand = |id: &MessageId| Errand {
            path,
            body: writing::answer(&answer(id)),
        };
        self.put_out(words, Some(Box::new(errand)));
    }

    pub(super) fn put_out(self: &Rc<Self>, text: String, errand: Option<MakeErrand>) {
        let (now, random) = (clock::now(), clock::random_bytes());
        let mut chat = self.chat.borrow_mut();
        let errand = |id: &MessageId| errand.map(|make| make(id));
        let entry = chat.outbox.write(text, errand, now, random).clone();
        drop(chat);
        self.keeper.keep_unsent(&entry.id, &entry.kept());
        self.keep_token();
        self.show();
        self.begin_if_wanted();
        self.post_now();
    }

    /// Tries a refused message once more.
    pub fn retry(self: &Rc<Self>, id: &MessageId) {
        self.chat.borrow_mut().outbox.retry(id);
        self.show();
        self.post_now();
    }

    /// Throws an unsent message away.
    pub fn discard(self: &Rc<Self>, id: &MessageId) {
        self.chat.borrow_mut().outbox.remove(id);
        self.keeper.drop_unsent(id);
        self.show();
    }

    /// The text that was being written when this page was left.
    pub fn draft(&self) -> String {
        self.keeper.draft()
    }

    /// The visitor has changed the text that is being written.
    pub fn typed(self: &Rc<Self>, text: &str) {
        self.keeper.keep_draft(text);
        let is_empty = text.trim().is_empty();
        let mut typing = self.post.typing.get();
        let notice = typing.changed(is_empty, clock::now().millis() as f64);
        self.post.typing.set(typing);
        self.tell_typing(notice);
        let session = self.clone();
        let end = clock::after(STOPPED_AFTER_MS, move || session.stopped_typing());
        self.post.typing_end.replace(Some(end));
    }

    /// The visitor writes no more.
    pub(super) fn stopped_typing(&self) {
        let mut typing = self.post.typing.get();
        let notice = typing.stopped();
        self.post.typing.set(typing);
        self.tell_typing(notice);
    }

    /// Sends what waits, one after the other, without waiting for the next planned try.
    pub(super) fn post_now(self: &Rc<Self>) {
        self.post.retry.take();
        if self.post.is_busy.replace(true) {
            return;
        }
        let session = self.clone();
        page::spawn(async move {
            session.post_all().await;
            session.post.is_busy.set(false);
        });
    }

    async fn post_all(self: &Rc<Self>) {
        loop {
            let entry = self.chat.borrow().outbox.next().cloned();
            let token = self.token.borrow().clone();
            // Without a token the visit has to begin first, and then calls here again.
            let (Some(entry), Some(token)) = (entry, token) else {
                return;
            };
            // The socket may tell of the message before its answer comes.
            let begins = self.chat.borrow().conversation.is_none();
            match self.post(&entry, &token).await {
                Ok(stored) => {
                    self.post.backoff.take();
                    self.chat.borrow_mut().take_answer(stored);
                    if begins {
                        self.owe_context();
                    }
                    self.keeper.drop_unsent(&entry.id);
                    self.keep_token();
                }
                Err(Failure::Refused(refused)) => {
                    let refusal = refusal(refused);
                    self.chat.borrow_mut().outbox.refuse(&entry.id, refusal);
                }
                Err(Failure::Unauthenticated) => {
                    self.token_expired();
                    return;
                }
                Err(Failure::Unreachable) => {
                    self.post_later();
                    return;
                }
            }
            self.show();
        }
    }

    async fn post(&self, entry: &Entry, token: &str) -> Result<Message, Failure> {
        let errand = entry.errand.clone().unwrap_or_else(|| Errand {
            path: "messages".to_owned(),
            body: writing::new_message(&NewVisitorMessage {
                id: entry.id.clone(),
                text: entry.text.clone(),
                attachments: Vec::new(),
            }),
        });
        let answer = http::fetch(Request {
            method: "POST",
            url: &self.url(&[&errand.path]),
            token: Some(token),
            idempotency_key: Some(entry.id.as_str()),
            body: Some(&errand.body),
            ..Request::default()
        })
        .await?;
        reading::stored(&answer).ok_or(Failure::Unreachable)
    }

    fn post_later(self: &Rc<Self>) {
        let mut backoff = self.post.backoff.get();
        let wait = backoff.fail(clock::random());
        self.post.backoff.set(backoff);
        let session = self.clone();
        self.post
            .retry
            .replace(Some(clock::after(wait, move || session.post_now())));
    }

    /// Another tab may have begun the conversation since this one looked: go on with that one
    /// rather than begin a second.
    fn adopt_kept_token(self: &Rc<Self>) {
        let begun = self.chat.borrow().conversation.is_some();
        let ours = self.token.borrow().clone();
        let kept = self.keeper.token();
        if !begun && kept.is_some() && ours.is_some() && ours != kept {
            self.token.take();
            self.connect();
        }
    }

    fn tell_typing(&self, notice: Option<bool>) {
        let conversation = self.chat.borrow().conversation.clone();
        if let (Some(on), Some(conversation)) = (notice, conversation) {
            self.say(&ClientFrame::Typing(Typing {
                conversation,
                on,
                note: false,
            }));
        }
    }
}

fn refusal(refused: Refused) -> Refusal {
    match refused.reason {
        Reason::ChannelClosed => Refusal::ChannelClosed,
        Reason::TooLarge => Refusal::TooLong,
        Reason::NotFound | Reason::Other => Refusal::Other(refused.sentence),
    }
}
