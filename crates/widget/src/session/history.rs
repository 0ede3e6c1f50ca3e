//! Pages of the conversation's history.

use std::rc::Rc;

use recado_protocol::http::{MessagePage, MessageWindow};

use super::Session;
use crate::{
    browser::{
        http::{self, Failure, Request},
        page,
    },
    picture::Older,
    wire::reading,
};

/// How many messages one page brings.
const PAGE_SIZE: u32 = 30;

impl Session {
    /// Loads the older page, if there is one. The reader has come near the beginning of the log.
    pub fn load_older(self: &Rc<Self>) {
        let before = self.chat.borrow().log.older_before();
        let Some(before) = before else { return };
        if self.older.replace(Older::Loading) == Older::Loading {
            return;
        }
        self.show_soon();
        let session = self.clone();
        page::spawn(async move {
            let outcome = match session.page(MessageWindow::Before(before)).await {
                Some(Ok(page)) => {
                    session.chat.borrow_mut().take_older(page, before);
                    Older::AtRest
                }
                Some(Err(_)) => Older::Failed,
                None => Older::AtRest,
            };
            session.older.set(outcome);
            session.show();
        });
    }

    /// Loads the newest page unless history already reaches to now. A failure is tried again while
    /// the link is live.
    pub(super) fn load_newest(self: &Rc<Self>) {
        if self.chat.borrow().log.is_loaded() || self.loading_newest.replace(true) {
            return;
        }
        let session = self.clone();
        page::spawn(async move {
            let page = session.page(MessageWindow::Latest).await;
            session.loading_newest.set(false);
            if let Some(Ok(page)) = page {
                let confirmed = session.chat.borrow_mut().take_newest(page);
                for id in confirmed {
                    session.keeper.drop_unsent(&id);
                }
                session.show();
                session.report_soon();
            }
        });
    }

    /// `None` when there is no conversation that could have pages.
    async fn page(self: &Rc<Self>, window: MessageWindow) -> Option<Result<MessagePage, Failure>> {
        let conversation = self.chat.borrow().conversation.clone()?;
        let token = self.token.borrow().clone()?;
        let query = window.query(PAGE_SIZE);
        let url = self.url(&[
            "conversations/",
            conversation.as_str(),
            "/messages?",
            &query,
        ]);
        let request = Request {
            method: "GET",
            url: &url,
            token: Some(&token),
            ..Request::default()
        };
        let page = http::fetch(request)
            .await
            .and_then(|page| reading::page(&page).ok_or(Failure::Unreachable));
        if page == Err(Failure::Unauthenticated) {
            self.token_expired();
        }
        Some(page)
    }
}
