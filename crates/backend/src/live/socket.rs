//! One live socket from its hello to its end.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, close_code as standard_code};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use recado_protocol::live::close_code;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};

use super::hello::{self, Party, Side};
use super::hub::{Frame, Published, SocketId};
use super::typing::Typist;
use super::viewing::Gaze;
use super::{client_frame, client_frame::Said};
use crate::app::{App, stopped};

/// Largest frame that a client may send, in bytes.
pub const FRAME_BYTES: usize = 64 * 1024;
/// Most events in one live frame.
const MOST_EVENTS: usize = 256;
/// How long a closed socket is read on, so that the other side gets to see why it was closed.
const LINGER: Duration = Duration::from_secs(1);

/// Why a socket ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// The other side is gone, or took no byte for too long.
    Gone,
    /// We close it, with a code and a reason.
    Close(u16, &'static str),
    /// Something failed here.
    Broken,
}

/// What a socket speaks over: a real WebSocket, or both ends in memory.
pub trait Wire:
    Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin
{
}

impl<W> Wire for W where
    W: Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin
{
}

/// The sending half of a socket, with patience that ends.
pub struct Link<'s, W> {
    socket: &'s mut W,
    send_within: Duration,
}

impl<W: Wire> Link<'_, W> {
    /// Sends a frame.
    ///
    /// # Errors
    /// `Gone` when the other side is, or takes nothing for too long.
    pub async fn send(&mut self, message: Message) -> Result<(), Ending> {
        match tokio::time::timeout(self.send_within, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Ending::Gone),
            Err(_) => Err(too_slow()),
        }
    }
}

/// Runs a socket until it ends.
pub async fn run(mut socket: impl Wire, app: App, side: Side) {
    let ending = match live(&mut socket, &app, side).await {
        Err(ending) => ending,
        Ok(never) => match never {},
    };
    let (code, reason) = match ending {
        Ending::Gone => return,
        Ending::Close(code, reason) => (code, reason),
        Ending::Broken => (standard_code::ERROR, "the backend failed"),
    };
    tracing::debug!(code, reason, "socket closed");
    let close = Message::Close(Some(CloseFrame {
        code,
        reason: reason.into(),
    }));
    let say_goodbye = async {
        if socket.send(close).await.is_ok() {
            while let Some(Ok(_)) = socket.next().await {}
        }
    };
    let _too_long = tokio::time::timeout(LINGER, say_goodbye).await;
}

async fn live(
    socket: &mut impl Wire,
    app: &App,
    side: Side,
) -> Result<std::convert::Infallible, Ending> {
    let mut stopping = pin!(stopped(app.stopping.clone()));
    // In the order of the branches everywhere: a socket behaves the same in every run.
    let hello = tokio::select! {
        biased;
        said = hello::receive(socket, app) => said?,
        () = &mut stopping => return Err(going_away()),
    };
    let me = app.hub.new_socket();
    // Before anything is looked up: neither an event nor the end of the session falls between.
    let mut ring = app.hub.subscribe();
    let party = hello::authenticate(app, side, &hello.token).await?;
    let mut link = Link {
        socket,
        send_within: app.tuning.send_within,
    };
    let mut sent_up_to = hello::welcome(&mut link, app, &party, &hello).await?;
    let batches = hello.batches;
    drop(hello);

    let first_ping = Instant::now() + app.tuning.ping_every;
    let mut ping = interval_at(first_ping, app.tuning.ping_every);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard = Instant::now();
    let mut typist = Typist::new(me);
    let gaze = Gaze::new(app, me);
    loop {
        tokio::select! {
            biased;
            () = &mut stopping => return Err(going_away()),
            received = link.socket.next() => {
                let Some(Ok(message)) = received else { return Err(Ending::Gone) };
                heard = Instant::now();
                match client_frame::read(message)? {
                    Said::Nothing => {}
                    Said::Ping => link.send(Message::text(r#"{"type":"ping"}"#)).await?,
                    Said::Typing(typing) => {
                        if let Some(answer) = typist.say(app, &party, typing).await {
                            link.send(Message::Text(answer)).await?;
                        }
                    }
                    Said::Viewing(viewing) => {
                        for notice in gaze.say(&party, viewing) {
                            link.send(Message::Text(notice)).await?;
                        }
                    }
                    Said::Unreadable(answer) => link.send(Message::Text(answer)).await?,
                }
            }
            published = next(&mut ring) => {
                let mut published = Some(published?);
                let (mut events, mut other) = (Vec::new(), None);
                while let Some(next) = published.take() {
                    let text = for_party(&next, &party, me, &mut sent_up_to)?;
                    if next.is_event() {
                        events.extend(text);
                    } else {
                        other = text;
                    }
                    // Events that wait already go along in the same frame.
                    if batches && other.is_none() && events.len() < MOST_EVENTS {
                        published = waiting(&mut ring)?;
                    }
                }
                for frame in hello::in_frames(events, batches).into_iter().chain(other) {
                    link.send(Message::Text(frame)).await?;
                }
            }
            _ = ping.tick() => link.send(Message::text(r#"{"type":"ping"}"#)).await?,
            () = sleep_until(heard + app.tuning.dead_after) => return Err(Ending::Gone),
        }
    }
}

/// What can be had of the ring at once.
fn waiting(ring: &mut Receiver<Arc<Published>>) -> Result<Option<Arc<Published>>, Ending> {
    match ring.try_recv() {
        Ok(published) => Ok(Some(published)),
        Err(TryRecvError::Empty) => Ok(None),
        Err(TryRecvError::Lagged(_)) => Err(too_slow()),
        Err(TryRecvError::Closed) => Err(going_away()),
    }
}

fn too_slow() -> Ending {
    Ending::Close(close_code::SLOW_READER, "the reader is too slow")
}

async fn next(ring: &mut Receiver<Arc<Published>>) -> Result<Arc<Published>, Ending> {
    ring.recv().await.map_err(|error| match error {
        RecvError::Lagged(_) => too_slow(),
        RecvError::Closed => going_away(),
    })
}

/// What of a published thing this party gets, if anything.
fn for_party(
    published: &Published,
    party: &Party,
    me: SocketId,
    sent_up_to: &mut u64,
) -> Result<Option<axum::extract::ws::Utf8Bytes>, Ending> {
    let frame = match (published, party) {
        (Published::SessionEnded(ended), Party::Agent { session, .. }) if ended == session => {
            return Err(Ending::Close(
                close_code::UNAUTHENTICATED,
                "the session was ended",
            ));
        }
        (Published::SessionEnded(_) | Published::ToDispatch | Published::CustomerWrote(_), _) => {
            return Ok(None);
        }
        (Published::Frame(frame), _) => frame,
    };
    if frame.from == Some(me) || !is_new(frame, sent_up_to) {
        return Ok(None);
    }
    Ok(match party {
        Party::Agent { .. } => frame.agents.clone(),
        Party::Visitor { visitor } => frame
            .visitor
            .as_ref()
            .filter(|frame| frame.visitor == *visitor)
            .map(|frame| frame.text.clone()),
    })
}

/// Whether a frame comes after what was sent, replay included; notes that it does.
fn is_new(frame: &Frame, sent_up_to: &mut u64) -> bool {
    let Some(seq) = frame.seq else { return true };
    let is_new = seq > *sent_up_to;
    *sent_up_to = seq.max(*sent_up_to);
    is_new
}

fn going_away() -> Ending {
    Ending::Close(standard_code::AWAY, "the backend is stopping")
}
