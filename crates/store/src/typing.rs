//! Who is writing. Notices are ephemeral: one that is not repeated ends by itself.

use recado_protocol::live::TypingNotice;
use recado_protocol::{Author, ConversationId, Timestamp};

use crate::{Changes, Store};

/// A notice that is not repeated ends after this long, in milliseconds.
const TYPING_ENDS_MS: i64 = 6_000;

/// Somebody who is writing.
#[derive(Clone, PartialEq, Debug)]
pub struct Typist {
    pub who: Author,
    /// Whether it is an internal note.
    pub note: bool,
    until: Timestamp,
}

impl Store {
    /// Takes a notice that somebody else began or stopped writing.
    pub fn notice_typing(&mut self, notice: TypingNotice, now: Timestamp) -> Changes {
        let mut changes = Changes::default();
        if matches!(&notice.who, Author::Agent { id, .. } if *id == self.me.id) {
            return changes;
        }
        self.stop_typing(&notice.conversation, &notice.who, &mut changes);
        if notice.on {
            let until = now.plus_millis(TYPING_ENDS_MS);
            let typist = Typist {
                who: notice.who,
                note: notice.note,
                until,
            };
            match self.typing.get_mut(&notice.conversation) {
                Some(typists) => typists.push(typist),
                None => self
                    .typing
                    .insert(notice.conversation.clone(), vec![typist]),
            }
            changes.typing.insert(notice.conversation);
        }
        changes
    }

    /// Ends the notices that were not repeated in time. None ends so late as a clock that was set back
    /// makes it.
    pub fn end_old_typing(&mut self, now: Timestamp) -> Changes {
        let mut changes = Changes::default();
        let latest = now.plus_millis(TYPING_ENDS_MS);
        self.typing.retain(|conversation, typists| {
            let before = typists.len();
            typists.retain(|typist| typist.until > now && typist.until <= latest);
            if typists.len() != before {
                changes.typing.insert(conversation.clone());
            }
            !typists.is_empty()
        });
        changes
    }

    /// When the next notice ends.
    pub fn next_typing_end(&self) -> Option<Timestamp> {
        self.typing
            .values()
            .flatten()
            .map(|typist| typist.until)
            .min()
    }

    /// Whoever sent a message is not writing it any more.
    pub(crate) fn stop_typing(
        &mut self,
        conversation: &ConversationId,
        who: &Author,
        changes: &mut Changes,
    ) {
        let Some(typists) = self.typing.get_mut(conversation) else {
            return;
        };
        let before = typists.len();
        typists.retain(|typist| typist.who != *who);
        if typists.len() != before {
            changes.typing.insert(conversation.clone());
        }
        if typists.is_empty() {
            self.typing.remove(conversation);
        }
    }
}
