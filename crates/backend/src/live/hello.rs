//! The first frame of a live socket: who it is and where it goes on from.

use axum::extract::ws::{Message, Utf8Bytes};
use futures_util::StreamExt;
use recado_protocol::live::{Hello, Welcome, close_code};
use recado_protocol::{Agent, ClientFrame, SessionId};

use super::hub::{events_frame, plain_frame};
use super::replay::{self, Replay};
use super::socket::{Ending, Link, Wire};
use crate::app::App;
use crate::refusal::Refusal;

/// Which of the two live resources a socket was opened on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Agents,
    Visitors,
}

/// Who speaks on a socket.
#[derive(Clone, Debug)]
pub enum Party {
    Agent {
        agent: Box<Agent>,
        session: SessionId,
    },
    Visitor {
        visitor: String,
    },
}

/// Waits for the hello.
pub async fn receive(socket: &mut impl Wire, app: &App) -> Result<Hello, Ending> {
    let first = tokio::time::timeout(app.tuning.hello_within, first_text(socket))
        .await
        .map_err(|_| Ending::Close(close_code::NO_HELLO, "no hello came in time"))??;
    match serde_json::from_str(&first) {
        Ok(ClientFrame::Hello(hello)) => Ok(hello),
        _ => Err(Ending::Close(
            close_code::PROTOCOL_ERROR,
            "the first frame must be a hello",
        )),
    }
}

/// Finds out who said hello.
pub async fn authenticate(app: &App, side: Side, token: &str) -> Result<Party, Ending> {
    let party = match side {
        Side::Agents => app.signed_in(token).await.map(|signed_in| Party::Agent {
            agent: Box::new(signed_in.agent),
            session: signed_in.session,
        }),
        Side::Visitors => app.visitor(token).map(|token| Party::Visitor {
            visitor: token.visitor,
        }),
    };
    party.map_err(|refusal| refused(&refusal))
}

/// Answers the hello and sends what was missed. Gives the `seq` after which live frames go on: the
/// caller has subscribed before, so that nothing falls between.
pub async fn welcome(
    link: &mut Link<'_, impl Wire>,
    app: &App,
    party: &Party,
    hello: &Hello,
) -> Result<u64, Ending> {
    let bounds = replay::bounds(&app.storage)
        .await
        .map_err(|_| Ending::Broken)?;
    let newest = bounds.newest;
    let cursor = hello.cursor.unwrap_or(newest);
    if cursor < bounds.oldest_cursor || cursor > newest {
        link.send(Message::text(r#"{"type":"resync"}"#)).await?;
        return Ok(newest);
    }
    let (session, visitor) = match party {
        Party::Agent { session, .. } => (session.clone(), None),
        Party::Visitor { visitor } => (visitor.as_str().into(), Some(visitor.clone())),
    };
    let welcome = plain_frame(
        "welcome",
        &Welcome {
            session,
            cursor: newest,
        },
    );
    link.send(Message::Text(welcome.map_err(|_| Ending::Broken)?))
        .await?;
    let mut replay = Replay::new(cursor, newest, visitor).brief(hello.batches && hello.brief);
    let mut frames = next_of(&mut replay, app).await?;
    while !frames.is_empty() {
        let send = async {
            for frame in in_frames(frames, hello.batches) {
                link.send(Message::Text(frame)).await?;
            }
            Ok(())
        };
        // What comes next is read while this is on its way.
        let (sent, next) = tokio::join!(send, next_of(&mut replay, app));
        sent?;
        frames = next?;
    }
    Ok(newest)
}

async fn next_of(replay: &mut Replay, app: &App) -> Result<Vec<Utf8Bytes>, Ending> {
    let frames = replay
        .next(&app.storage)
        .await
        .map_err(|_| Ending::Broken)?;
    frames.ok_or(Ending::Close(
        close_code::SLOW_READER,
        "the events that are next are gone",
    ))
}

/// Events as they are sent to who reads batches, and who does not.
pub fn in_frames(events: Vec<Utf8Bytes>, batches: bool) -> Vec<Utf8Bytes> {
    if batches && events.len() > 1 {
        vec![events_frame(&events)]
    } else {
        events
    }
}

async fn first_text(socket: &mut impl Wire) -> Result<String, Ending> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => return Ok(text.to_string()),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Binary(_))) => {
                return Err(Ending::Close(
                    close_code::PROTOCOL_ERROR,
                    "frames are JSON text",
                ));
            }
            Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Ending::Gone),
        }
    }
}

fn refused(refusal: &Refusal) -> Ending {
    if refusal.problem().status == 401 {
        Ending::Close(close_code::UNAUTHENTICATED, "the token is not valid")
    } else {
        Ending::Broken
    }
}
