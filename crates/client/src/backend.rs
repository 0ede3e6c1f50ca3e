//! The port: everything that the session asks of a backend, in the protocol's words.

#![expect(
    async_fn_in_trait,
    reason = "one thread everywhere: the futures need not be Send"
)]

use recado_protocol::http::{ConversationPage, MessagePage, MessageWindow, Snapshot};
use recado_protocol::{
    Agent, AgentStatus, Capabilities, ClientFrame, CommandEnvelope, ConversationId,
    ConversationRecord, Counts, Fields, Message, MessageId, Problem, SearchPage, WriteAnswer,
};

use crate::transport::Lost;

/// A backend of any make.
pub trait Backend {
    type Link: Link;

    /// What this backend can do. Needs no sign-in.
    async fn capabilities(&self) -> Result<Capabilities, Failure>;

    /// Signs in with a password and keeps what is needed to come back.
    async fn sign_in(&self, email: &str, password: &str) -> Result<Agent, Failure>;

    /// Comes back with what an earlier sign-in kept.
    async fn resume(&self) -> Result<Agent, Failure>;

    /// Ends the session on the backend, and forgets it here whether or not that got through.
    async fn sign_out(&self) -> Result<(), Failure>;

    async fn snapshot(&self) -> Result<Snapshot, Failure>;

    /// The page of conversations that `next` of the page before it names; the first one for an empty
    /// `next`.
    async fn conversations(&self, next: &str) -> Result<ConversationPage, Failure>;

    async fn conversation(&self, id: &ConversationId) -> Result<ConversationRecord, Failure>;

    async fn counts(&self) -> Result<Counts, Failure>;

    /// At most `limit` messages, oldest first.
    async fn messages(
        &self,
        id: &ConversationId,
        window: MessageWindow,
        limit: u32,
    ) -> Result<MessagePage, Failure>;

    /// One message of a conversation.
    async fn message(&self, id: &ConversationId, message: &MessageId) -> Result<Message, Failure>;

    /// A page of at most `limit` people and messages, after the one that gave `cursor`.
    async fn search(
        &self,
        query: &str,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<SearchPage, Failure>;

    /// Carries out a command. Safe to repeat: the envelope's id is the idempotency key.
    async fn send(&self, envelope: &CommandEnvelope) -> Result<WriteAnswer, Failure>;

    /// A resource that only a part of a frontend understands: its path below the API's root, without
    /// a slash before it, and a query where it takes one.
    async fn resource(&self, resource: &str) -> Result<Fields, Failure>;

    /// Asks such a resource for something that is neither kept nor repeated: help with a text, fresh
    /// addresses, connecting a channel again.
    async fn call(&self, resource: &str, body: &Fields) -> Result<Fields, Failure>;

    /// Asks such a resource for an answer that comes line by line. Dropping the future ends it.
    async fn stream(
        &self,
        resource: &str,
        body: &Fields,
        take: &mut dyn FnMut(&str),
    ) -> Result<(), Failure>;

    async fn set_my_status(&self, status: AgentStatus) -> Result<Agent, Failure>;

    /// Opens the live link after `cursor`. The first frame it gives is `welcome` or `resync`.
    async fn open_live(&self, cursor: Option<u64>, tab: &str) -> Result<Self::Link, Failure>;
}

/// One live connection. Dropping it closes it.
pub trait Link {
    /// The next frame. May be dropped while it waits and called again.
    async fn next(&mut self) -> Linked;

    /// # Errors
    /// [`Lost`] when the link is closed.
    async fn send(&mut self, frame: &ClientFrame) -> Result<(), Lost>;
}

/// What a live link gives.
#[derive(Clone, PartialEq, Debug)]
pub enum Linked {
    /// A frame, and its text in the words of our own protocol, for the other tabs.
    Frame(recado_protocol::ServerFrame, String),
    /// The backend does not take the token any more.
    Unauthenticated,
    Closed,
}

/// Why the backend did not do what was asked.
#[derive(Clone, PartialEq, Debug)]
pub enum Failure {
    /// No answer: the network, or the backend is down. Whether it was done is unknown.
    Unreachable,
    /// The backend says that it can't now: overloaded, restarting, too many requests.
    Busy(Problem),
    /// The answer could not be understood.
    Unreadable { status: u16 },
    /// Nobody is signed in (any more).
    SignedOut(Problem),
    /// A final no.
    Refused(Problem),
}

impl Failure {
    /// Whether asking the same again later may succeed.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable | Self::Busy(_) | Self::Unreadable { .. } => true,
            Self::SignedOut(_) | Self::Refused(_) => false,
        }
    }
}
