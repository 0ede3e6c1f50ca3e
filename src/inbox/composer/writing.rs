//! What is being written in one conversation: a reply and a note, of which one is on the desk.

use std::ops::Range;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use recado_formatting::{Carries, Writing as Way};
use recado_protocol::prepared::variables::unfilled;
use recado_protocol::{
    ChannelKind, ConversationId, ConversationStatus, Feature, Fields, More, OutgoingContent, Rich,
    Timestamp,
};
use recado_store::Mode;

use super::attachments::{Attachments, Order, TrayState};
use super::channel::Channel;
use super::email::EmailHead;
use super::formatting::word_of;
use super::interlock::Interlock;
use super::length::{Length, outgoing};
use super::sheets::Sheets;
use super::structured::Kind;
use super::undo_choice;
use crate::inbox::chat::{ChatCalls, use_chat_calls};
use crate::inbox::formatted::names_in;
use crate::reactive::{Memo, RwSignal, StoredValue, effect, memo};
use crate::session::{Intent, LinkState, Session, Topic};

/// The state of one composer.
#[derive(Clone, Copy)]
pub struct Writing {
    session: Session,
    conversation: StoredValue<ConversationId>,
    sheets: Sheets,
    pub mode: RwSignal<Mode>,
    /// Whether notes can be written here.
    pub can_note: Memo<bool>,
    pub is_offline: Memo<bool>,
    pub length: Memo<Length>,
    pub interlock: Interlock,
    pub channel: Channel,
    /// The kind of the channel that carries what is on the desk; none carries a note.
    pub carrier: Memo<Option<ChannelKind>>,
    /// What of the markup its reader will see.
    pub carries: Memo<Carries>,
    /// Who can be mentioned in what is on the desk.
    pub names: Memo<Vec<String>>,
    /// The variables in a reply that are not filled in, each with its place in the text.
    pub unfilled: Memo<Vec<Range<usize>>>,
    pub attachments: Attachments,
    /// Who gets it and what it is about, where it goes out as an e-mail.
    pub email: EmailHead,
    /// A structured message that was taken back, until its window has it.
    pub returned: RwSignal<Option<Rich>>,
    calls: ChatCalls,
}

impl Writing {
    /// Begins with the drafts of this conversation, and keeps looking for them until the person
    /// begins to write.
    pub fn begin(session: Session, conversation: ConversationId) -> Self {
        let conversation = StoredValue::new(conversation);
        let calls = use_chat_calls();
        let sheets = Sheets::new(session, conversation);
        let Sheets { mode, reply, .. } = sheets;
        let channel = Channel::follow(session, conversation);
        let can_note = memo(move || session.can(&Feature::NOTES) && !channel.is_over());
        let carrier = memo(move || match mode.get() {
            Mode::Reply => channel.kind.get(),
            Mode::Note => None,
        });
        let email = EmailHead::begin(session, conversation, carrier);
        let limit = memo(move || {
            let kind = carrier.get()?;
            session.capabilities().limits_of(&kind).text_length
        });
        let carries = memo(move || match (mode.get(), carrier.get()) {
            (Mode::Note, _) => Carries::ALL,
            (_, Some(kind)) => Way::of(&word_of(&kind)).carries(),
            (_, None) => Carries::NOTHING,
        });
        let names = memo(move || match mode.get() {
            Mode::Note => session.watch(Topic::Directory, names_in),
            Mode::Reply => Vec::new(),
        });
        let writing = Self {
            session,
            conversation,
            sheets,
            mode,
            can_note,
            is_offline: memo(move || session.link() == LinkState::Down),
            length: memo(move || {
                sheets
                    .of(mode.get())
                    .with(|text| Length::of(text, limit.get()))
            }),
            interlock: Interlock::new(session, conversation),
            channel,
            carrier,
            carries,
            names,
            unfilled: memo(move || match mode.get() {
                Mode::Reply => reply.with(|text| unfilled(text)),
                Mode::Note => Vec::new(),
            }),
            attachments: Attachments::begin(
                session,
                conversation.get_value(),
                mode,
                UnsyncCallback::from(move |order: Order| {
                    // What was written since stays before what comes back.
                    if reply.with_untracked(String::is_empty) {
                        sheets.put(Mode::Reply, order.text);
                        email.put_back(order.email);
                    }
                }),
            ),
            email,
            returned: RwSignal::new(None),
            calls,
        };
        writing.follow();
        writing
    }

    /// Keeps up with what others do to it. Not inlined for the same reason as [`super::Desk::begin`].
    #[inline(never)]
    fn follow(self) {
        let Self {
            session, sheets, ..
        } = self;
        let conversation = self.conversation;
        self.take_drafts(session.peek(|store| sheets.drafts_in(store)));
        effect(move || {
            let topic = Topic::Conversation(conversation.get_value());
            self.take_drafts(session.watch(topic, |store| sheets.drafts_in(store)));
        });
        effect(move || {
            self.channel.undo_ms.track();
            self.apply_undo();
        });
        effect(move || {
            let put_back = self.calls.put_back;
            if let Some(sent) = put_back.get() {
                put_back.set(None);
                self.put_back(sent);
            }
        });
        on_cleanup(move || self.pause());
    }

    pub fn session(self) -> Session {
        self.session
    }

    pub fn conversation(self) -> ConversationId {
        self.conversation.get_value()
    }

    /// The text on the desk. Reactive.
    pub fn text(self) -> String {
        self.sheets.of(self.mode.get()).get()
    }

    pub fn is_note(self) -> bool {
        self.mode.get() == Mode::Note && self.can_note.get()
    }

    /// Whether the desk is closed: nothing can be written here in this mode. Reactive.
    pub fn is_closed(self) -> bool {
        !self.is_note() && self.channel.is_closed()
    }

    /// Whether what is on the desk can be sent as it is. Reactive.
    pub fn can_send(self) -> bool {
        let files = if self.is_note() {
            TrayState::default()
        } else {
            self.attachments.state.get()
        };
        let length = self.length.get();
        let has_something = length.can_be_sent() || (length == Length::Blank && files.files > 0);
        let is_filled = self.unfilled.with(Vec::is_empty);
        !self.is_closed() && has_something && is_filled && !files.is_stuck && self.email.is_ready()
    }

    /// Changes to the other sheet; each has a draft of its own.
    pub fn turn_to(self, mode: Mode) {
        self.pause();
        self.sheets.turn_to(mode);
    }

    /// Takes what is typed.
    pub fn write(self, text: String) {
        let mode = self.mode.get_untracked();
        self.say_typing(mode, !outgoing(&text).is_empty());
        self.put(mode, text);
    }

    fn put(self, mode: Mode, text: String) {
        if mode == Mode::Reply {
            self.interlock.write(outgoing(&text).is_empty());
        }
        self.sheets.put(mode, text);
    }

    /// Takes a reply back that was sent; what was written since stays below it.
    fn put_back(self, sent: OutgoingContent) {
        self.turn_to(Mode::Reply);
        let text = sent.text().to_owned();
        if let OutgoingContent::Rich(rich) = sent {
            if Kind::of(rich.kind()).is_some() {
                self.returned.set(Some(rich));
                return;
            }
            self.email.put_back(Some(rich.clone()));
            self.attachments.put_back(rich);
        }
        let since = self.sheets.reply.get_untracked();
        let whole = if outgoing(&since).is_empty() {
            text
        } else {
            format!("{text}\n\n{since}")
        };
        self.put(Mode::Reply, whole);
    }

    /// Whether messages can be called back on this channel at all.
    pub fn has_undo(self) -> bool {
        self.channel.undo_ms.get_untracked() > 0
    }

    /// For how long what is sent can be called back, in milliseconds, if that is wanted.
    pub fn undo_ms(self) -> u32 {
        if undo_choice::is_on() {
            self.channel.undo_ms.get_untracked()
        } else {
            0
        }
    }

    /// Has what is sent from now on held for as long as it can be called back.
    pub fn apply_undo(self) {
        let conversation = self.conversation.get_value();
        self.session.set_undo(conversation, self.undo_ms());
    }

    /// The person looks elsewhere, and so does not write any more.
    pub fn pause(self) {
        // Also called while this conversation leaves the screen.
        if let Some(mode) = self.mode.try_get_untracked() {
            self.say_typing(mode, false);
        }
    }

    /// Sends what is on the desk. `false` when it can't be sent as it is; then it stays.
    pub fn send(self) -> bool {
        self.send_at(None)
    }

    /// Sends what is on the desk, and resolves the conversation. `false` when it can't be sent as it
    /// is.
    pub fn send_and_resolve(self) -> bool {
        let is_sent = self.send();
        if is_sent {
            self.session.dispatch(Intent::SetStatus {
                conversation: self.conversation.get_value(),
                status: ConversationStatus::Resolved,
            });
        }
        is_sent
    }

    /// Has the reply on the desk sent at a time. `false` when it can't be sent as it is.
    pub fn send_later(self, send_at: Timestamp) -> bool {
        !untrack(|| self.is_note()) && self.send_at(Some(send_at))
    }

    fn send_at(self, send_at: Option<Timestamp>) -> bool {
        if !untrack(|| self.can_send()) {
            return false;
        }
        let mode = self.mode.get_untracked();
        let text = self.sheets.of(mode);
        let text = text.with_untracked(|text| outgoing(text).to_owned());
        let email = match mode {
            Mode::Reply => self.email.seal(&text),
            Mode::Note => None,
        };
        let more = More {
            send_at,
            ..self.calls.more().unwrap_or_default()
        };
        let more = (more != More::default()).then(|| Fields::of(&more));
        // The message goes before its draft, so that a crash between the two loses nothing.
        if mode == Mode::Reply && self.has_files() {
            self.attachments.send(Order { text, email, more });
        } else {
            let content = match (mode, email) {
                (Mode::Reply, Some(email)) => OutgoingContent::Rich(email),
                (Mode::Note, _) => OutgoingContent::Note { text },
                (Mode::Reply, None) => OutgoingContent::Text { text },
            };
            self.session.dispatch(Intent::Send {
                conversation: self.conversation.get_value(),
                content,
                more,
            });
        }
        self.clear(mode);
        true
    }

    /// Files go with the reply.
    fn has_files(self) -> bool {
        self.attachments.state.get_untracked().files > 0
    }

    /// What was on the desk is on its way.
    fn clear(self, mode: Mode) {
        if self.calls.answering.with_untracked(Option::is_some) {
            self.calls.answer(None);
        }
        if mode == Mode::Reply {
            self.interlock.sent();
            self.email.sent();
        }
        self.sheets.put(mode, String::new());
        self.say_typing(mode, false);
    }

    fn take_drafts(self, [reply, note, answer]: [String; 3]) {
        self.calls.take_kept(&answer);
        let can_note = self.can_note.get_untracked();
        if self.sheets.take_drafts([reply, note], can_note) {
            self.interlock.resume();
        }
    }

    fn say_typing(self, mode: Mode, on: bool) {
        if let Some(conversation) = self.conversation.try_get_value() {
            let note = mode == Mode::Note;
            self.session.dispatch(Intent::Typing {
                conversation,
                on,
                note,
            });
        }
    }
}
