//! Looking for things on a page, and waiting for them.

use serde_json::json;

use super::{ACCESSIBLE, Facts, Page, Thing, words};
use crate::waiting::{Look, until};

/// How many animations come to an end; those that go on for ever are part of the picture.
const RUNNING: &str = "return document.getAnimations().filter((animation) =>
    animation.playState === 'running' && animation.effect.getComputedTiming().endTime !== Infinity).length";

impl Page {
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

    /// Waits until there are some things at the end of a path.
    pub async fn shows_some(&self, path: &[Thing]) {
        let what = format!("{} to see some {}", self.who, words(path));
        until(what, async || match self.all(path).await?.len() {
            0 => Err("nothing".to_owned()),
            _ => Ok(()),
        })
        .await;
    }

    /// Waits until the first thing at the end of a path has the focus.
    pub async fn has_focus(&self, path: &[Thing]) {
        until(
            format!("{} to have the focus on {}", self.who, words(path)),
            async || {
                let has_it = self.one(path).await?.focused;
                has_it
                    .then_some(())
                    .ok_or_else(|| "it is elsewhere".to_owned())
            },
        )
        .await;
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

    fn is_said(&self, all: &[Facts], text: &str) -> bool {
        let texts = self.translations(text);
        let mut said = all.iter().flat_map(|it| [&it.spoken, &it.text]);
        said.any(|said| texts.iter().any(|text| said.contains(text.as_str())))
    }
}

fn spoken(all: &[Facts]) -> Vec<&str> {
    all.iter().map(|it| it.spoken.as_str()).collect()
}
