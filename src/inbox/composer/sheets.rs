//! The reply and the note that were begun in one conversation, and the drafts that keep them.

use recado_protocol::ConversationId;
use recado_store::{DraftKey, Mode, Store};

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
    /// What the person did here. Until then, drafts that come from storage appear.
    touched: StoredValue<Touched>,
}

/// What the person has chosen or written, and storage must not change any more.
#[derive(Clone, Copy, Default)]
struct Touched {
    mode: bool,
    reply: bool,
    note: bool,
}

impl Sheets {
    pub fn new(session: Session, conversation: StoredValue<ConversationId>) -> Self {
        Self {
            session,
            conversation,
            mode: RwSignal::new(Mode::Reply),
            reply: RwSignal::new(String::new()),
            note: RwSignal::new(String::new()),
            touched: StoredValue::new(Touched::default()),
        }
    }

    /// The text of one of them.
    pub fn of(self, mode: Mode) -> RwSignal<String> {
        match mode {
            Mode::Reply | Mode::Answer => self.reply,
            Mode::Note => self.note,
        }
    }

    pub fn turn_to(self, mode: Mode) {
        self.touched.update_value(|touched| touched.mode = true);
        self.mode.set(mode);
    }

    /// The person writes: no draft from storage takes its place any more.
    pub fn touch(self, mode: Mode) {
        self.touched.update_value(|touched| {
            touched.mode = true;
            match mode {
                Mode::Reply => touched.reply = true,
                Mode::Note => touched.note = true,
                Mode::Answer => {}
            }
        });
    }

    /// Changes a text and its draft.
    pub fn put(self, mode: Mode, text: String) {
        self.of(mode).set(text.clone());
        self.session.dispatch(Intent::SetDraft {
            key: self.key(mode),
            text,
        });
    }

    /// The reply and the note that were begun, and what they answer.
    pub fn drafts_in(self, store: &Store) -> [String; 3] {
        [Mode::Reply, Mode::Note, Mode::Answer].map(|mode| store.draft(&self.key(mode)).to_owned())
    }

    /// Takes drafts over what nobody has touched. Says whether there is a reply among them.
    pub fn take_drafts(self, [reply, note]: [String; 2], can_note: bool) -> bool {
        let touched = self.touched.get_value();
        // A note that was begun is not hidden behind an empty reply.
        let only_a_note = reply.is_empty() && !note.is_empty();
        if !touched.mode && !touched.reply && only_a_note && can_note {
            self.mode.set(Mode::Note);
        }
        let is_reply = !touched.reply && !reply.is_empty();
        if !touched.reply {
            self.reply.set(reply);
        }
        if !touched.note {
            self.note.set(note);
        }
        is_reply
    }

    fn key(self, mode: Mode) -> DraftKey {
        DraftKey {
            conversation: self.conversation.get_value(),
            mode,
        }
    }
}
