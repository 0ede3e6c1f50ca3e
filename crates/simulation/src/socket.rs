//! Live sockets over the made-up network: in order on each, late, cut, stalled or silently dead.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures_channel::mpsc::{self, Receiver, Sender, UnboundedReceiver, UnboundedSender};
use futures_util::{Sink, Stream, StreamExt};
use recado_backend::rehearsal::{Message, Side};
use recado_client::transport::{Lost, Received, Socket};
use tokio::sync::Notify;
use tokio::task::spawn_local;
use tokio::time::{Instant, sleep};

use crate::chance::Chance;
use crate::network::{Network, delay, millis, wait_until};

/// A link that broke without saying why (RFC 6455, 7.4.1).
const ABNORMAL_CLOSURE: u16 = 1006;
/// How many frames a line takes before its sender has to wait.
const FRAMES_UNDER_WAY: usize = 16;
/// After this long the system gives a dead connection up, in milliseconds.
const DEAD_CONNECTION_MS: u32 = 120_000;

/// The connection under one socket.
pub struct Cable {
    state: Cell<State>,
    stalled_until: Cell<Option<Instant>>,
    changed: Notify,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Whole,
    /// Both ends see it close.
    Cut,
    /// Nothing goes through, and nobody is told.
    Silent,
}

impl Cable {
    pub fn cut(&self) {
        self.state.set(State::Cut);
        self.changed.notify_waiters();
    }

    pub fn silence(&self) {
        self.state.set(State::Silent);
        self.changed.notify_waiters();
    }

    pub fn stall_until(&self, until: Instant) {
        self.stalled_until.set(Some(until));
    }

    /// Waits until it is cut; the dead are given up after a while.
    async fn broken(&self) {
        loop {
            let changed = self.changed.notified();
            match self.state.get() {
                State::Cut => return,
                State::Silent => return sleep(millis(DEAD_CONNECTION_MS)).await,
                State::Whole => changed.await,
            }
        }
    }

    async fn pass(&self, due: Instant) {
        wait_until(due).await;
        if let Some(until) = self.stalled_until.get() {
            wait_until(until).await;
        }
    }
}

/// The client's end.
pub struct SimSocket {
    incoming: UnboundedReceiver<Received>,
    outgoing: UnboundedSender<String>,
}

impl Socket for SimSocket {
    async fn receive(&mut self) -> Received {
        self.incoming.next().await.unwrap_or(Received::Closed {
            code: ABNORMAL_CLOSURE,
        })
    }

    async fn send(&mut self, text: String) -> Result<(), Lost> {
        self.outgoing.unbounded_send(text).map_err(|_| Lost)
    }
}

/// The backend's end.
struct ServerEnd {
    incoming: UnboundedReceiver<Message>,
    outgoing: Sender<Message>,
}

/// Opens a socket on a line.
pub async fn open(network: &Rc<Network>, line: u8, url: &str) -> Result<SimSocket, Lost> {
    let (chance, weather) = network.next_use(line);
    sleep(delay(&chance, weather)).await;
    if network.is_cut(line) || chance.percent(weather.lose_request) {
        return Err(Lost);
    }
    let life = network.server().ok_or(Lost)?;
    network.note(format_args!("{line} opens a socket"));
    let side = if url.ends_with("/visitor/live") {
        Side::Visitors
    } else {
        Side::Agents
    };
    let cable = Rc::new(Cable {
        state: Cell::new(State::Whole),
        stalled_until: Cell::new(None),
        changed: Notify::new(),
    });
    network.add_cable(line, &cable);
    let (client_out, from_client) = mpsc::unbounded();
    let (to_server, server_in) = mpsc::unbounded();
    let (server_out, from_server) = mpsc::channel(FRAMES_UNDER_WAY);
    let (to_client, client_in) = mpsc::unbounded();
    let up = Chance::new(chance.number());
    let down = Chance::new(chance.number());
    spawn_local(carry_up(
        Rc::clone(network),
        line,
        Rc::clone(&cable),
        up,
        from_client,
        to_server,
    ));
    spawn_local(carry_down(
        Rc::clone(network),
        line,
        cable,
        down,
        from_server,
        to_client,
    ));
    let rehearsal = life.rehearsal.clone();
    let wire = ServerEnd {
        incoming: server_in,
        outgoing: server_out,
    };
    life.spawn(async move { rehearsal.live(side, wire).await });
    Ok(SimSocket {
        incoming: client_in,
        outgoing: client_out,
    })
}

async fn carry_up(
    network: Rc<Network>,
    line: u8,
    cable: Rc<Cable>,
    chance: Chance,
    mut from: UnboundedReceiver<String>,
    to: UnboundedSender<Message>,
) {
    let mut last = Instant::now();
    loop {
        let text = tokio::select! {
            biased;
            () = cable.broken() => return,
            text = from.next() => text,
        };
        let Some(text) = text else {
            // A client that is gone behind a dead line is not missed at once.
            if cable.state.get() == State::Silent {
                cable.broken().await;
            }
            return;
        };
        let (_, weather) = network.next_use(line);
        last = last.max(Instant::now() + delay(&chance, weather));
        cable.pass(last).await;
        if cable.state.get() == State::Whole && to.unbounded_send(Message::text(text)).is_err() {
            return;
        }
    }
}

async fn carry_down(
    network: Rc<Network>,
    line: u8,
    cable: Rc<Cable>,
    chance: Chance,
    mut from: Receiver<Message>,
    to: UnboundedSender<Received>,
) {
    let mut last = Instant::now();
    let mut replayed_up_to = 0;
    let code = loop {
        let message = tokio::select! {
            biased;
            () = cable.broken() => break ABNORMAL_CLOSURE,
            message = from.next() => message,
        };
        let (_, weather) = network.next_use(line);
        last = last.max(Instant::now() + delay(&chance, weather));
        cable.pass(last).await;
        if cable.state.get() != State::Whole {
            continue;
        }
        match message {
            Some(Message::Text(text)) => {
                if network.sabotage.swallows(&text, &mut replayed_up_to) {
                    continue;
                }
                network.note(format_args!(
                    "{line} hears: {}",
                    text.get(..90).unwrap_or(&text)
                ));
                if to.unbounded_send(Received::Text(text.to_string())).is_err() {
                    return;
                }
            }
            Some(Message::Close(frame)) => {
                break frame.map_or(ABNORMAL_CLOSURE, |frame| frame.code);
            }
            Some(_) => {}
            None => break ABNORMAL_CLOSURE,
        }
    };
    network.note(format_args!("{line} loses a socket: {code}"));
    let _gone = to.unbounded_send(Received::Closed { code });
}

impl Stream for ServerEnd {
    type Item = Result<Message, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.incoming
            .poll_next_unpin(context)
            .map(|next| next.map(Ok))
    }
}

impl Sink<Message> for ServerEnd {
    type Error = axum::Error;

    fn poll_ready(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), axum::Error>> {
        self.outgoing.poll_ready(context).map_err(axum::Error::new)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), axum::Error> {
        self.outgoing.start_send(message).map_err(axum::Error::new)
    }

    fn poll_flush(
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Result<(), axum::Error>> {
        // A frame is under way as soon as it is taken.
        Poll::Ready(Ok(()))
    }

    fn poll_close(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Result<(), axum::Error>> {
        self.outgoing.disconnect();
        Poll::Ready(Ok(()))
    }
}
