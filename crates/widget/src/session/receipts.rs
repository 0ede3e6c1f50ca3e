//! Tells the backend what has arrived here and what the visitor has seen.

use std::rc::Rc;

use super::Session;
use crate::{
    browser::{
        clock,
        http::{self, Request},
        page,
    },
    wire::writing,
};

/// Receipts that come within this time go out together, in milliseconds.
const TOGETHER_MS: u32 = 250;

impl Session {
    /// Whether the visitor can see the window at all.
    pub fn is_watched(&self) -> bool {
        self.is_open.get() && page::is_visible()
    }

    /// The position up to which everything counts as read.
    pub fn read_to(&self) -> u64 {
        self.chat.borrow().marks.read_to()
    }

    /// The message at this position is on the screen.
    pub fn seen(self: &Rc<Self>, position: u64) {
        if position > self.read_to() && self.is_watched() {
            self.chat.borrow_mut().marks.seen(position);
            self.show_soon();
            self.report_soon();
        }
    }

    /// Reports what is new, a moment later. A report that fails is tried again while the link is
    /// live.
    pub(super) fn report_soon(self: &Rc<Self>) {
        if self.chat.borrow().marks.news().is_none() || self.reporting.replace(true) {
            return;
        }
        let session = self.clone();
        let timer = clock::after(TOGETHER_MS, move || {
            page::spawn(async move {
                let done = session.report().await;
                session.reporting.set(false);
                if done {
                    session.report_soon();
                }
            });
        });
        self.report_timer.replace(Some(timer));
    }

    /// Whether the backend has taken a report.
    async fn report(&self) -> bool {
        let (news, conversation) = {
            let chat = self.chat.borrow();
            (chat.marks.news(), chat.conversation.clone())
        };
        let token = self.token.borrow().clone();
        let (Some(news), Some(conversation), Some(token)) = (news, conversation, token) else {
            return false;
        };
        let url = self.url(&["conversations/", conversation.as_str(), "/receipts"]);
        let body = writing::receipts(news);
        let request = Request {
            method: "PUT",
            url: &url,
            token: Some(&token),
            body: Some(&body),
            ..Request::default()
        };
        let taken = http::fetch(request).await.is_ok();
        if taken {
            self.chat.borrow_mut().marks.confirm(news);
        }
        taken
    }
}
