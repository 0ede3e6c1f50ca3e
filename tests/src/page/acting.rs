//! Pressing things, writing into them, pointing at them.

use thirtyfour::{Key, TypingData};

use super::{Page, Thing, short, words};
use crate::waiting::{Look, until};

impl Page {
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

    /// Presses a thing until something else is gone, which may happen by itself meanwhile.
    pub async fn press_until_gone(&self, path: &[Thing], other: &[Thing]) {
        self.note(format!("presses {} until it has helped", words(path)));
        let what = format!("{} to see no {}", self.who, words(other));
        until(what, async || {
            let left = self.all(other).await?.len();
            if left == 0 {
                return Ok(());
            }
            // It may be gone between the look and the press.
            if let Ok(element) = self.element(path).await {
                let _pressed = element.click().await;
            }
            Err(format!("{left} of them"))
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
        let keys = match text {
            "" => Key::Delete.value().to_string(),
            text => text.to_owned(),
        };
        self.send(path, &keys).await;
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

    /// Presses it with a key held down.
    pub(crate) async fn press_nth_holding(&self, path: &[Thing], at: usize, key: Key) -> Look<()> {
        let elements = self.elements(path).await?;
        let element = elements
            .get(at)
            .ok_or_else(|| format!("only {} of them", elements.len()))?;
        let chain = self.driver.action_chain();
        let chain = chain
            .key_down(key.clone())
            .click_element(element)
            .key_up(key);
        chain.perform().await.map_err(|error| short(&error))
    }

    /// Presses it with the other button of the mouse.
    pub(crate) async fn press_nth_otherwise(&self, path: &[Thing], at: usize) -> Look<()> {
        let elements = self.elements(path).await?;
        let element = elements
            .get(at)
            .ok_or_else(|| format!("only {} of them", elements.len()))?;
        let chain = self.driver.action_chain().context_click_element(element);
        chain.perform().await.map_err(|error| short(&error))
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

    async fn send(&self, path: &[Thing], keys: &str) {
        let what = format!("{} to write in {}", self.who, words(path));
        until(what, async || {
            let element = self.element(path).await?;
            element.send_keys(keys).await.map_err(|error| short(&error))
        })
        .await;
    }
}
