//! Who is writing, and who is looking. Notices are ephemeral: one that is not repeated ends by itself.

use recado_protocol::live::{TypingNotice, VIEWING_ENDS_MS};
use recado_protocol::{Author, ConversationId, Timestamp};

use crate::sorted_map::SortedMap;
use crate::{Changes, Store};

/// A notice of writing that is not repeated ends after this long, in milliseconds.
const TYPING_ENDS_MS: i64 = 6_000;
/// The same for one of looking.
const LOOKING_ENDS_MS: i64 = VIEWING_ENDS_MS as i64;

/// Somebody who is writing, or looking.
#[derive(Clone, PartialEq, Debug)]
pub struct Typist {
    pub who: Author,
    /// Whether it is an internal note.
    pub note: bool,
    until: Timestamp,
}

/// Those who do the same, by conversation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notices(SortedMap<ConversationId, Vec<Typist>>);

impl Notices {
    pub fn of(&self, id: &ConversationId) -> &[Typist] {
        self.0.get(id).map_or(&[], Vec::as_slice)
    }

    fn take(&mut self, notice: TypingNotice, until: Timestamp, changes: &mut Changes) {
        self.stop(&notice.conversation, &notice.who, changes);
        if notice.on {
            let typist = Typist {
                who: notice.who,
                note: notice.note,
                until,
            };
            match self.0.get_mut(&notice.conversation) {
                Some(typists) => typists.push(typist),
                None => {
                    self.0.insert(notice.conversation.clone(), vec![typist]);
                }
            }
            changes.typing.insert(notice.conversation);
        }
    }

    fn stop(&mut self, conversation: &ConversationId, who: &Author, changes: &mut Changes) {
        let Some(typists) = self.0.get_mut(conversation) else {
            return;
        };
        let before = typists.len();
        typists.retain(|typist| typist.who != *who);
        if typists.len() != before {
            changes.typing.insert(conversation.clone());
        }
        if typists.is_empty() {
            self.0.remove(conversation);
        }
    }

    /// None ends so late as a clock that was set back makes it.
    fn end_old(&mut self, now: Timestamp, longest: i64, changes: &mut Changes) {
        let latest = now.plus_millis(longest);
        self.0.retain(|conversation, typists| {
            let before = typists.len();
            typists.retain(|typist| typist.until > now && typist.until <= latest);
            if typists.len() != before {
                changes.typing.insert(conversation.clone());
            }
            !typists.is_empty()
        });
    }

    fn ends(&self) -> impl Iterator<Item = Timestamp> {
        self.0.values().flatten().map(|typist| typist.until)
    }
}

impl Store {
    /// Takes a notice that somebody else began or stopped writing.
    pub fn notice_typing(&mut self, notice: TypingNotice, now: Timestamp) -> Changes {
        let mut changes = Changes::default();
        if !self.is_me(&notice.who) {
            let until = now.plus_millis(TYPING_ENDS_MS);
            self.typing.take(notice, until, &mut changes);
        }
        changes
    }

    /// Takes a notice that a colleague looks at a conversation, or looks away.
    pub fn notice_viewing(&mut self, notice: TypingNotice, now: Timestamp) -> Changes {
        let mut changes = Changes::default();
        if !self.is_me(&notice.who) {
            let until = now.plus_millis(LOOKING_ENDS_MS);
            self.viewing.take(notice, until, &mut changes);
        }
        changes
    }

    /// Ends the notices that were not repeated in time.
    pub fn end_old_typing(&mut self, now: Timestamp) -> Changes {
        let mut changes = Changes::default();
        self.typing.end_old(now, TYPING_ENDS_MS, &mut changes);
        self.viewing.end_old(now, LOOKING_ENDS_MS, &mut changes);
        changes
    }

    /// When the next notice ends.
    pub fn next_typing_end(&self) -> Option<Timestamp> {
        self.typing.ends().chain(self.viewing.ends()).min()
    }

    /// Whoever sent a message is not writing it any more.
    pub(crate) fn stop_typing(
        &mut self,
        conversation: &ConversationId,
        who: &Author,
        changes: &mut Changes,
    ) {
        self.typing.stop(conversation, who, changes);
    }

    fn is_me(&self, who: &Author) -> bool {
        matches!(who, Author::Agent { id, .. } if *id == self.me.id)
    }
}
