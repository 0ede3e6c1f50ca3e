//! The engine's host: this page, with its network, its storage and its screen.

use std::cell::Cell;
use std::rc::Rc;

use leptos::task::spawn_local;
use recado_client::RecadoBackend;
use recado_client::browser::Browser;
use recado_engine::{Host, News, NotKept};
use recado_protocol::http::KeepRefresh;
use recado_protocol::{Agent, AgentId};

use super::identity::{self, DeviceVault};
use super::screen::Screen;
use super::tabs::BrowserTabs;
use super::vault::Vault;
use crate::config::Config;

/// One page in a browser.
pub struct Page {
    backend: RecadoBackend<Browser, DeviceVault>,
    address: String,
    pub screen: Rc<Screen>,
    guarded: Cell<bool>,
}

impl Page {
    pub fn new(config: &Config) -> Self {
        let keep = if config.same_origin {
            KeepRefresh::Cookie
        } else {
            KeepRefresh::Body
        };
        Self {
            backend: RecadoBackend::new(Browser, DeviceVault, &config.backend, keep),
            address: config.backend.clone(),
            screen: Screen::new(),
            guarded: Cell::new(false),
        }
    }

    /// What the storage and the channel of a person are called on this device.
    pub fn name(&self, person: &AgentId) -> String {
        format!("recado {} {person}", self.address)
    }
}

impl Host for Page {
    type Backend = RecadoBackend<Browser, DeviceVault>;
    type Clock = Browser;
    type Vault = Vault;
    type Tabs = BrowserTabs;

    fn backend(&self) -> &Self::Backend {
        &self.backend
    }

    fn clock(&self) -> &Browser {
        &Browser
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        spawn_local(task);
    }

    fn random(&self) -> [u8; 10] {
        identity::random_bytes()
    }

    fn remembered(&self) -> Option<Agent> {
        identity::remembered()
    }

    fn remember(&self, me: Option<&Agent>) {
        identity::remember(me);
    }

    async fn open_vault(&self, person: &AgentId) -> Result<Vault, NotKept> {
        Vault::open(&self.name(person)).await
    }

    fn join_tabs(&self, person: &AgentId) -> BrowserTabs {
        BrowserTabs::join(&self.name(person))
    }

    fn guard_storage(&self) {
        if self.guarded.replace(true) {
            return;
        }
        // A browser may ask the person, or decide by itself; there is nothing to do about a no.
        let _ = leptos::prelude::window().navigator().storage().persist();
    }

    fn show(&self, news: News) {
        self.screen.show(news);
    }
}
