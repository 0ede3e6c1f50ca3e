//! Does it, says what was done, and offers the way back.

use recado_protocol::{AgentId, Conversation, ConversationId, ConversationStatus, Timestamp};

use super::words::{said, said_of_many};
use super::{Targets, failures, many, one};
use crate::locale::{Key, t};
use crate::session::{Session, use_session};
use crate::shell::done_with;
use crate::ui::{Toaster, use_toaster};

/// Something that is done to conversations.
#[derive(Clone, PartialEq, Debug)]
pub enum Deed {
    Read,
    Unread,
    Answered(bool),
    Status(ConversationStatus),
    Archived(bool),
    Assign(Option<AgentId>),
    Label(String),
    Snooze(Option<Timestamp>),
    Deleted(bool),
}

/// A conversation as it was, and what was done to it.
type Thing = (ConversationId, Conversation);

/// Does things in this page.
#[derive(Clone, Copy)]
pub struct Doer {
    pub session: Session,
    pub toaster: Toaster,
}

impl Doer {
    /// To be called where a view is made.
    pub fn here() -> Self {
        Self {
            session: use_session(),
            toaster: use_toaster(),
        }
    }

    /// Does it to all of them. What is known here changes at once; everything that a filter shows is changed
    /// by the backend.
    pub fn act(self, targets: Targets, deed: Deed) {
        match targets {
            Targets::These(ids) => self.act_on(ids, deed),
            Targets::All {
                filter,
                except,
                count,
            } => many::run(self, filter, except, count, deed),
        }
    }

    fn act_on(self, ids: Vec<ConversationId>, deed: Deed) {
        let before: Vec<Thing> = self.session.peek(|store| {
            let known = |id| store.conversation(&id).cloned();
            ids.into_iter()
                .filter_map(|id| Some((id.clone(), known(id)?)))
                .filter(|(_, before)| one::changes(before, &deed))
                .collect()
        });
        let words = match before.as_slice() {
            [] => return,
            [(id, _)] => done_with(self.session, id, &said(self.session, &deed)),
            several => {
                failures::gather(self, several.iter().map(|(id, _)| id.clone()).collect());
                said_of_many(self.session, &deed, several.len() as u64)
            }
        };
        for (_, known) in &before {
            one::act(self.session, known, &deed);
        }
        self.toaster.offer(words, t(Key::ActionUndo), move || {
            for (_, known) in &before {
                one::take_back(self.session, known, &deed);
            }
        });
    }
}
