//! Files on their way to the backend: several at once, over broken connections and reloads, and
//! when all files of a message are there, the message into the outbox, once.
//!
//! A parcel holds the files of one message. It is kept on this device with the bytes, until the
//! message is in the outbox. Of a person's tabs one carries each parcel (`claim`).

mod claim;
mod journey;
mod limits;
mod parcel;
mod request;
mod shelf;
mod waiting;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::select;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Clock;
use recado_client::browser::Browser;
use recado_protocol::{
    ChannelLimits, CommandId, ConversationId, MessageId, OutgoingContent, Rich, RichContent,
};
use web_sys::{Blob, Url, XmlHttpRequest};

use super::{Intent, Session, identity};
use crate::browser::{clock, storage};
use claim::{Claim, claim};
use journey::{Journey, Trouble, pause_ms, shelf_name};
use shelf::Shelf;

pub use limits::{most_files, takes_files};
pub use parcel::{Item, Parcel, Refused, Stage};
pub use waiting::messages_waiting;

/// How many files travel at the same time.
const AT_ONCE: usize = 3;
/// How long the outbox may take to have a message, in milliseconds, before it is looked again.
const LOOK_AGAIN_MS: u32 = 100;
/// How many files of a message that the channel does not take are shown.
const REFUSED_SHOWN: usize = 10;
/// Says that files are waiting on this device: the next start looks after them.
pub const WAITING: &str = "files-waiting";

thread_local! {
    static CURRENT: RefCell<Option<Rc<Uploads>>> = const { RefCell::new(None) };
}

/// The files on their way of the signed-in person.
pub struct Uploads {
    session: Session,
    parcels: ArcRwSignal<Vec<Parcel>>,
    luggage: RefCell<HashMap<String, Luggage>>,
    claims: RefCell<HashMap<MessageId, Claim>>,
    shelf: RefCell<Option<Rc<Shelf>>>,
    /// Those who wait until it is known whether there is a shelf; none once it is.
    opening: RefCell<Option<Vec<oneshot::Sender<()>>>>,
    /// Those who wait for a better network.
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
    /// Of the sign-in that it belongs to.
    life: u32,
}

/// What this page has of one file.
#[derive(Default)]
struct Luggage {
    bytes: Option<Blob>,
    /// An address of the bytes in this page, for its preview.
    preview: Option<String>,
    request: Option<XmlHttpRequest>,
    is_travelling: bool,
    /// How often an upload was begun for it.
    attempts: u32,
}

/// A file that was chosen, dropped, pasted or recorded.
pub struct Chosen {
    pub bytes: Blob,
    pub name: String,
    pub media_type: String,
    pub voice: bool,
    pub duration_ms: Option<u64>,
    pub waveform: Vec<u8>,
}

/// Goes on with what an earlier page has left, whatever is on the screen.
#[component]
pub fn FileKeeper() -> impl IntoView {
    Uploads::of(super::use_session());
}

/// Whether files of an earlier start wait on this device.
pub fn any_waiting() -> bool {
    storage::get(WAITING).is_some()
}

impl Uploads {
    /// Those of the signed-in person, begun where they are not yet.
    pub fn of(session: Session) -> Rc<Self> {
        let known = CURRENT.with_borrow(Clone::clone);
        match known {
            Some(uploads) if !uploads.is_over() => uploads,
            _ => {
                let uploads = Self::begin(session);
                CURRENT.replace(Some(Rc::clone(&uploads)));
                uploads
            }
        }
    }

    /// Whether the sign-in that it began in has ended: everything stops, and is kept.
    fn is_over(&self) -> bool {
        self.session.engine().life() != self.life
    }

    fn begin(session: Session) -> Rc<Self> {
        let uploads = Rc::new(Self {
            session,
            parcels: ArcRwSignal::new(Vec::new()),
            luggage: RefCell::default(),
            claims: RefCell::default(),
            shelf: RefCell::default(),
            opening: RefCell::new(Some(Vec::new())),
            waiting: RefCell::default(),
            life: session.engine().life(),
        });
        let this = Rc::downgrade(&uploads);
        window_event_listener(ev::online, move |_| {
            if let Some(this) = this.upgrade() {
                this.wake();
            }
        });
        let this = Rc::downgrade(&uploads);
        window_event_listener(ev::offline, move |_| {
            if let Some(this) = this.upgrade() {
                this.give_up_requests();
            }
        });
        waiting::count(&uploads);
        spawn_local(Rc::clone(&uploads).take_back());
        uploads
    }

    /// Every parcel of a conversation, in the order of their beginning. Reactive.
    pub fn parcels(&self, conversation: &ConversationId) -> Vec<Parcel> {
        let all = self.parcels.read();
        let mine = all.iter().filter(|it| it.conversation == *conversation);
        mine.cloned().collect()
    }

    /// Every message that waits for its files. Reactive.
    pub fn waiting(&self) -> Vec<Parcel> {
        let all = self.parcels.read();
        all.iter().filter(|it| it.sent.is_some()).cloned().collect()
    }

    /// What the channel of a conversation takes. Reactive.
    pub fn limits(&self, conversation: &ConversationId) -> ChannelLimits {
        self.session.limits_in(conversation)
    }

    /// An address of a file's bytes in this page, for its preview.
    pub fn preview(&self, key: &str) -> Option<String> {
        let mut luggage = self.luggage.borrow_mut();
        let luggage = luggage.get_mut(key)?;
        if luggage.preview.is_none() {
            let bytes = luggage.bytes.as_ref()?;
            luggage.preview = Url::create_object_url_with_blob(bytes).ok();
        }
        luggage.preview.clone()
    }

    /// Adds files to the message that is being written. Says how many were too many for it.
    pub fn add(self: &Rc<Self>, conversation: &ConversationId, chosen: Vec<Chosen>) -> usize {
        let limits = untrack(|| self.limits(conversation));
        let message = self.open_parcel(conversation);
        let most = most_files(&limits);
        let mut too_many = 0;
        for file in chosen {
            let is_refused = refused(&limits, &file).is_some();
            let finds_room = self.read(&message, |parcel| {
                let taken = parcel.taken();
                // Those that are refused take no place, and are shown with the reason.
                taken < most || is_refused && parcel.items.len() - taken < REFUSED_SHOWN
            });
            if finds_room == Some(true) {
                self.add_one(&message, file, &limits);
            } else {
                too_many += 1;
            }
        }
        too_many
    }

    /// Sends a file by itself, without a text: a voice note.
    pub fn send_alone(self: &Rc<Self>, conversation: &ConversationId, file: Chosen) {
        let limits = untrack(|| self.limits(conversation));
        let message = self.new_parcel(conversation, Some(String::new()));
        self.add_one(&message, file, &limits);
    }

    /// Takes a file away, here and at the backend.
    pub fn remove(self: &Rc<Self>, message: &MessageId, key: &str) {
        let mut removed = None;
        self.change(message, |parcel| {
            let at = parcel.items.iter().position(|item| item.key == key);
            removed = at.map(|at| parcel.items.remove(at));
        });
        let Some(item) = removed else {
            return;
        };
        self.unpack(&item.key);
        let this = Rc::clone(self);
        let message = message.clone();
        spawn_local(async move {
            if let Some(shelf) = this.shelf().await {
                shelf.forget_bytes(&item.key).await;
            }
            if this.read(&message, |parcel| parcel.items.is_empty()) == Some(true) {
                this.forget(&message).await;
            } else {
                this.keep(&message).await;
                this.send_if_whole(&message);
            }
        });
    }

    /// The person wants the files of the message that is being written sent, with this text below
    /// them. `false` when there are none, or one of them can't be sent.
    pub fn send(self: &Rc<Self>, conversation: &ConversationId, text: &str) -> bool {
        let open = self.parcels.read_untracked().iter().find_map(|parcel| {
            let is_open = parcel.conversation == *conversation && parcel.sent.is_none();
            is_open.then(|| (parcel.message.clone(), parcel.is_stuck()))
        });
        let Some((message, false)) = open else {
            return false;
        };
        self.change(&message, |parcel| parcel.sent = Some(text.to_owned()));
        let this = Rc::clone(self);
        spawn_local(async move {
            this.keep(&message).await;
            this.send_if_whole(&message);
        });
        true
    }

    /// Takes a message back that waits for its files, and gives its text.
    pub fn take_back_sent(self: &Rc<Self>, message: &MessageId) -> Option<String> {
        let mut text = None;
        self.change(message, |parcel| text = parcel.sent.take());
        let this = Rc::clone(self);
        let message = message.clone();
        spawn_local(async move { this.keep(&message).await });
        text
    }

    fn open_parcel(self: &Rc<Self>, conversation: &ConversationId) -> MessageId {
        let open = self.parcels.read_untracked().iter().find_map(|parcel| {
            let is_open = parcel.conversation == *conversation && parcel.sent.is_none();
            is_open.then(|| parcel.message.clone())
        });
        open.unwrap_or_else(|| self.new_parcel(conversation, None))
    }

    fn new_parcel(
        self: &Rc<Self>,
        conversation: &ConversationId,
        sent: Option<String>,
    ) -> MessageId {
        let message = MessageId::make(clock::now(), identity::random_bytes());
        self.parcels.write().push(Parcel {
            message: message.clone(),
            conversation: conversation.clone(),
            items: Vec::new(),
            sent,
        });
        storage::set(WAITING, "1");
        let this = Rc::clone(self);
        let claimed = message.clone();
        spawn_local(async move {
            let claim = claim(claimed.as_str()).await;
            this.claims.borrow_mut().insert(claimed, claim);
        });
        message
    }

    fn add_one(self: &Rc<Self>, message: &MessageId, file: Chosen, limits: &ChannelLimits) {
        let key = MessageId::make(clock::now(), identity::random_bytes()).to_string();
        let size = size(&file);
        let refused = refused(limits, &file);
        let is_refused = refused.is_some();
        let item = Item {
            key: key.clone(),
            name: file.name,
            media_type: file.media_type,
            size,
            voice: file.voice,
            duration_ms: file.duration_ms,
            waveform: file.waveform,
            location: None,
            is_done: false,
            is_kept: true,
            stage: refused.map_or(Stage::Waiting, Stage::Refused),
        };
        let luggage = Luggage {
            bytes: Some(file.bytes.clone()),
            ..Luggage::default()
        };
        self.luggage.borrow_mut().insert(key.clone(), luggage);
        self.change(message, |parcel| parcel.items.push(item));
        if is_refused {
            return;
        }
        let this = Rc::clone(self);
        let message = message.clone();
        spawn_local(async move {
            let kept = match this.shelf().await {
                Some(shelf) => shelf.keep_bytes(&key, &file.bytes).await,
                None => false,
            };
            this.change_item(&key, |item| item.is_kept = kept);
            this.keep(&message).await;
        });
        self.set_out();
    }

    /// Takes back what an earlier page or another tab has left.
    async fn take_back(self: Rc<Self>) {
        let person = self.session.peek(|store| store.me().id.clone());
        let name = shelf_name(self.session.engine().host(), &person);
        let shelf = Shelf::open(&name).await.map(Rc::new);
        self.shelf.replace(shelf.clone());
        for waiting in self.opening.take().unwrap_or_default() {
            // Whoever waited has gone.
            let _ = waiting.send(());
        }
        let Some(shelf) = shelf else {
            return;
        };
        let left = shelf.parcels().await;
        if left.is_empty() && self.parcels.read_untracked().is_empty() {
            storage::remove(WAITING);
        }
        for parcel in left {
            spawn_local(Rc::clone(&self).adopt(Rc::clone(&shelf), parcel.message));
        }
    }

    async fn adopt(self: Rc<Self>, shelf: Rc<Shelf>, message: MessageId) {
        if self.read(&message, |_| ()).is_some() {
            return;
        }
        let claim = claim(message.as_str()).await;
        // Whoever had it before may have sent it meanwhile.
        let left = shelf.parcels().await;
        let Some(mut parcel) = left.into_iter().find(|it| it.message == message) else {
            return;
        };
        if self.is_over() {
            return;
        }
        self.claims.borrow_mut().insert(message.clone(), claim);
        for item in &mut parcel.items {
            let bytes = shelf.bytes(&item.key).await;
            item.stage = match (item.is_done, &bytes) {
                (true, _) => Stage::Done,
                (false, Some(_)) => Stage::Waiting,
                (false, None) => Stage::Refused(Refused::Lost),
            };
            let luggage = Luggage {
                bytes,
                ..Luggage::default()
            };
            self.luggage.borrow_mut().insert(item.key.clone(), luggage);
        }
        self.parcels.write().push(parcel);
        self.send_if_whole(&message);
        self.set_out();
    }

    /// Lets the next files travel.
    fn set_out(self: &Rc<Self>) {
        if self.is_over() {
            return;
        }
        let waiting: Vec<(String, ConversationId)> = {
            let parcels = self.parcels.read_untracked();
            let items = parcels.iter().flat_map(|parcel| {
                let items = parcel.items.iter();
                items.map(|item| (item, parcel.conversation.clone()))
            });
            let waiting = items.filter(|(item, _)| item.stage == Stage::Waiting);
            waiting
                .map(|(item, conversation)| (item.key.clone(), conversation))
                .collect()
        };
        for (key, conversation) in waiting {
            let mut luggage = self.luggage.borrow_mut();
            if luggage.values().filter(|it| it.is_travelling).count() >= AT_ONCE {
                return;
            }
            let Some(mine) = luggage.get_mut(&key).filter(|it| !it.is_travelling) else {
                continue;
            };
            let Some(bytes) = mine.bytes.clone() else {
                continue;
            };
            mine.is_travelling = true;
            drop(luggage);
            spawn_local(Rc::clone(self).travel(key, conversation, bytes));
        }
    }

    async fn travel(self: Rc<Self>, key: String, conversation: ConversationId, bytes: Blob) {
        let mut tries = 0;
        let stage = loop {
            let Some(item) = self.item(&key) else {
                break None;
            };
            let before = item.sent();
            let mut journey = Journey {
                uploads: Rc::clone(&self),
                item,
                conversation: Some(conversation.to_string()),
                bytes: bytes.clone(),
            };
            let went = journey.go_on().await;
            let sent = self.item(&key).map_or(0, |item| item.sent());
            match went {
                Ok(()) => break Some(Stage::Done),
                Err(Trouble::GivenUp) => break None,
                Err(Trouble::Refused) => break Some(Stage::Refused(Refused::Backend)),
                Err(Trouble::SignedOut) => break Some(Stage::Stopped { sent }),
                Err(Trouble::Passing) => {
                    tries = if sent > before { 0 } else { tries + 1 };
                    self.change_item(&key, |item| item.stage = Stage::Stopped { sent });
                    self.pause(pause_ms(tries)).await;
                    if self.is_given_up(&key) {
                        break None;
                    }
                }
            }
        };
        if let Some(luggage) = self.luggage.borrow_mut().get_mut(&key) {
            luggage.is_travelling = false;
        }
        let message = self.message_of(&key);
        if let (Some(stage), Some(message)) = (stage, message) {
            self.change_item(&key, |item| {
                item.is_done = stage == Stage::Done;
                item.stage = stage;
            });
            self.keep(&message).await;
            self.send_if_whole(&message);
        }
        self.set_out();
    }

    /// Waits, but not longer than until the network is back.
    async fn pause(&self, millis: u32) {
        let (sender, better) = oneshot::channel();
        self.waiting.borrow_mut().push(sender);
        let patience = Browser.sleep(millis);
        futures_util::pin_mut!(patience);
        select(patience, better).await;
    }

    fn wake(&self) {
        for waiting in self.waiting.take() {
            // One that has stopped waiting goes on by itself.
            let _ = waiting.send(());
        }
    }

    fn give_up_requests(&self) {
        let requests: Vec<XmlHttpRequest> = {
            let luggage = self.luggage.borrow();
            luggage
                .values()
                .filter_map(|it| it.request.clone())
                .collect()
        };
        for request in requests {
            // Refused only for one that is over.
            let _ = request.abort();
        }
    }

    /// Puts the message into the outbox when the person wants that and all its files are there.
    fn send_if_whole(self: &Rc<Self>, message: &MessageId) {
        let ready = self.read(message, |parcel| {
            let is_ready = parcel.sent.is_some() && parcel.is_whole();
            is_ready.then(|| parcel.clone())
        });
        let Some(Some(parcel)) = ready else {
            return;
        };
        let text = parcel.sent.clone().filter(|text| !text.is_empty());
        let content = RichContent::Media {
            text,
            attachments: parcel.attachments(),
        };
        self.session.dispatch(Intent::SendAs {
            message: message.clone(),
            conversation: parcel.conversation.clone(),
            content: OutgoingContent::Rich(Rich::of(&content)),
        });
        let this = Rc::clone(self);
        let message = message.clone();
        spawn_local(async move {
            // Kept here until the outbox has it for sure: a crash between the two loses nothing.
            let id = CommandId::new(message.as_str());
            let is_there = || {
                let session = this.session;
                session.peek(|store| {
                    let outbox = store.outbox();
                    outbox.get(&id).is_some() || outbox.is_settled(&id)
                })
            };
            while !is_there() && !this.is_over() {
                Browser.sleep(LOOK_AGAIN_MS).await;
            }
            if is_there() {
                this.forget(&message).await;
            }
        });
    }

    async fn keep(&self, message: &MessageId) {
        let parcel = self.read(message, Parcel::clone);
        if let (Some(shelf), Some(parcel)) = (self.shelf().await, parcel) {
            shelf.keep(&parcel).await;
        }
    }

    async fn forget(&self, message: &MessageId) {
        let parcel = self.read(message, Parcel::clone);
        self.parcels.write().retain(|it| it.message != *message);
        if let Some(parcel) = parcel {
            for item in &parcel.items {
                self.unpack(&item.key);
            }
            if let Some(shelf) = self.shelf().await {
                shelf.forget(&parcel).await;
            }
        }
        self.claims.borrow_mut().remove(message);
        if self.parcels.read_untracked().is_empty() {
            storage::remove(WAITING);
        }
    }

    /// Lets go of what this page has of a file.
    fn unpack(&self, key: &str) {
        let Some(luggage) = self.luggage.borrow_mut().remove(key) else {
            return;
        };
        if let Some(request) = luggage.request {
            // Refused only for one that is over.
            let _ = request.abort();
        }
        if let Some(preview) = luggage.preview {
            // It is this page's own address.
            let _ = Url::revoke_object_url(&preview);
        }
    }

    /// Where files are kept, once that is known; none where the browser keeps nothing.
    async fn shelf(&self) -> Option<Rc<Shelf>> {
        let opened = self.opening.borrow_mut().as_mut().map(|waiting| {
            let (sender, opened) = oneshot::channel();
            waiting.push(sender);
            opened
        });
        if let Some(opened) = opened {
            // It ends without a word only when this page does.
            let _ = opened.await;
        }
        self.shelf.borrow().clone()
    }

    fn read<T>(&self, message: &MessageId, read: impl FnOnce(&Parcel) -> T) -> Option<T> {
        let parcels = self.parcels.read_untracked();
        parcels.iter().find(|it| it.message == *message).map(read)
    }

    fn item(&self, key: &str) -> Option<Item> {
        let parcels = self.parcels.read_untracked();
        let mut items = parcels.iter().flat_map(|parcel| &parcel.items);
        items.find(|item| item.key == key).cloned()
    }

    fn message_of(&self, key: &str) -> Option<MessageId> {
        let parcels = self.parcels.read_untracked();
        let holds = |parcel: &&Parcel| parcel.items.iter().any(|item| item.key == key);
        parcels.iter().find(holds).map(|it| it.message.clone())
    }

    fn change(&self, message: &MessageId, change: impl FnOnce(&mut Parcel)) {
        let mut parcels = self.parcels.write();
        if let Some(parcel) = parcels.iter_mut().find(|it| it.message == *message) {
            change(parcel);
        }
    }

    fn change_item(&self, key: &str, change: impl FnOnce(&mut Item)) {
        let mut parcels = self.parcels.write();
        let mut items = parcels.iter_mut().flat_map(|parcel| &mut parcel.items);
        if let Some(item) = items.find(|item| item.key == key) {
            change(item);
        }
    }

    /// So many bytes of a file are at the backend or on their way.
    fn moved(&self, key: &str, sent: u64) {
        self.change_item(key, |item| {
            item.stage = Stage::Moving {
                sent: sent.min(item.size),
            };
        });
    }

    async fn located(&self, key: &str, location: String) {
        self.change_item(key, |item| item.location = Some(location));
        if let Some(message) = self.message_of(key) {
            self.keep(&message).await;
        }
    }

    fn begun(&self, key: &str, request: &XmlHttpRequest) {
        if let Some(luggage) = self.luggage.borrow_mut().get_mut(key) {
            luggage.request = Some(request.clone());
        }
    }

    /// How often an upload was begun for a file, with the one that begins now.
    fn attempt(&self, key: &str) -> u32 {
        let mut luggage = self.luggage.borrow_mut();
        luggage.get_mut(key).map_or(0, |luggage| {
            luggage.attempts += 1;
            luggage.attempts
        })
    }

    /// Whether a file is not to be sent any more, by this page.
    fn is_given_up(&self, key: &str) -> bool {
        self.is_over() || !self.luggage.borrow().contains_key(key)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole bytes below 2^53"
)]
fn size(file: &Chosen) -> u64 {
    file.bytes.size() as u64
}

fn refused(limits: &ChannelLimits, file: &Chosen) -> Option<Refused> {
    limits::refused(limits, &file.media_type, size(file))
}
