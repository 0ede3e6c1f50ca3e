//! A page in a browser: finding things by role and name, pressing them, writing into them.

mod dictionary;
mod frame;
mod thing;

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::error::{WebDriverError, WebDriverResult};
use thirtyfour::{Key, TypingData, WebDriver, WebElement};

use crate::steps::Steps;
use crate::waiting::{Look, until, until_equal};
use dictionary::Dictionary;

pub use thing::{Facts, Thing, any, beginning, button, region, textbox, thing};

/// See there.
const ACCESSIBLE: &str = include_str!("accessible.js");

/// How many animations come to an end; those that go on for ever are part of the picture.
const RUNNING: &str = "return document.getAnimations().filter((animation) =>
    animation.playState === 'running' && animation.effect.getComputedTiming().endTime !== Infinity).length";

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

    /// What is at the end of a path now, in the order of the page.
    pub async fn all(&self, path: &[Thing]) -> Look<Vec<Facts>> {
        self.run(ACCESSIBLE, vec![self.wanted(path), json!("facts")])
            .await
    }

    /// The one thing at the end of a path now.
    pub async fn one(&self, path: &[Thing]) -> Look<Facts> {
        let mut all = self.all(path).await?;
        match all.len() {
            1 => Ok(all.remove(0)),
            0 => Err(format!("no {}", words(path))),
            n => Err(format!("{n} of {}", words(path))),
        }
    }

    /// Waits until there is one thing at the end of a path.
    pub async fn shows(&self, path: &[Thing]) -> Facts {
        until(format!("{} to see {}", self.who, words(path)), async || {
            self.one(path).await
        })
        .await
    }

    /// Waits until there is nothing at the end of a path.
    pub async fn shows_no(&self, path: &[Thing]) {
        until(
            format!("{} to see no {}", self.who, words(path)),
            async || match self.all(path).await?.len() {
                0 => Ok(()),
                n => Err(format!("{n} of them")),
            },
        )
        .await;
    }

    /// Waits until what is at the end of a path says something.
    pub async fn says(&self, path: &[Thing], text: &str) {
        let what = format!("{} to read \"{text}\" in {}", self.who, words(path));
        until(what, async || {
            let all = self.all(path).await?;
            if self.is_said(&all, text) {
                Ok(())
            } else {
                Err(format!("{:?}", spoken(&all)))
            }
        })
        .await;
    }

    /// Waits until nothing at the end of a path says it any more.
    pub async fn stops_saying(&self, path: &[Thing], text: &str) {
        let what = format!("{} to read \"{text}\" no more in {}", self.who, words(path));
        until(what, async || {
            let all = self.all(path).await?;
            if self.is_said(&all, text) {
                Err(format!("{:?}", spoken(&all)))
            } else {
                Ok(())
            }
        })
        .await;
    }

    /// What an English text of ours may be in the language of this page.
    pub fn translations(&self, text: &str) -> Vec<String> {
        self.dictionary.translations(text)
    }

    /// Presses a thing, as soon as it can be pressed.
    pub async fn press(&self, path: &[Thing]) {
        self.note(format!("presses {}", words(path)));
        let what = format!("{} to press {}", self.who, words(path));
        until(what, async || {
            self.element(path)
                .await?
                .click()
                .await
                .map_err(|error| short(&error))
        })
        .await;
    }

    /// Writes at the end of what is in a field. A line break is a press of Enter.
    pub async fn write(&self, path: &[Thing], text: &str) {
        self.note(format!("writes {text:?} in {}", words(path)));
        self.send(path, text).await;
    }

    /// Writes in place of what is in a field.
    pub async fn rewrite(&self, path: &[Thing], text: &str) {
        self.note(format!("writes only {text:?} in {}", words(path)));
        self.send(path, &(Key::Control + "a").to_string()).await;
        self.send(
            path,
            &if text.is_empty() {
                Key::Delete.value().to_string()
            } else {
                text.to_owned()
            },
        )
        .await;
    }

    /// Presses keys in a thing.
    pub async fn keys(&self, path: &[Thing], keys: impl Into<TypingData>) {
        self.note(format!("presses keys in {}", words(path)));
        self.send(path, &keys.into().to_string()).await;
    }

    /// Presses keys where the focus is.
    pub async fn type_keys(&self, keys: impl Into<TypingData>) {
        self.note("presses keys");
        let keys = keys.into().to_string();
        until(format!("{} to press keys", self.who), async || {
            let active = self
                .driver
                .active_element()
                .await
                .map_err(|error| short(&error))?;
            active
                .send_keys(keys.as_str())
                .await
                .map_err(|error| short(&error))
        })
        .await;
    }

    /// Presses the one of several things that stands at this place, from 0, if it can be pressed.
    pub(crate) async fn press_nth(&self, path: &[Thing], at: usize) -> Look<()> {
        let elements = self.elements(path).await?;
        let element = elements
            .get(at)
            .ok_or_else(|| format!("only {} of them", elements.len()))?;
        element.click().await.map_err(|error| short(&error))
    }

    /// Chooses a radio button by the label around it, which is what there is to press.
    pub async fn choose(&self, path: &[Thing]) {
        self.note(format!("chooses {}", words(path)));
        let what = format!("{} to choose {}", self.who, words(path));
        until(what, async || {
            let elements = self.elements(path).await?;
            let [element] = elements.as_slice() else {
                return Err("not one of them".to_owned());
            };
            let label = self
                .driver
                .execute(
                    "return arguments[0].labels[0] || arguments[0]",
                    vec![element.to_json().map_err(|error| short(&error))?],
                )
                .await;
            let label = label
                .and_then(|found| found.element())
                .map_err(|error| short(&error))?;
            label.click().await.map_err(|error| short(&error))
        })
        .await;
    }

    /// Waits until nothing on the page moves.
    pub async fn settle(&self) {
        until(
            format!("the page of {} to come to rest", self.who),
            async || match self.ask::<u32>(RUNNING).await? {
                0 => Ok(()),
                n => Err(format!("{n} things move")),
            },
        )
        .await;
    }

    /// Moves the pointer over a thing.
    pub async fn point_at(&self, path: &[Thing]) {
        self.note(format!("points at {}", words(path)));
        let what = format!("{} to point at {}", self.who, words(path));
        until(what, async || {
            let element = self.element(path).await?;
            let chain = self.driver.action_chain().move_to_element_center(&element);
            chain.perform().await.map_err(|error| short(&error))
        })
        .await;
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

    fn is_said(&self, all: &[Facts], text: &str) -> bool {
        let texts = self.translations(text);
        let mut said = all.iter().flat_map(|it| [&it.spoken, &it.text]);
        said.any(|said| texts.iter().any(|text| said.contains(text.as_str())))
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

    async fn send(&self, path: &[Thing], keys: &str) {
        let what = format!("{} to write in {}", self.who, words(path));
        until(what, async || {
            let element = self.element(path).await?;
            element.send_keys(keys).await.map_err(|error| short(&error))
        })
        .await;
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

fn spoken(all: &[Facts]) -> Vec<&str> {
    all.iter().map(|it| it.spoken.as_str()).collect()
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
