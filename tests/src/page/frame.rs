//! Frames, and what only the browser itself can say of a page.

use std::fmt::Write;
use std::sync::Arc;

use reqwest::Method;
use serde_json::Value;
use thirtyfour::WebElement;
use thirtyfour::common::command::{Command, ExtensionCommand};

use super::{Page, Thing, short, words};
use crate::waiting::{Look, until};

impl Page {
    /// Looks into a frame of the page, wherever it looked before.
    pub async fn enter(&self, frame: &[Thing]) {
        let what = format!("{} to look into {}", self.who(), words(frame));
        until(what, async || {
            self.driver
                .enter_default_frame()
                .await
                .map_err(|error| short(&error))?;
            self.element(frame)
                .await?
                .enter_frame()
                .await
                .map_err(|error| short(&error))
        })
        .await;
    }

    /// Looks at the page around all frames.
    pub async fn leave_frames(&self) {
        until(
            format!("{} to look at the whole page", self.who()),
            async || {
                self.driver
                    .enter_default_frame()
                    .await
                    .map_err(|error| short(&error))
            },
        )
        .await;
    }

    /// A cookie's value, also of one that no script may read; a page sees those of its own path
    /// alone, and so another tab looks there.
    ///
    /// # Panics
    /// When there is no such cookie.
    pub async fn cookie_below(&self, path: &str, name: &str) -> String {
        let look = async || {
            let before = self.driver.window().await?;
            let tab = self.driver.new_tab().await?;
            self.driver.switch_to_window(tab).await?;
            self.driver.goto(format!("{}{path}", self.origin)).await?;
            let cookie = self.driver.get_named_cookie(name).await;
            self.driver.close_window().await?;
            self.driver.switch_to_window(before).await?;
            cookie
        };
        match look().await {
            Ok(cookie) => cookie.value,
            Err(error) => panic!("{} has no cookie {name}: {}", self.who(), short(&error)),
        }
    }

    pub(super) async fn computed(&self, element: &WebElement) -> Look<(String, String)> {
        let ask = async |what: &'static str| {
            let computed = Computed {
                element: element.element_id().to_string(),
                what,
            };
            let command = Command::ExtensionCommand(Box::new(computed));
            let answer = self
                .driver
                .cmd(command)
                .await
                .map_err(|error| short(&error))?;
            answer.value::<String>().map_err(|error| short(&error))
        };
        Ok((ask("computedrole").await?, ask("computedlabel").await?))
    }

    pub(crate) fn process_number(&self) -> Option<i32> {
        let number = self
            .driver
            .capabilities()
            .get("goog:processID")
            .and_then(Value::as_i64)?;
        i32::try_from(number).ok()
    }

    pub(crate) async fn close(self) -> Look<()> {
        self.driver.quit().await.map_err(|error| short(&error))
    }

    pub(crate) async fn screenshot(&self) -> Look<Vec<u8>> {
        self.driver
            .screenshot_as_png()
            .await
            .map_err(|error| short(&error))
    }

    pub(crate) async fn source(&self) -> String {
        let source = self.driver.source().await;
        source.unwrap_or_else(|error| short(&error))
    }

    /// What the page has said on its console since the last call.
    pub async fn console(&self) -> String {
        let entries = match self.driver.browser_log().await {
            Ok(entries) => entries,
            // Not every driver can tell.
            Err(error) => return short(&error),
        };
        let mut text = String::new();
        for entry in entries {
            let _ = writeln!(text, "{} {}", entry.level, entry.message);
        }
        text
    }
}

/// A command of the WebDriver standard that the library has no word for.
#[derive(Debug)]
struct Computed {
    element: String,
    what: &'static str,
}

impl ExtensionCommand for Computed {
    fn parameters_json(&self) -> Option<Value> {
        None
    }

    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Arc<str> {
        format!("/element/{}/{}", self.element, self.what).into()
    }
}
