//! "Somebody is writing", from one socket to those who may know.

use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use recado_protocol::live::{Typing, TypingNotice};
use recado_protocol::{Author, ConversationId};
use tokio::time::Instant;

use super::hello::Party;
use super::hub::{Frame, Published, SocketId, VisitorFrame, plain_frame};
use crate::app::App;
use crate::refusal::{Outcome, Refusal};
use crate::storage::{blocks, conversations, visits};

/// A notice that says what the last one said is dropped when it comes sooner than this.
const REPEAT_AFTER: Duration = Duration::from_millis(500);

/// Passes on the typing notices of one socket.
pub struct Typist {
    socket: SocketId,
    last: Option<(Typing, Instant)>,
}

/// Whom a notice is about and who else may know.
struct Told {
    who: Author,
    /// The conversation's visitor, when it has one who may know.
    visitor: Option<String>,
}

impl Typist {
    pub fn new(socket: SocketId) -> Self {
        Self { socket, last: None }
    }

    /// Passes a notice on. Gives a problem frame when the conversation is not theirs.
    pub async fn say(&mut self, app: &App, party: &Party, typing: Typing) -> Option<Utf8Bytes> {
        let is_repeat = self
            .last
            .as_ref()
            .is_some_and(|(last, at)| *last == typing && at.elapsed() < REPEAT_AFTER);
        if is_repeat {
            return None;
        }
        self.last = Some((typing.clone(), Instant::now()));
        match self.frame(app, party, typing).await {
            Ok(frame) => {
                app.hub.publish(frame.map(Published::Frame));
                None
            }
            Err(refusal) => plain_frame("problem", refusal.problem()).ok(),
        }
    }

    async fn frame(&self, app: &App, party: &Party, typing: Typing) -> Outcome<Option<Frame>> {
        let told = who_is_told(app, party, &typing.conversation, typing.note).await?;
        let Some(told) = told else {
            return Ok(None);
        };
        let notice = TypingNotice {
            conversation: typing.conversation,
            who: told.who,
            on: typing.on,
            note: typing.note,
        };
        let text = plain_frame("typing", &notice)?;
        Ok(Some(Frame {
            seq: None,
            from: Some(self.socket),
            agents: Some(text.clone()),
            visitor: told.visitor.map(|visitor| VisitorFrame { visitor, text }),
        }))
    }
}

/// None when nobody is: whoever is blocked is not heard.
async fn who_is_told(
    app: &App,
    party: &Party,
    conversation: &ConversationId,
    note: bool,
) -> Outcome<Option<Told>> {
    let conversation = conversation.clone();
    match party.clone() {
        Party::Agent { agent, .. } => {
            let visitor = app
                .storage
                .read(move |sql| {
                    conversations::one(sql, &conversation)?
                        .ok_or_else(|| Refusal::not_found("conversation"))?;
                    Ok(visits::visitor_of(sql, &conversation)?)
                })
                .await?;
            let who = Author::Agent {
                id: agent.id,
                name: agent.name,
            };
            Ok(Some(Told {
                who,
                visitor: visitor.filter(|_| !note),
            }))
        }
        Party::Visitor { visitor } => {
            let visit = app
                .storage
                .read(move |sql| {
                    let visit = visits::of_visitor(sql, &visitor)?
                        .filter(|visit| visit.conversation == conversation)
                        .ok_or_else(|| Refusal::not_found("conversation"))?;
                    let is_heard = !blocks::silence(sql, &conversation)?;
                    Ok(is_heard.then_some(visit))
                })
                .await?;
            Ok(visit.map(|visit| Told {
                who: Author::Contact { id: visit.contact },
                visitor: None,
            }))
        }
    }
}
