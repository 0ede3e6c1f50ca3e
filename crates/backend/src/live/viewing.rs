//! Who looks at which conversation: told to the others who may know, and kept by nobody.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use recado_protocol::live::{TypingNotice, VIEWING_ENDS_MS, Viewing};
use recado_protocol::{Author, ConversationId};
use tokio::time::Instant;

use super::hello::Party;
use super::hub::{Frame, Published, SocketId, plain_frame};
use crate::app::App;

/// Most conversations that one socket may look at: tabs of one person share a socket.
const MOST_OF_SOCKET: usize = 50;

/// Who looks at what now.
#[derive(Default)]
pub struct Viewers(Mutex<Vec<Viewer>>);

struct Viewer {
    socket: SocketId,
    who: Author,
    conversation: ConversationId,
    until: Instant,
}

/// One socket's looking. When it is dropped, the others hear that it has ended.
pub struct Gaze {
    app: App,
    socket: SocketId,
}

impl Gaze {
    pub fn new(app: &App, socket: SocketId) -> Self {
        Self {
            app: App::clone(app),
            socket,
        }
    }

    /// Tells the others that somebody looks, or looks away. Gives whoever begins to look the notices
    /// of those who do already. Visitors neither look nor hear of it.
    pub fn say(&self, party: &Party, viewing: Viewing) -> Vec<Utf8Bytes> {
        let Party::Agent { agent, .. } = party else {
            return Vec::new();
        };
        let who = Author::Agent {
            id: agent.id.clone(),
            name: agent.name.clone(),
        };
        let Viewing { conversation, on } = viewing;
        let others = {
            let mut viewers = self.app.viewers.lock();
            let now = Instant::now();
            viewers.retain(|viewer| {
                let is_same = viewer.socket == self.socket && viewer.conversation == conversation;
                viewer.until > now && !is_same
            });
            let of_socket = viewers.iter().filter(|it| it.socket == self.socket);
            if on && of_socket.count() < MOST_OF_SOCKET {
                viewers.push(Viewer {
                    socket: self.socket,
                    who: who.clone(),
                    conversation: conversation.clone(),
                    until: now + Duration::from_millis(VIEWING_ENDS_MS.into()),
                });
            }
            let others = viewers
                .iter()
                .filter(|viewer| on && viewer.conversation == conversation && viewer.who != who);
            others.map(|viewer| viewer.who.clone()).collect::<Vec<_>>()
        };
        self.tell(who, &conversation, on);
        others
            .into_iter()
            .filter_map(|who| notice(who, &conversation, true))
            .collect()
    }

    fn tell(&self, who: Author, conversation: &ConversationId, on: bool) {
        self.app.hub.publish([Published::Frame(Frame {
            seq: None,
            from: Some(self.socket),
            agents: notice(who, conversation, on),
            visitor: None,
        })]);
    }
}

impl Drop for Gaze {
    fn drop(&mut self) {
        let mut ended = Vec::new();
        self.app.viewers.lock().retain(|viewer| {
            let is_mine = viewer.socket == self.socket;
            if is_mine {
                ended.push((viewer.who.clone(), viewer.conversation.clone()));
            }
            !is_mine
        });
        for (who, conversation) in ended {
            self.tell(who, &conversation, false);
        }
    }
}

impl Viewers {
    fn lock(&self) -> MutexGuard<'_, Vec<Viewer>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn notice(who: Author, conversation: &ConversationId, on: bool) -> Option<Utf8Bytes> {
    let notice = TypingNotice {
        conversation: conversation.clone(),
        who,
        on,
        note: false,
    };
    plain_frame("viewing", &notice).ok()
}
