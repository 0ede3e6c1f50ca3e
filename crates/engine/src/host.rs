//! What an engine needs of the world around it.

#![expect(
    async_fn_in_trait,
    reason = "one thread everywhere: the futures need not be Send"
)]

use recado_client::{Backend, Clock};
use recado_protocol::{Agent, AgentId, Capabilities, ConversationId};

use crate::tabs::Tabs;
use crate::vault::{NotKept, Vault};
use crate::{LinkState, Notice, Phase};

/// One page, or one simulated client.
pub trait Host: 'static {
    type Backend: Backend;
    type Clock: Clock;
    type Vault: Vault;
    type Tabs: Tabs;

    fn backend(&self) -> &Self::Backend;

    fn clock(&self) -> &Self::Clock;

    /// Runs a task beside the others of this thread. It ends with the page.
    fn spawn(&self, task: impl Future<Output = ()> + 'static);

    /// Random bytes for ids.
    fn random(&self) -> [u8; 10];

    /// Who was signed in on this device last, unless that has ended.
    fn remembered(&self) -> Option<Agent>;

    /// Remembers who is signed in; `None` forgets it.
    fn remember(&self, me: Option<&Agent>);

    /// Opens the storage of a person.
    ///
    /// # Errors
    /// When this device refuses storage.
    async fn open_vault(&self, person: &AgentId) -> Result<Self::Vault, NotKept>;

    /// Joins the other tabs of a person.
    fn join_tabs(&self, person: &AgentId) -> Self::Tabs;

    /// A change is kept that the backend does not have: the device should not throw it away.
    fn guard_storage(&self);

    /// Takes news for the screen. Must not call back into the engine before it returns.
    fn show(&self, news: News);
}

/// Something that a screen shows or follows.
#[derive(Clone, PartialEq, Debug)]
pub enum News {
    Phase(Phase),
    Link(LinkState),
    Capabilities(Capabilities),
    Notice(Notice),
    /// The replica changed; told once until the changes are taken.
    Changed,
    /// Whether a conversation can be shown changed.
    Lookup(ConversationId),
    /// Whether messages of a conversation are on their way changed.
    History(ConversationId),
}
