//! Tells the backend where a conversation began: on which page, and what led to it.

use std::rc::Rc;

use recado_protocol::visitor::VisitContext;
use web_sys::UrlSearchParams;

use super::Session;
use crate::{
    browser::{
        http::{self, Failure, Request},
        page,
    },
    wire::writing,
};

impl Session {
    /// The conversation has just begun.
    pub(super) fn owe_context(self: &Rc<Self>) {
        self.context_owed.set(true);
        self.tell_context();
    }

    /// Says what is still to be said. It is tried again with the next connection of this page's life, and no longer:
    /// what is said later may not be true any more.
    pub(super) fn tell_context(self: &Rc<Self>) {
        let conversation = self.chat.borrow().conversation.clone();
        let token = self.token.borrow().clone();
        let (Some(conversation), Some(token)) = (conversation, token) else {
            return;
        };
        if !self.context_owed.replace(false) {
            return;
        }
        let session = self.clone();
        page::spawn(async move {
            let url = session.url(&["conversations/", conversation.as_str(), "/context"]);
            let body = writing::visit_context(&session.context());
            let request = Request {
                method: "PUT",
                url: &url,
                token: Some(&token),
                body: Some(&body),
                ..Request::default()
            };
            let outcome = http::fetch(request).await;
            let may_pass = !matches!(outcome, Ok(_) | Err(Failure::Refused(_)));
            session.context_owed.set(may_pass);
        });
    }

    fn context(&self) -> VisitContext {
        let said = UrlSearchParams::new_with_str(&self.page.borrow()).ok();
        let get = |name: &str| said.as_ref().and_then(|said| said.get(name));
        VisitContext {
            page: get("page").unwrap_or_default(),
            referrer: get("referrer").unwrap_or_default(),
            language: self.host.language.clone(),
        }
    }
}
