//! Which files travel now, and what becomes of each on its way.

use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::select;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Clock;
use recado_client::browser::Browser;
use recado_protocol::ConversationId;
use web_sys::{Blob, XmlHttpRequest};

use super::Uploads;
use super::journey::{Journey, Trouble, pause_ms};
use super::parcel::{Refused, Stage};

/// How many files travel at the same time.
const AT_ONCE: usize = 3;

impl Uploads {
    /// Lets the next files travel.
    pub(super) fn set_out(self: &Rc<Self>) {
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

    pub(super) fn wake(&self) {
        for waiting in self.waiting.take() {
            // One that has stopped waiting goes on by itself.
            let _ = waiting.send(());
        }
    }

    pub(super) fn give_up_requests(&self) {
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

    /// So many bytes of a file are at the backend or on their way.
    pub(super) fn moved(&self, key: &str, sent: u64) {
        self.change_item(key, |item| {
            item.stage = Stage::Moving {
                sent: sent.min(item.size),
            };
        });
    }

    pub(super) async fn located(&self, key: &str, location: String) {
        self.change_item(key, |item| item.location = Some(location));
        if let Some(message) = self.message_of(key) {
            self.keep(&message).await;
        }
    }

    pub(super) fn begun(&self, key: &str, request: &XmlHttpRequest) {
        if let Some(luggage) = self.luggage.borrow_mut().get_mut(key) {
            luggage.request = Some(request.clone());
        }
    }

    /// How often an upload was begun for a file, with the one that begins now.
    pub(super) fn attempt(&self, key: &str) -> u32 {
        let mut luggage = self.luggage.borrow_mut();
        luggage.get_mut(key).map_or(0, |luggage| {
            luggage.attempts += 1;
            luggage.attempts
        })
    }

    /// Whether a file is not to be sent any more, by this page.
    pub(super) fn is_given_up(&self, key: &str) -> bool {
        self.is_over() || !self.luggage.borrow().contains_key(key)
    }
}
