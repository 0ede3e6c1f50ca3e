//! An agent at the inbox: what agents do and see, in their words.

mod chat;
mod customer;
mod list;

use crate::api::PASSWORD;
use crate::browser::Browser;
use crate::network::Network;
use crate::page::{Page, Thing, any, button, region, textbox, thing};
use crate::waiting::{Look, until};

pub use chat::{Line, chat, composer, in_log, log};
pub use customer::panel;
pub use list::{Row, list};

/// The demo's sign-ins.
pub const AGENT: &str = "agent@demo.recado.test";
pub const AGENT_2: &str = "agent2@demo.recado.test";
pub const ADMIN: &str = "admin@demo.recado.test";
pub const SUPERVISOR: &str = "supervisor@demo.recado.test";

/// What the connection chip can begin with.
const CHIP_WORDS: [&str; 6] = [
    "Up to date",
    "Connecting",
    "Offline",
    "Server unreachable",
    "Sending ",
    "Catching up",
];

/// An agent with a browser.
pub struct Agent {
    pub page: Page,
    pub network: Network,
}

/// The sign-in form.
pub fn sign_in_form() -> Thing {
    thing("form", "Sign in")
}

impl Agent {
    pub(crate) fn new(browser: Browser) -> Self {
        Self {
            page: browser.page,
            network: browser.network,
        }
    }

    /// Opens the inbox, signs in, and waits until everything is there.
    pub async fn comes_in(&self, email: &str) {
        self.page.open("/").await;
        self.signs_in(email).await;
    }

    /// Signs in on the page that is open, and waits until everything is there.
    pub async fn signs_in(&self, email: &str) {
        self.tries_to_sign_in(email, PASSWORD).await;
        self.is_up_to_date().await;
    }

    pub async fn tries_to_sign_in(&self, email: &str, password: &str) {
        self.page
            .rewrite(&[sign_in_form(), textbox("E-mail")], email)
            .await;
        self.page
            .rewrite(&[sign_in_form(), textbox("Password")], password)
            .await;
        self.page.press(&[sign_in_form(), button("Sign in")]).await;
    }

    pub async fn signs_out(&self) {
        self.chooses_in_my_menu("menuitem", "Sign out").await;
    }

    /// Presses an entry of the menu behind the agent's own avatar.
    pub async fn chooses_in_my_menu(&self, role: &str, entry: &str) {
        self.opens_my_menu().await;
        self.page.press(&[thing(role, entry)]).await;
    }

    /// Presses an entry of the menu behind the gear.
    pub async fn chooses_option(&self, entry: &str) {
        self.page
            .press(&[region("Conversations"), button("Inbox options")])
            .await;
        self.page
            .press(&[any("menu"), thing("menuitemradio", entry)])
            .await;
    }

    pub async fn opens_my_menu(&self) {
        let page = &self.page;
        let name = until(format!("{} to find the own menu", page.who()), async || {
            let buttons = page
                .all(&[thing("navigation", "Main"), any("button")])
                .await?;
            let mine = buttons
                .into_iter()
                .find(|button| [", ", "، "].iter().any(|comma| button.name.contains(comma)));
            mine.map(|button| button.name)
                .ok_or_else(|| "no button with a name and a status".into())
        })
        .await;
        page.press(&[thing("navigation", "Main"), button(&name)])
            .await;
    }

    /// What the connection chip says now.
    pub async fn chip(&self) -> Look<String> {
        let buttons = self.page.all(&[any("button")]).await?;
        let words: Vec<String> = CHIP_WORDS
            .iter()
            .flat_map(|word| self.page.translations(word))
            .collect();
        let chip = buttons.into_iter().map(|button| button.name).find(|name| {
            name.ends_with(" not sent") || words.iter().any(|word| name.starts_with(word))
        });
        chip.ok_or_else(|| "no chip".to_owned())
    }

    /// Waits until the chip says something.
    pub async fn chip_says(&self, text: &str) {
        let what = format!("the chip of {} to say \"{text}\"", self.page.who());
        let texts = self.page.translations(text);
        until(what, async || match self.chip().await? {
            said if texts.contains(&said) => Ok(()),
            said => Err(said),
        })
        .await;
    }

    /// Waits until the chip names this number, in whatever language.
    pub async fn chip_counts(&self, number: u64) {
        let what = format!("the chip of {} to count {number}", self.page.who());
        until(what, async || match self.chip().await? {
            said if said.contains(&number.to_string()) => Ok(()),
            said => Err(said),
        })
        .await;
    }

    /// Waits until nothing is missing and nothing waits.
    pub async fn is_up_to_date(&self) {
        self.chip_says("Up to date").await;
    }

    /// Opens the list of what waits to be sent.
    pub async fn opens_outbox(&self) {
        let chip = until("the chip", async || self.chip().await).await;
        self.page.press(&[button(&chip)]).await;
        self.page
            .shows(&[thing("dialog", "Waiting to be sent")])
            .await;
    }

    /// Closes a dialog, or whatever is on top.
    pub async fn presses_escape(&self) {
        self.page.type_keys(thirtyfour::Key::Escape).await;
    }
}
