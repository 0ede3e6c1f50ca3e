//! What is kept on this device of the files on their way, from the choice until the outbox has their
//! message.

use std::rc::Rc;

use futures_channel::oneshot;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Clock;
use recado_client::browser::Browser;
use recado_protocol::{CommandId, MessageId, OutgoingContent, Rich};
use web_sys::Url;

use super::claim::claim;
use super::journey::shelf_name;
use super::parcel::{Parcel, Refused, Stage};
use super::shelf::Shelf;
use super::{Luggage, Uploads, WAITING};
use crate::browser::storage;
use crate::session::{Intent, Topic};

/// How long the outbox may take to have a message, in milliseconds, before it is looked again.
const LOOK_AGAIN_MS: u32 = 100;

impl Uploads {
    /// Takes back what an earlier page or another tab has left.
    pub(super) async fn take_back(self: Rc<Self>) {
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

    pub(super) async fn keep(&self, message: &MessageId) {
        let parcel = self.read(message, Parcel::clone);
        if let (Some(shelf), Some(parcel)) = (self.shelf().await, parcel) {
            shelf.keep(&parcel).await;
        }
    }

    pub(super) async fn forget(&self, message: &MessageId) {
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

    /// Forgets what was chosen for somebody who is erased by now. Reactive.
    pub(super) fn forget_erased(self: &Rc<Self>) {
        for parcel in self.parcels.get() {
            let topic = Topic::Conversation(parcel.conversation.clone());
            let is_erased = self.session.watch(topic, |store| {
                let known = store.conversation(&parcel.conversation);
                known.is_some_and(|known| known.erased)
            });
            if is_erased && !self.is_over() {
                let this = Rc::clone(self);
                spawn_local(async move { this.forget(&parcel.message).await });
            }
        }
    }

    /// Lets go of what this page has of a file.
    pub(super) fn unpack(&self, key: &str) {
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
    pub(super) async fn shelf(&self) -> Option<Rc<Shelf>> {
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

    /// Puts the message into the outbox when the person wants that and all its files are there.
    pub(super) fn send_if_whole(self: &Rc<Self>, message: &MessageId) {
        let ready = self.read(message, |parcel| {
            let is_ready = parcel.sent.is_some() && parcel.is_whole();
            is_ready.then(|| parcel.clone())
        });
        let Some(Some(parcel)) = ready else {
            return;
        };
        self.session.dispatch(Intent::SendAs {
            message: message.clone(),
            conversation: parcel.conversation.clone(),
            content: OutgoingContent::Rich(Rich::of(&parcel.content())),
            more: parcel.more,
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
}
