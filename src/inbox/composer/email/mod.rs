//! The head of an e-mail: who gets it, and what it is about. Here is what every composer has; the
//! fields come with the file `tools` where a channel carries e-mails.

mod addresses;
mod fields;
mod head;
mod keeping;
mod thread;

use std::rc::Rc;

use leptos::prelude::*;
use recado_protocol::{ChannelKind, ConversationId, Rich};

use crate::later::{self, Form};
use crate::reactive::{Memo, RwSignal, StoredValue, memo, shown_while};
use crate::session::Session;
use head::{Head, Line};

pub use fields::EmailFields;

/// Makes the content of a mail from its text. The fields bring it with them.
type Seal = Rc<dyn Fn(Head, &str) -> Rich>;

/// The head of what is written in one composer.
#[derive(Clone, Copy)]
pub struct EmailHead {
    session: Session,
    conversation: StoredValue<ConversationId>,
    /// Whether what is on the desk goes out as an e-mail.
    is_wanted: Memo<bool>,
    /// `None` until the fields are there.
    head: RwSignal<Option<Head>>,
    /// What stands in the fields behind the addresses of each line.
    typed: [RwSignal<String>; 3],
    /// Whether a line holds something that is no address.
    is_wrong: RwSignal<bool>,
    /// Whether the person has changed it. Until then it follows the conversation.
    is_touched: StoredValue<bool>,
    /// Whether the fields are open, once the person has said so.
    is_open: RwSignal<Option<bool>>,
    /// Whether the person was asked if it is to go out without a subject.
    is_asked: RwSignal<bool>,
    /// A mail that was taken back, until the fields take its head.
    returned: RwSignal<Option<Rich>>,
    seal: StoredValue<Option<Seal>>,
    keeping: StoredValue<keeping::Progress>,
}

impl EmailHead {
    pub fn begin(
        session: Session,
        conversation: StoredValue<ConversationId>,
        carrier: Memo<Option<ChannelKind>>,
    ) -> Self {
        Self {
            session,
            conversation,
            is_wanted: memo(move || {
                let kind = carrier.get().filter(|kind| *kind == ChannelKind::Email);
                let limits = kind.map(|kind| session.capabilities().limits_of(&kind));
                limits.is_some_and(|limits| limits.kinds.iter().any(|kind| kind == "email"))
            }),
            head: RwSignal::new(None),
            typed: [(); 3].map(|()| RwSignal::new(String::new())),
            is_wrong: RwSignal::new(false),
            is_touched: StoredValue::new(false),
            is_open: RwSignal::new(None),
            is_asked: RwSignal::new(false),
            returned: RwSignal::new(None),
            seal: StoredValue::new(None),
            keeping: StoredValue::new(keeping::Progress::default()),
        }
    }

    /// Whether a mail can go out under it, or none is written. Reactive.
    pub fn is_ready(self) -> bool {
        if !self.is_wanted.get() {
            return true;
        }
        let can_be_sent = self
            .head
            .with(|head| head.as_ref().is_some_and(Head::can_be_sent));
        can_be_sent && !self.is_wrong.get()
    }

    /// Whether the person has to be asked something first: once about each mail without a subject.
    pub fn asks(self) -> bool {
        let asks =
            untrack(|| self.is_wanted.get() && self.has_no_subject() && !self.is_asked.get());
        if asks {
            self.is_asked.set(true);
        }
        asks
    }

    /// Reactive.
    fn has_no_subject(self) -> bool {
        let is_blank = |head: &Head| head.subject.trim().is_empty();
        self.head.with(|head| head.as_ref().is_some_and(is_blank))
    }

    /// Shows what keeps a mail from being sent.
    pub fn show_what_is_wrong(self) {
        if !untrack(|| self.is_ready()) {
            self.is_open.set(Some(true));
        }
    }

    /// The mail with this text, where one is written.
    pub fn seal(self, text: &str) -> Option<Rich> {
        if !self.is_wanted.get_untracked() {
            return None;
        }
        let (seal, head) = (self.seal.get_value()?, self.head.get_untracked()?);
        Some(seal(head, text))
    }

    /// The mail is on its way: the next one follows the conversation again.
    pub fn sent(self) {
        if self.is_touched.get_value() {
            self.is_touched.set_value(false);
            self.keep(None);
        }
        self.is_open.set(None);
        self.is_asked.set(false);
    }

    /// A message was taken back: where it is a mail, its head is written again.
    pub fn put_back(self, message: Option<Rich>) {
        self.returned.set(message);
    }

    fn change(self, change: impl FnOnce(&mut Head)) {
        self.is_touched.set_value(true);
        self.head
            .update(|head| change(head.get_or_insert_default()));
        self.keep(self.head.get_untracked());
    }

    fn typed(self, line: Line) -> RwSignal<String> {
        self.typed[line as usize]
    }
}

/// The fields, where they are wanted.
pub fn email_head(email: EmailHead) -> AnyView {
    shown_while(
        move || email.is_wanted.get(),
        move || later::form(Form::EmailFields(email)),
    )
}
