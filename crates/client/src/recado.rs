//! The adapter for our own protocol. The only file that knows its URLs.

mod files;

use std::cell::{Cell, RefCell};

use futures_util::lock::Mutex;
use recado_protocol::command::{NewAssignment, NewMessage, NewStatus, ReadMark};
use recado_protocol::http::{
    ConversationPage, KeepRefresh, MessagePage, MessageWindow, NewAgentStatus, PAGE_LIMIT, Refresh,
    SignIn, Snapshot, Tokens,
};
use recado_protocol::live::{Hello, close_code};
use recado_protocol::{
    API_ROOT, Agent, AgentStatus, Capabilities, ClientFrame, Command, CommandEnvelope,
    ConversationId, ConversationRecord, Counts, Fields, Message, MessageId, Problem, ProblemKind,
    SearchPage, ServerFrame, Verb, WriteAnswer,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::backend::{Backend, Failure, Link, Linked};
use crate::transport::{Lost, Method, Received, Request, Response, Socket, Transport};

/// Where the refresh token is kept when it can't be in an HttpOnly cookie.
pub trait RefreshVault {
    fn load(&self) -> Option<String>;
    /// `None` forgets it.
    fn save(&self, token: Option<&str>);
}

/// A backend that speaks the Recado protocol.
pub struct RecadoBackend<T, V> {
    transport: T,
    vault: V,
    /// Scheme, host and port, without a slash at the end.
    origin: String,
    keep: KeepRefresh,
    access_token: RefCell<Option<String>>,
    /// Counts the access tokens, so that of many requests that met an expired one, one refreshes.
    generation: Cell<u64>,
    refreshing: Mutex<()>,
}

impl<T: Transport, V: RefreshVault> RecadoBackend<T, V> {
    /// `keep` says whether this page is on the backend's own site (cookie) or not (vault).
    pub fn new(transport: T, vault: V, origin: &str, keep: KeepRefresh) -> Self {
        Self {
            transport,
            vault,
            origin: origin.trim_end_matches('/').to_owned(),
            keep,
            access_token: RefCell::new(None),
            generation: Cell::new(0),
            refreshing: Mutex::new(()),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{API_ROOT}{path}", self.origin)
    }

    async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A, Failure> {
        read(&self.ask(Method::Get, path, None, None).await?)
    }

    async fn put<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        key: &str,
        body: &impl Serialize,
    ) -> Result<A, Failure> {
        read(&self.ask(method, path, Some(key), Some(write(body))).await?)
    }

    /// Asks as the signed-in person. An access token that is expired, or not there yet, is replaced once, quietly.
    async fn ask(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<String>,
    ) -> Result<Response, Failure> {
        let generation = self.generation.get();
        if self.access_token.borrow().is_some() {
            match self.ask_once(method, path, key, body.clone()).await {
                Err(Failure::SignedOut(_)) => {}
                other => return other,
            }
        }
        self.refresh(generation).await?;
        self.ask_once(method, path, key, body).await
    }

    async fn ask_once(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<String>,
    ) -> Result<Response, Failure> {
        let token = self.access_token.borrow().clone();
        self.ask_as(token.as_deref(), method, path, key, body).await
    }

    async fn ask_as(
        &self,
        bearer: Option<&str>,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<String>,
    ) -> Result<Response, Failure> {
        let url = self.url(path);
        let request = Request {
            method,
            url: &url,
            bearer,
            idempotency_key: key,
            body,
        };
        let response = self
            .transport
            .fetch(request)
            .await
            .map_err(|Lost| Failure::Unreachable)?;
        judge(response)
    }

    async fn stream_once(
        &self,
        resource: &str,
        body: &Fields,
        take: &mut dyn FnMut(&str),
    ) -> Result<(), Failure> {
        let url = self.url(&format!("/{resource}"));
        let token = self.access_token.borrow().clone();
        let request = Request {
            method: Method::Post,
            url: &url,
            bearer: token.as_deref(),
            idempotency_key: None,
            body: Some(body.as_json().to_owned()),
        };
        let response = self.transport.stream(request, take).await;
        judge(response.map_err(|Lost| Failure::Unreachable)?).map(drop)
    }

    /// Gets a new access token, unless another request has done so since `seen`.
    async fn refresh(&self, seen: u64) -> Result<Option<Agent>, Failure> {
        let _alone = self.refreshing.lock().await;
        if self.generation.get() != seen {
            return Ok(None);
        }
        loop {
            let used = self.vault.load();
            if self.keep == KeepRefresh::Body && used.is_none() {
                return Err(ended());
            }
            let answer = self.ask_to_refresh(used.clone()).await;
            // Another tab may have signed out, or in, while this was on its way.
            let kept = self.vault.load();
            match answer {
                Ok(_) if used.is_some() && kept.is_none() => return Err(ended()),
                Ok(tokens) => return Ok(Some(self.take(tokens, kept == used))),
                Err(Failure::SignedOut(_)) if kept.is_some() && kept != used => {}
                Err(failure) => {
                    if matches!(failure, Failure::SignedOut(_)) {
                        self.forget();
                    }
                    return Err(failure);
                }
            }
        }
    }

    async fn ask_to_refresh(&self, refresh_token: Option<String>) -> Result<Tokens, Failure> {
        let body = write(&Refresh { refresh_token });
        read(
            &self
                .ask_once(Method::Post, "/session/refresh", None, Some(body))
                .await?,
        )
    }

    /// Takes tokens; `keeps` says whether the refresh token is the newest that this device has.
    fn take(&self, tokens: Tokens, keeps: bool) -> Agent {
        self.access_token.replace(Some(tokens.access_token));
        self.generation.set(self.generation.get() + 1);
        if let Some(token) = tokens.refresh_token.filter(|_| keeps) {
            self.vault.save(Some(&token));
        }
        tokens.me
    }

    fn forget(&self) {
        self.access_token.replace(None);
        self.vault.save(None);
    }
}

impl<T: Transport, V: RefreshVault> Backend for RecadoBackend<T, V> {
    type Link = RecadoLink<T::Socket>;

    async fn capabilities(&self) -> Result<Capabilities, Failure> {
        read(
            &self
                .ask_once(Method::Get, "/capabilities", None, None)
                .await?,
        )
    }

    async fn sign_in(&self, email: &str, password: &str) -> Result<Agent, Failure> {
        let body = write(&SignIn {
            email: email.to_owned(),
            password: password.to_owned(),
            keep: self.keep,
        });
        self.access_token.replace(None);
        let response = self
            .ask_once(Method::Post, "/session", None, Some(body))
            .await?;
        read(&response).map(|tokens| self.take(tokens, true))
    }

    async fn resume(&self) -> Result<Agent, Failure> {
        let me = self.refresh(self.generation.get()).await?;
        me.ok_or(Failure::Unreadable { status: 0 })
    }

    async fn sign_out(&self) -> Result<(), Failure> {
        // Forgotten before the backend is told: the answer may be late, and must not end the session
        // of whoever signs in meanwhile.
        let (token, refresh_token) = (self.access_token.take(), self.vault.load());
        self.forget();
        let end = async |token: Option<&str>| {
            let path = "/session";
            self.ask_as(token, Method::Delete, path, None, None).await
        };
        match end(token.as_deref()).await {
            Err(Failure::SignedOut(_)) if refresh_token.is_some() => {
                let tokens = self.ask_to_refresh(refresh_token).await?;
                end(Some(&tokens.access_token)).await.map(|_| ())
            }
            answer => answer.map(|_| ()),
        }
    }

    async fn snapshot(&self) -> Result<Snapshot, Failure> {
        self.get("/snapshot").await
    }

    async fn conversations(&self, next: &str) -> Result<ConversationPage, Failure> {
        let mut path = format!("/conversations?view=all&limit={PAGE_LIMIT}");
        if !next.is_empty() {
            path.push_str("&cursor=");
            path.push_str(&encode(next));
        }
        self.get(&path).await
    }

    async fn conversation(&self, id: &ConversationId) -> Result<ConversationRecord, Failure> {
        self.get(&format!("/conversations/{}", encode(id.as_str())))
            .await
    }

    async fn counts(&self) -> Result<Counts, Failure> {
        self.get("/counts").await
    }

    async fn messages(
        &self,
        id: &ConversationId,
        window: MessageWindow,
        limit: u32,
    ) -> Result<MessagePage, Failure> {
        let id = encode(id.as_str());
        self.get(&format!(
            "/conversations/{id}/messages?{}",
            window.query(limit)
        ))
        .await
    }

    async fn message(&self, id: &ConversationId, message: &MessageId) -> Result<Message, Failure> {
        let (id, message) = (encode(id.as_str()), encode(message.as_str()));
        self.get(&format!("/conversations/{id}/messages/{message}"))
            .await
    }

    async fn search(
        &self,
        query: &str,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<SearchPage, Failure> {
        let mut path = format!("/search?limit={limit}&q={}", encode(query));
        if let Some(cursor) = cursor {
            path.push_str("&cursor=");
            path.push_str(&encode(cursor));
        }
        self.get(&path).await
    }

    async fn send(&self, envelope: &CommandEnvelope) -> Result<WriteAnswer, Failure> {
        let key = envelope.id.as_str();
        let path = |rest: &str| {
            format!(
                "/conversations/{}/{rest}",
                encode(envelope.command.conversation().as_str())
            )
        };
        match &envelope.command {
            Command::SendMessage {
                message,
                content,
                more,
                ..
            } => {
                let body = NewMessage {
                    id: message.clone(),
                    content: content.clone(),
                    more: more.clone(),
                };
                self.put(Method::Post, &path("messages"), key, &body).await
            }
            Command::Assign { assignee, .. } => {
                let body = NewAssignment {
                    assignee: assignee.clone(),
                };
                self.put(Method::Put, &path("assignment"), key, &body).await
            }
            Command::SetStatus { status, .. } => {
                let body = NewStatus { status: *status };
                self.put(Method::Put, &path("status"), key, &body).await
            }
            Command::MarkRead { position, .. } => {
                let body = ReadMark {
                    position: *position,
                };
                self.put(Method::Put, &path("read"), key, &body).await
            }
            Command::Write {
                verb,
                resource,
                body,
                ..
            } => {
                let method = match verb {
                    Verb::Post => Method::Post,
                    Verb::Put => Method::Put,
                    Verb::Delete => Method::Delete,
                };
                let body = body.as_ref().map(|body| body.as_json().to_owned());
                read(&self.ask(method, &path(resource), Some(key), body).await?)
            }
        }
    }

    async fn resource(&self, resource: &str) -> Result<Fields, Failure> {
        self.get(&format!("/{resource}")).await
    }

    async fn call(&self, resource: &str, body: &Fields) -> Result<Fields, Failure> {
        let (path, body) = (format!("/{resource}"), body.as_json().to_owned());
        read(&self.ask(Method::Post, &path, None, Some(body)).await?)
    }

    async fn stream(
        &self,
        resource: &str,
        body: &Fields,
        take: &mut dyn FnMut(&str),
    ) -> Result<(), Failure> {
        let generation = self.generation.get();
        match self.stream_once(resource, body, take).await {
            // Nothing of the answer has come then.
            Err(Failure::SignedOut(_)) => {
                self.refresh(generation).await?;
                self.stream_once(resource, body, take).await
            }
            other => other,
        }
    }

    async fn set_my_status(&self, status: AgentStatus) -> Result<Agent, Failure> {
        let body = write(&NewAgentStatus { status });
        read(
            &self
                .ask(Method::Put, "/me/status", None, Some(body))
                .await?,
        )
    }

    async fn open_live(&self, cursor: Option<u64>, tab: &str) -> Result<Self::Link, Failure> {
        if self.access_token.borrow().is_none() {
            self.refresh(self.generation.get()).await?;
        }
        let generation = self.generation.get();
        let token = self.access_token.borrow().clone().unwrap_or_default();
        let mut link = self.connect(token, cursor, tab).await?;
        let first = link.next().await;
        if first != Linked::Unauthenticated {
            link.ahead = Some(first);
            return Ok(link);
        }
        // The access token ran out while the link was down.
        self.refresh(generation).await?;
        let token = self.access_token.borrow().clone().unwrap_or_default();
        self.connect(token, cursor, tab).await
    }
}

impl<T: Transport, V: RefreshVault> RecadoBackend<T, V> {
    async fn connect(
        &self,
        token: String,
        cursor: Option<u64>,
        tab: &str,
    ) -> Result<RecadoLink<T::Socket>, Failure> {
        // http becomes ws and https becomes wss.
        let url = self.url("/live").replacen("http", "ws", 1);
        let socket = self
            .transport
            .open_socket(&url)
            .await
            .map_err(|Lost| Failure::Unreachable)?;
        let mut link = RecadoLink {
            socket,
            ahead: None,
        };
        let hello = ClientFrame::Hello(Hello {
            batches: true,
            brief: true,
            token,
            cursor,
            tab: tab.to_owned(),
        });
        link.send(&hello)
            .await
            .map_err(|Lost| Failure::Unreachable)?;
        Ok(link)
    }
}

/// A live socket of our own protocol.
pub struct RecadoLink<S> {
    socket: S,
    /// What was read to learn whether the token was taken.
    ahead: Option<Linked>,
}

impl<S: Socket> Link for RecadoLink<S> {
    async fn next(&mut self) -> Linked {
        if let Some(linked) = self.ahead.take() {
            return linked;
        }
        loop {
            match self.socket.receive().await {
                Received::Text(text) => {
                    // A frame that can't be read at all is skipped: a newer backend may know why.
                    if let Ok(frame) = ServerFrame::decode(&text) {
                        return Linked::Frame(frame, text);
                    }
                }
                Received::Closed {
                    code: close_code::UNAUTHENTICATED,
                } => {
                    return Linked::Unauthenticated;
                }
                Received::Closed { .. } => return Linked::Closed,
            }
        }
    }

    async fn send(&mut self, frame: &ClientFrame) -> Result<(), Lost> {
        self.socket.send(write(frame)).await
    }
}

/// Nobody is signed in on this device.
fn ended() -> Failure {
    Failure::SignedOut(Problem::new(ProblemKind::Unauthenticated, ""))
}

/// Sorts an answer into done and the kinds of failure.
fn judge(response: Response) -> Result<Response, Failure> {
    if (200..300).contains(&response.status) {
        return Ok(response);
    }
    let status = response.status;
    let problem = recado_json::from_str::<Problem>(&response.body).ok();
    Err(match (status, problem) {
        (429 | 500.., Some(problem)) => Failure::Busy(problem),
        (429 | 500.., None) => Failure::Busy(Problem::new(
            ProblemKind::Unavailable,
            format!("HTTP {status}"),
        )),
        (_, Some(problem)) if problem.kind == ProblemKind::Unauthenticated => {
            Failure::SignedOut(problem)
        }
        (_, Some(problem)) => Failure::Refused(problem),
        // Something between us and the backend answered, such as a captive portal.
        (_, None) => Failure::Unreadable { status },
    })
}

fn read<A: DeserializeOwned>(response: &Response) -> Result<A, Failure> {
    recado_json::from_str(&response.body).map_err(|_| Failure::Unreadable {
        status: response.status,
    })
}

fn write(body: &impl Serialize) -> String {
    recado_json::to_string(body).expect("protocol types are maps with string keys")
}

/// Percent-encodes one segment or value of a URL (RFC 3986: all but the unreserved characters).
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Response {
        Response {
            status,
            retry_after: None,
            body: body.to_owned(),
        }
    }

    #[test]
    fn answers_are_sorted_into_what_may_pass_and_what_may_not() {
        assert!(judge(answer(201, "{}")).is_ok());
        let portal = judge(answer(404, "<html>Welcome to our Wi-Fi")).unwrap_err();
        assert_eq!(portal, Failure::Unreadable { status: 404 });
        assert!(portal.may_pass());
        assert!(judge(answer(502, "Bad gateway")).unwrap_err().may_pass());
        let refused = judge(answer(
            409,
            r#"{"type":"urn:recado:problem:channel-closed"}"#,
        ));
        assert!(matches!(refused, Err(Failure::Refused(_))), "{refused:?}");
        let expired = judge(answer(
            401,
            r#"{"type":"urn:recado:problem:unauthenticated"}"#,
        ));
        assert!(matches!(expired, Err(Failure::SignedOut(_))), "{expired:?}");
        let wrong = judge(answer(
            401,
            r#"{"type":"urn:recado:problem:wrong-credentials"}"#,
        ));
        assert!(matches!(wrong, Err(Failure::Refused(_))), "{wrong:?}");
    }

    #[test]
    fn ids_can_not_leave_their_segment() {
        assert_eq!(encode("../me?x=é"), "..%2Fme%3Fx%3D%C3%A9");
    }
}
