//! A customer on a website with the chat in its corner.

use crate::agent::Line;
use crate::browser::Browser;
use crate::network::Network;
use crate::page::{Page, Thing, any, beginning, button, textbox, thing};
use crate::waiting::{Look, until, until_equal};

/// Where the site is.
const SITE: &str = "/demo-site/";

/// A visitor with a browser.
pub struct Visitor {
    pub page: Page,
    pub network: Network,
}

/// The launcher in the corner of the page; with what is unread its name is longer.
pub fn launcher() -> [Thing; 1] {
    [beginning("button", "Open chat")]
}

/// The chat's frame.
pub fn window() -> [Thing; 1] {
    [thing("iframe", "Chat")]
}

impl Visitor {
    pub(crate) fn new(browser: Browser) -> Self {
        Self {
            page: browser.page,
            network: browser.network,
        }
    }

    /// Opens the customer's site.
    pub async fn comes_to_the_site(&self) {
        self.page.open(SITE).await;
        self.page.shows(&launcher()).await;
    }

    /// Opens the chat's window and looks into it.
    pub async fn opens_chat(&self) {
        self.page.press(&launcher()).await;
        self.looks_into_chat().await;
        self.page.shows(&[textbox("Message")]).await;
    }

    pub async fn looks_into_chat(&self) {
        self.page.enter(&window()).await;
    }

    /// Closes the window from inside and looks at the site again.
    pub async fn closes_chat(&self) {
        self.page.press(&[button("Close chat")]).await;
        self.page.leave_frames().await;
        self.page.shows(&launcher()).await;
    }

    pub async fn sends(&self, text: &str) {
        self.page.write(&[textbox("Message")], text).await;
        self.page.press(&[button("Send")]).await;
    }

    /// The messages in the window, oldest first.
    pub async fn lines(&self) -> Look<Vec<Line>> {
        let articles = self
            .page
            .all(&[thing("log", "Messages"), any("article")])
            .await?;
        Ok(articles
            .into_iter()
            .map(|article| Line {
                name: article.name,
                text: article.spoken,
            })
            .collect())
    }

    /// Waits until the whole chat is these texts, once each and in this order.
    pub async fn reads_just(&self, texts: &[&str]) {
        let what = format!("{} to read just {texts:?}", self.page.who());
        until(what, async || {
            let lines = self.lines().await?;
            let is_all = lines.len() == texts.len();
            let in_order = lines
                .iter()
                .zip(texts)
                .all(|(line, text)| line.text.contains(text));
            if is_all && in_order {
                Ok(())
            } else {
                Err(format!("{lines:#?}"))
            }
        })
        .await;
    }

    pub async fn reads(&self, text: &str) {
        self.page
            .says(&[thing("log", "Messages"), any("article")], text)
            .await;
    }

    /// Waits until the launcher is called so.
    pub async fn launcher_is(&self, name: &str) {
        let what = format!("the launcher of {}", self.page.who());
        until_equal(what, name.to_owned(), async || {
            Ok(self.page.one(&launcher()).await?.name)
        })
        .await;
    }
}
