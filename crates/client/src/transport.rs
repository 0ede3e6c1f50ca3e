//! The little that an adapter needs of the world: requests, sockets, time and chance.

#![expect(
    async_fn_in_trait,
    reason = "one thread everywhere: the futures need not be Send"
)]

use recado_protocol::Timestamp;

/// A request that got no answer in this time is taken for lost, in milliseconds.
pub const ANSWER_WITHIN_MS: u32 = 20_000;

/// Requests and sockets, in a browser or in a native test.
pub trait Transport {
    type Socket: Socket;

    /// Asks once.
    ///
    /// # Errors
    /// [`Lost`] when there is no answer: whether the other side got the request is unknown.
    async fn fetch(&self, request: Request<'_>) -> Result<Response, Lost>;

    /// Asks once, and hands the lines of a good answer over as they come; the answer's body is empty
    /// then. Dropping the future ends the request.
    ///
    /// # Errors
    /// [`Lost`] when there is no answer, or none any more.
    async fn stream(
        &self,
        request: Request<'_>,
        take: &mut dyn FnMut(&str),
    ) -> Result<Response, Lost>;

    /// Opens a WebSocket.
    ///
    /// # Errors
    /// [`Lost`] when the address can't be used at all; a refused connection may also show as a
    /// socket that is closed at once.
    async fn open_socket(&self, url: &str) -> Result<Self::Socket, Lost>;
}

/// One WebSocket, text messages only. Dropping it closes it.
pub trait Socket {
    /// The next message, or why there will be none. May be dropped while it waits and called again.
    async fn receive(&mut self) -> Received;

    /// # Errors
    /// [`Lost`] when the socket is closed.
    async fn send(&mut self, text: String) -> Result<(), Lost>;
}

/// What a socket gives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Received {
    Text(String),
    /// Closed, by whom ever. The code is the WebSocket's; 1006 when the link just broke.
    Closed {
        code: u16,
    },
}

/// A stream that says nothing for this long is taken for lost, in milliseconds.
pub const STREAM_SILENT_MS: u32 = 30_000;

/// The network gave no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lost;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

#[derive(Clone, Debug)]
pub struct Request<'a> {
    pub method: Method,
    /// Absolute.
    pub url: &'a str,
    /// The access token for the `Authorization` header.
    pub bearer: Option<&'a str>,
    pub idempotency_key: Option<&'a str>,
    /// JSON.
    pub body: Option<String>,
}

impl Response {
    /// Whether it is what was asked for.
    pub fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    /// From the `Retry-After` header, in seconds.
    pub retry_after: Option<u32>,
    pub body: String,
}

/// Time and chance.
pub trait Clock {
    fn now(&self) -> Timestamp;

    async fn sleep(&self, millis: u32);

    /// A random number in `0.0..1.0`.
    fn chance(&self) -> f64;
}
