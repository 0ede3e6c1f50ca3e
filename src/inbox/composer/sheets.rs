//! The reply and the note that were begun in one conversation, and the drafts that keep them.

use recado_protocol::ConversationId;
use recado_store::{DraftKey, DraftKind, Mode, Store};

use crate::reactive::{RwSignal, StoredValue};
use crate::session::{Intent, Session};

/// The two texts, of which one is on the desk.
#[derive(Clone, Copy)]
pub struct Sheets {
    session: Session,
    conversation: StoredValue<ConversationId>,
    pub mode: RwSignal<Mode>,
    pub reply: RwSignal<String>,
    pub note: RwSignal<String>,
    /// Whether the person has chosen or written one here.
    is_chosen: StoredValue<bool>,
}

impl Sheets {
    pub fn new(session: Session, conversation: StoredValue<ConversationId>) -> Self {
        Self {
            session,
            conversation,
            mode: RwSignal::new(Mode::Reply),
            reply: RwSignal::new(String::new()),
            note: RwSignal::new(String::new()),
            is_chosen: StoredValue::new(false),
        }
    }

    /// The text of one of them.
    pub fn of(self, mode: Mode) -> RwSignal<String> {
        match mode {
            Mode::Reply => self.reply,
            Mode::Note => self.note,
        }
    }

    pub fn turn_to(self, mode: Mode) {
        self.is_chosen.set_value(true);
        self.mode.set(mode);
    }

    /// Changes a text and its draft.
    pub fn put(self, mode: Mode, text: String) {
        self.is_chosen.set_value(true);
        self.of(mode).set(text.clone());
        self.session.dispatch(Intent::SetDraft {
            key: self.key(DraftKind::Written(mode)),
            text,
        });
    }

    /// The reply and the note that were begun, and what they answer.
    pub fn drafts_in(self, store: &Store) -> [String; 3] {
        let written = DraftKind::Written;
        [written(Mode::Reply), written(Mode::Note), DraftKind::Answer]
            .map(|kind| store.draft(&self.key(kind)).to_owned())
    }

    /// Takes drafts that storage or another tab has. Says whether there is a reply among them.
    pub fn take_drafts(self, [reply, note]: [String; 2], can_note: bool) -> bool {
        // A note that was begun is not hidden behind an empty reply.
        if !self.is_chosen.get_value() && reply.is_empty() && !note.is_empty() && can_note {
            self.mode.set(Mode::Note);
        }
        let has_reply = !reply.is_empty();
        let is_new = take(self.reply, reply);
        take(self.note, note);
        is_new && has_reply
    }

    fn key(self, kind: DraftKind) -> DraftKey {
        DraftKey {
            conversation: self.conversation.get_value(),
            kind,
        }
    }
}

/// Whether it is another text. What is typed is its draft at once, but for blanks, of which none is kept.
fn take(shown: RwSignal<String>, draft: String) -> bool {
    let is_new = shown
        .with_untracked(|shown| *shown != draft && !(draft.is_empty() && shown.trim().is_empty()));
    if is_new {
        shown.set(draft);
    }
    is_new
}
