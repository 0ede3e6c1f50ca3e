//! Files on their way to the backend: several at once, over broken connections and reloads, and
//! when all files of a message are there, the message into the outbox, once.
//!
//! A parcel holds the files of one message. It is kept on this device with the bytes, until the
//! message is in the outbox. Of a person's tabs one carries each parcel (`claim`).

mod chosen;
mod claim;
mod journey;
mod keeping;
mod limits;
mod parcel;
mod request;
mod shelf;
mod traffic;
mod waiting;

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::{
    Attachment, ChannelLimits, ConversationId, Fields, MessageId, Rich, RichContent,
};
use rustc_hash::FxHashMap;
use web_sys::{Blob, Url, XmlHttpRequest};

use super::{Session, identity};
use crate::browser::{clock, storage};
use claim::{Claim, claim};
use shelf::Shelf;

pub use chosen::Chosen;
pub use limits::{most_files, takes_files};
pub use parcel::{Item, Parcel, Refused, Stage};
pub use waiting::messages_waiting;

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
    luggage: RefCell<FxHashMap<String, Luggage>>,
    claims: RefCell<FxHashMap<MessageId, Claim>>,
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
            let is_refused = file.refused_by(&limits).is_some();
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

    /// The files of a message that was taken back are with the one that is being written.
    pub fn take_in(self: &Rc<Self>, conversation: &ConversationId, taken_back: &Rich) {
        let files = match taken_back.read() {
            RichContent::Media { attachments, .. } => attachments,
            RichContent::Email(email) => email.attachments,
            _ => Vec::new(),
        };
        if files.is_empty() {
            return;
        }
        let message = self.open_parcel(conversation);
        let is_there = |parcel: &Parcel, file: &Attachment| {
            let mut items = parcel.items.iter();
            items.any(|item| item.file().as_ref() == Some(&file.file))
        };
        self.change(&message, |parcel| {
            for file in files {
                if !is_there(parcel, &file) {
                    parcel.items.push(Item::at_backend(file));
                }
            }
        });
        let this = Rc::clone(self);
        spawn_local(async move { this.keep(&message).await });
    }

    /// The person wants the files of the message that is being written sent, with this text below
    /// them, as this e-mail where it is one, and with what else is said of it. `false` when there
    /// are none, or one of them can't be sent.
    pub fn send(
        self: &Rc<Self>,
        conversation: &ConversationId,
        text: &str,
        email: Option<Rich>,
        more: Option<Fields>,
    ) -> bool {
        let open = self.parcels.read_untracked().iter().find_map(|parcel| {
            let is_open = parcel.conversation == *conversation && parcel.sent.is_none();
            is_open.then(|| (parcel.message.clone(), parcel.is_stuck()))
        });
        let Some((message, false)) = open else {
            return false;
        };
        self.change(&message, |parcel| {
            parcel.sent = Some(text.to_owned());
            parcel.email = email.map(|email| email.fields().clone());
            parcel.more = more;
        });
        let this = Rc::clone(self);
        spawn_local(async move {
            this.keep(&message).await;
            this.send_if_whole(&message);
        });
        true
    }

    /// Takes a message back that waits for its files, and gives its text and its head where it is an
    /// e-mail.
    pub fn take_back_sent(self: &Rc<Self>, message: &MessageId) -> Option<(String, Option<Rich>)> {
        let mut taken = None;
        self.change(message, |parcel| {
            let email = parcel.email.take().map(Rich::from_fields);
            parcel.more = None;
            taken = parcel.sent.take().map(|text| (text, email));
        });
        let this = Rc::clone(self);
        let message = message.clone();
        spawn_local(async move { this.keep(&message).await });
        taken
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
            email: None,
            more: None,
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
        let (size, refused) = (file.size(), file.refused_by(limits));
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
}
