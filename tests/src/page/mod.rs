//! A page in a browser: finding things by role and name, pressing them, writing into them.

mod acting;
mod breaking;
mod dictionary;
mod files;
mod frame;
mod kept;
mod looking;
mod thing;

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::error::{WebDriverError, WebDriverResult};
use thirtyfour::{WebDriver, WebElement, WindowHandle};

use crate::steps::Steps;
use crate::waiting::{Look, until_equal};
use dictionary::Dictionary;

pub use thing::{Facts, Thing, any, beginning, button, region, textbox, thing};

/// See there.
const ACCESSIBLE: &str = include_str!("accessible.js");

/// One person's page.
#[derive(Clone)]
pub struct Page {
    driver: WebDriver,
    who: Arc<str>,
    origin: Arc<str>,
    dictionary: Arc<Dictionary>,
    steps: Steps,
}

impl Page {
    /// `language` is the browser's.
    pub(crate) fn new(
        driver: WebDriver,
        who: &str,
        origin: String,
        language: &str,
        steps: &Steps,
    ) -> Self {
        let dictionary = Arc::new(Dictionary::of(language));
        Self {
            driver,
            who: who.into(),
            origin: origin.into(),
            dictionary,
            steps: steps.clone(),
        }
    }

    /// Whose page this is.
    pub fn who(&self) -> &str {
        &self.who
    }

    /// Opens an address of this site, such as `/inbox/mine`.
    pub async fn open(&self, path: &str) {
        self.note(format!("opens {path}"));
        let opened = self.driver.goto(format!("{}{path}", self.origin)).await;
        opened.unwrap_or_else(|error| panic!("{} can't open {path}: {}", self.who, short(&error)));
    }

    pub async fn reload(&self) {
        self.note("reloads the page");
        self.done(self.driver.refresh().await, "reload");
    }

    pub async fn back(&self) {
        self.note("goes back");
        self.done(self.driver.back().await, "go back");
    }

    pub async fn forward(&self) {
        self.note("goes forward");
        self.done(self.driver.forward().await, "go forward");
    }

    /// The address from its path on, with its query.
    pub async fn address(&self) -> Look<String> {
        let url = self
            .driver
            .current_url()
            .await
            .map_err(|error| short(&error))?;
        Ok(match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        })
    }

    /// Waits for an address.
    pub async fn is_at(&self, address: &str) {
        let what = format!("the address of {}", self.who);
        until_equal(what, address.to_owned(), async || self.address().await).await;
    }

    /// Waits until the browser keeps this page for the time without a network.
    pub async fn is_kept(&self) {
        self.note("is kept on the device");
        let what = format!("the page of {} to be kept", self.who);
        until_equal(what, true, async || {
            self.ask("return !!navigator.serviceWorker.controller")
                .await
        })
        .await;
    }

    /// What an English text of ours may be in the language of this page.
    pub fn translations(&self, text: &str) -> Vec<String> {
        self.dictionary.translations(text)
    }

    /// Opens another tab of the same browser and looks at it; gives the one before it.
    pub async fn opens_tab(&self) -> WindowHandle {
        self.note("opens another tab");
        let before = self.done(self.driver.window().await, "name its tab");
        let tab = self.done(self.driver.new_tab().await, "open a tab");
        self.done(self.driver.switch_to_window(tab).await, "look at the tab");
        before
    }

    /// Looks at another tab; gives the one that was looked at.
    pub async fn turns_to_other_tab(&self, tab: WindowHandle) -> WindowHandle {
        let before = self.done(self.driver.window().await, "name its tab");
        self.turns_to_tab(tab).await;
        before
    }

    /// Looks at another tab.
    pub async fn turns_to_tab(&self, tab: WindowHandle) {
        self.note("looks at another tab");
        self.done(self.driver.switch_to_window(tab).await, "look at the tab");
    }

    /// Closes the tab that is looked at, and looks at another.
    pub async fn closes_tab_and_turns_to(&self, tab: WindowHandle) {
        self.note("closes the tab and looks at another");
        self.done(self.driver.close_window().await, "close the tab");
        self.done(self.driver.switch_to_window(tab).await, "look at the tab");
    }

    /// Puts the window away: it is open, but nobody can see it.
    pub async fn minimize(&self) {
        self.note("puts the window away");
        self.done(self.driver.minimize_window().await, "put the window away");
        let what = format!("the page of {} to be hidden", self.who);
        until_equal(what, true, async || {
            self.ask("return document.hidden").await
        })
        .await;
    }

    /// Brings a window back that was put away.
    pub async fn restore(&self) {
        self.note("brings the window back");
        let place = self.done(self.driver.get_window_rect().await, "find the window");
        let (width, height) = (place.width as u32, place.height as u32);
        let shown = self.driver.set_window_rect(0, 0, width, height).await;
        self.done(shown, "bring the window back");
        let what = format!("the page of {} to be visible", self.who);
        until_equal(what, false, async || {
            self.ask("return document.hidden").await
        })
        .await;
    }

    /// Asks the page something that has no role or name. `script` is the body of a function.
    pub async fn ask<T: DeserializeOwned>(&self, script: &str) -> Look<T> {
        self.run(script, Vec::new()).await
    }

    /// As [`Page::ask`], with the things at the end of a path in `arguments[0]`.
    pub async fn ask_of<T: DeserializeOwned>(&self, path: &[Thing], script: &str) -> Look<T> {
        let elements = self.elements(path).await?;
        let elements: Result<Vec<Value>, _> = elements.iter().map(WebElement::to_json).collect();
        let elements = elements.map_err(|error| short(&error))?;
        self.run(script, vec![Value::from(elements)]).await
    }

    /// As [`Page::ask`], for a script that calls the function in its last argument when it is done.
    pub async fn ask_and_wait<T: DeserializeOwned>(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Look<T> {
        let answer = self.driver.execute_async(script, arguments).await;
        answer
            .and_then(|answer| answer.convert())
            .map_err(|error| short(&error))
    }

    /// Gives the browser a command of the DevTools protocol.
    pub async fn command(&self, name: &str, parameters: Value) -> Look<Value> {
        let answer = self.driver.cdp().send_raw(name, parameters).await;
        answer.map_err(|error| short(&error))
    }

    /// What the browser itself says of the role and the name of a thing.
    pub async fn role_and_name(&self, path: &[Thing]) -> Look<(String, String)> {
        let element = self.element(path).await?;
        self.computed(&element).await
    }

    pub(crate) async fn element(&self, path: &[Thing]) -> Look<WebElement> {
        let mut elements = self.elements(path).await?;
        match elements.len() {
            1 => Ok(elements.remove(0)),
            0 => Err(format!("no {}", words(path))),
            n => Err(format!("{n} of {}", words(path))),
        }
    }

    pub(crate) fn note(&self, step: impl AsRef<str>) {
        self.steps.note(format!("{} {}", self.who, step.as_ref()));
    }

    fn wanted(&self, path: &[Thing]) -> Value {
        path.iter()
            .map(|thing| thing.wanted(&self.dictionary))
            .collect()
    }

    async fn elements(&self, path: &[Thing]) -> Look<Vec<WebElement>> {
        let script = self
            .driver
            .execute(ACCESSIBLE, vec![self.wanted(path), json!("elements")])
            .await;
        script
            .and_then(|found| found.elements())
            .map_err(|error| short(&error))
    }

    async fn run<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> Look<T> {
        let answer = self.driver.execute(script, arguments).await;
        answer
            .and_then(|answer| answer.convert())
            .map_err(|error| short(&error))
    }

    fn done<T>(&self, result: WebDriverResult<T>, what: &str) -> T {
        result.unwrap_or_else(|error| panic!("{} can't {what}: {}", self.who, short(&error)))
    }
}

fn words(path: &[Thing]) -> String {
    let things: Vec<String> = path.iter().rev().map(ToString::to_string).collect();
    things.join(" in ")
}

/// The first line of what a driver says; the others are its own stack.
fn short(error: &WebDriverError) -> String {
    let text = error.to_string();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .take_while(|line| !line.starts_with("Stacktrace"))
        .take(6)
        .collect::<Vec<_>>()
        .join(" ")
}
