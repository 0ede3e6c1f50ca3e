//! The open conversation and the composer at its foot.

use std::fmt;

use thirtyfour::Key;

use recado_protocol::{BaseView, ConversationRecord};

use super::{AGENT, Agent};
use crate::Stage;
use crate::page::{Facts, Thing, any, beginning, button, region, textbox, thing};
use crate::waiting::{Look, until, until_equal};

/// How far a message can have got, as it is read out.
const DELIVERIES: [&str; 5] = [
    "Waiting to be sent",
    "Not sent",
    "Delivered",
    "Sent",
    "Read",
];

/// One entry of the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Who and when, as the entry is named.
    pub name: String,
    /// All that a screen reader reads of it.
    pub text: String,
}

impl Line {
    /// How far it got, when it says so.
    pub fn delivery(&self) -> Option<&'static str> {
        DELIVERIES
            .into_iter()
            .find(|state| self.text.contains(state))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.text)
    }
}

pub fn chat() -> Thing {
    region("Chat")
}

/// The messages of the open conversation.
pub fn log() -> [Thing; 2] {
    [chat(), thing("log", "Messages")]
}

/// Something among the messages of the open conversation.
pub fn in_log(part: Thing) -> [Thing; 3] {
    [chat(), thing("log", "Messages"), part]
}

/// A part of the composer.
pub fn composer(part: Thing) -> [Thing; 2] {
    [thing("form", "Composer"), part]
}

impl Agent {
    /// Signs in and opens the conversation whose row says this, whoever is responsible for it.
    pub async fn comes_in_to(&self, email: &str, row: &str) {
        self.comes_in(email).await;
        self.opens_filter("All").await;
        self.opens_row(row).await;
    }

    /// Waits until this customer's conversation is in the chat.
    pub async fn talks_with(&self, customer: &str) {
        self.page
            .shows(&[chat(), beginning("heading", customer)])
            .await;
    }

    /// Signs in at the newest conversation that is as wanted, and waits until it is open.
    ///
    /// # Panics
    /// When the demo has none.
    pub async fn opens_where(
        &self,
        stage: &Stage,
        wanted: impl Fn(&ConversationRecord) -> bool,
    ) -> ConversationRecord {
        let api = stage.api(AGENT).await;
        let found = api.find(BaseView::All, wanted).await;
        let found = found.expect("the demo has such a conversation");
        let address = format!("/c/{}", found.conversation.id);
        self.page.open(&address).await;
        self.signs_in(AGENT).await;
        self.talks_with(&found.contact.name).await;
        found
    }

    /// The messages that are in the page now, oldest first.
    pub async fn lines(&self) -> Look<Vec<Line>> {
        let [chat, log] = log();
        let articles = self.page.all(&[chat, log, any("article")]).await?;
        Ok(articles
            .into_iter()
            .map(|article: Facts| Line {
                name: article.name,
                text: article.spoken,
            })
            .collect())
    }

    /// Waits until those of these texts that stand in the chat are just these, once each and in
    /// this order.
    pub async fn reads_once_in_order(&self, texts: &[&str]) {
        let what = format!("{} to read once and in order {texts:?}", self.page.who());
        until(what, async || once_in_order(texts, &self.lines().await?)).await;
    }

    /// Waits for the message with this text.
    pub async fn reads(&self, text: &str) -> Line {
        let what = format!("{} to read \"{text}\"", self.page.who());
        until(what, async || self.line(text).await).await
    }

    /// Waits until the message with this text has got so far.
    pub async fn reads_delivery(&self, text: &str, delivery: &str) {
        let what = format!("the delivery of \"{text}\" for {}", self.page.who());
        until_equal(what, Some(delivery), async || {
            Ok(self.line(text).await?.delivery())
        })
        .await;
    }

    /// Waits until the log says something, be it a message or a line about the conversation.
    pub async fn log_says(&self, text: &str) {
        self.page.says(&log(), text).await;
    }

    /// Sends a message to the customer.
    pub async fn sends(&self, text: &str) {
        self.turns_to("Reply").await;
        self.writes(text).await;
        self.presses_send().await;
    }

    /// Adds a note for the team.
    pub async fn notes(&self, text: &str) {
        self.turns_to("Internal note").await;
        self.writes(text).await;
        self.presses_send().await;
    }

    /// Writes into the composer and sends nothing; a line break in the text is Shift+Enter.
    pub async fn writes(&self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.page
                    .keys(&composer(textbox("Message")), Key::Shift + Key::Enter)
                    .await;
            }
            self.page.write(&composer(textbox("Message")), line).await;
        }
    }

    /// Waits until the composer holds this text.
    pub async fn has_written(&self, text: &str) {
        let what = format!("the composer of {}", self.page.who());
        until_equal(what, text.to_owned(), async || {
            let field = self.page.one(&composer(textbox("Message"))).await?;
            Ok(field.value.unwrap_or_default())
        })
        .await;
    }

    pub async fn presses_send(&self) {
        self.page.press(&composer(button("Send"))).await;
        self.has_written("").await;
    }

    /// Presses an entry of the menu beside Send.
    pub async fn chooses_way(&self, role: &str, entry: &str) {
        self.page
            .press(&composer(button("More ways to send")))
            .await;
        self.page
            .press(&[any("menu"), beginning(role, entry)])
            .await;
    }

    /// Opens the menu of the message with this text.
    pub async fn opens_actions(&self, text: &str) {
        let [chat, log] = log();
        let buttons = [chat, log, any("article"), button("Message actions")];
        let what = format!("{} to open the menu of \"{text}\"", self.page.who());
        until(what, async || {
            let lines = self.lines().await?;
            let at = lines.iter().position(|line| line.text.contains(text));
            let at = at.ok_or_else(|| format!("{lines:#?}"))?;
            self.page.press_nth(&buttons, at).await
        })
        .await;
        self.page.shows(&[any("menu")]).await;
    }

    /// Presses an entry of the menu of the message with this text.
    pub async fn chooses_action(&self, text: &str, entry: &str) {
        self.opens_actions(text).await;
        self.page
            .press(&[any("menu"), thing("menuitem", entry)])
            .await;
    }

    /// Chooses between "Reply" and "Internal note".
    pub async fn turns_to(&self, mode: &str) {
        let radio = composer(thing("radio", mode));
        let is_there = until("the composer", async || self.page.one(&radio).await)
            .await
            .checked;
        if !is_there {
            self.page.choose(&radio).await;
        }
        until_equal(mode, true, async || {
            Ok(self.page.one(&radio).await?.checked)
        })
        .await;
    }

    /// Presses the entry of the menu in the chat that says who is responsible.
    pub async fn assigns(&self, role: &str, entry: &str) {
        let page = &self.page;
        let what = format!("{} to find who is responsible", page.who());
        let name = until(what, async || {
            let buttons = page.all(&[chat(), any("button")]).await?;
            let words = ["Unassigned", "Assigned to "]
                .map(|word| page.translations(word))
                .concat();
            let found = buttons.into_iter().find(|button| {
                words
                    .iter()
                    .any(|word| button.name.starts_with(word.as_str()))
            });
            found
                .map(|button| button.name)
                .ok_or_else(|| "no such button".to_owned())
        })
        .await;
        page.press(&[chat(), button(&name)]).await;
        page.press(&[any("menu"), beginning(role, entry)]).await;
    }

    pub async fn takes(&self) {
        self.assigns("menuitem", "Assign to me").await;
    }

    pub async fn resolves(&self) {
        self.page.press(&[chat(), button("Resolve")]).await;
    }

    /// Waits for the green bar.
    pub async fn sees_resolved(&self) {
        self.page.shows(&[chat(), button("Reopen")]).await;
        self.page.shows_no(&[chat(), button("Resolve")]).await;
    }

    /// Waits for the orange bar.
    pub async fn sees_unresolved(&self) {
        self.page.shows(&[chat(), button("Resolve")]).await;
        self.page.shows_no(&[chat(), button("Reopen")]).await;
    }

    async fn line(&self, text: &str) -> Look<Line> {
        let lines = self.lines().await?;
        let mut found = lines.iter().filter(|line| line.text.contains(text));
        match (found.next(), found.next()) {
            (Some(line), None) => Ok(line.clone()),
            (None, _) => Err(format!("{lines:#?}")),
            (Some(_), Some(_)) => Err(format!("more than one of them: {lines:#?}")),
        }
    }
}

/// Whether the texts stand in the lines once each and in this order.
pub(crate) fn once_in_order(texts: &[&str], lines: &[Line]) -> Look<()> {
    let read: Vec<&str> = lines
        .iter()
        .flat_map(|line| {
            texts
                .iter()
                .copied()
                .filter(|text| line.text.contains(text))
        })
        .collect();
    if read == texts {
        return Ok(());
    }
    let all: Vec<String> = lines.iter().map(ToString::to_string).collect();
    Err(format!("{read:?} in\n{}", all.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(texts: &[&str]) -> Vec<Line> {
        texts
            .iter()
            .map(|text| Line {
                name: "Ana".into(),
                text: (*text).into(),
            })
            .collect()
    }

    #[test]
    fn a_text_that_is_missing_double_or_out_of_order_is_seen() {
        let texts = ["one", "two"];
        assert!(once_in_order(&texts, &lines(&["zero", "one!", "more", "two"])).is_ok());
        for wrong in [
            &["one"][..],
            &["two", "one"],
            &["one", "two", "two"],
            &["one", "one", "two"],
        ] {
            assert!(once_in_order(&texts, &lines(wrong)).is_err(), "{wrong:?}");
        }
    }
}
