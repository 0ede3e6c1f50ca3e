//! What is being written in one conversation: a reply and a note, of which one is on the desk.

use std::ops::Range;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use recado_formatting::{Carries, Writing as Way};
use recado_protocol::prepared::variables::unfilled;
use recado_protocol::{
    ChannelId, ChannelKind, ChannelState, ConversationId, ConversationStatus, Feature, Fields,
    More, OutgoingContent, Timestamp,
};
use recado_store::{DraftKey, Mode, Store};

use super::attachments::{Attachments, TrayState};
use super::formatting::word_of;
use super::interlock::Interlock;
use super::length::{Length, outgoing};
use super::openness::Openness;
use super::undo_choice;
use super::window::Window;
use crate::inbox::chat::{ChatCalls, use_chat_calls};
use crate::inbox::formatted::names_in;
use crate::locale::{Key, channel_closed, t};
use crate::reactive::{Memo, RwSignal, StoredValue, effect, memo};
use crate::session::{Intent, LinkState, Session, Topic};

/// The state of one composer.
#[derive(Clone, Copy)]
pub struct Writing {
    session: Session,
    conversation: StoredValue<ConversationId>,
    pub mode: RwSignal<Mode>,
    reply: RwSignal<String>,
    note: RwSignal<String>,
    /// What the person did here. Until then, drafts that come from storage appear.
    touched: StoredValue<Touched>,
    /// Whether this backend has notes.
    pub can_note: Memo<bool>,
    pub is_offline: Memo<bool>,
    pub openness: Memo<Openness>,
    pub length: Memo<Length>,
    pub interlock: Interlock,
    /// The channel, when it has lost its connection to the platform.
    pub expired_channel: Memo<Option<ChannelId>>,
    /// For how long a message can be called back here, in milliseconds.
    undo_ms: Memo<u32>,
    /// The kind of the channel that carries what is on the desk; none carries a note.
    pub channel: Memo<Option<ChannelKind>>,
    /// What of the markup its reader will see.
    pub carries: Memo<Carries>,
    /// Who can be mentioned in what is on the desk.
    pub names: Memo<Vec<String>>,
    /// Whether the platform takes free text now.
    pub window: Memo<Window>,
    /// The variables in a reply that are not filled in, each with its place in the text.
    pub unfilled: Memo<Vec<Range<usize>>>,
    pub attachments: Attachments,
    calls: ChatCalls,
}

/// What the person has chosen or written, and storage must not change any more.
#[derive(Clone, Copy, Default)]
struct Touched {
    mode: bool,
    reply: bool,
    note: bool,
}

impl Writing {
    /// Begins with the drafts of this conversation, and keeps looking for them until the person
    /// begins to write.
    pub fn begin(session: Session, conversation: ConversationId) -> Self {
        let conversation = StoredValue::new(conversation);
        let calls = use_chat_calls();
        let mode = RwSignal::new(Mode::Reply);
        let reply = RwSignal::new(String::new());
        let note = RwSignal::new(String::new());
        let can_note = memo(move || session.capabilities().can(&Feature::NOTES));
        let openness = memo(move || {
            let (state, blocked) = channel_state(session, &conversation.get_value());
            Openness::of(state.as_ref(), blocked)
        });
        let channel = memo(move || match mode.get() {
            Mode::Reply => channel_kind(session, &conversation.get_value()),
            Mode::Note | Mode::Answer => None,
        });
        let limit = memo(move || {
            let kind = channel.get()?;
            session.capabilities().limits_of(&kind).text_length
        });
        let carries = memo(move || match (mode.get(), channel.get()) {
            (Mode::Note, _) => Carries::ALL,
            (_, Some(kind)) => Way::of(&word_of(&kind)).carries(),
            (_, None) => Carries::NOTHING,
        });
        let names = memo(move || match mode.get() {
            Mode::Note => session.watch(Topic::Directory, names_in),
            Mode::Reply | Mode::Answer => Vec::new(),
        });
        let length = memo(move || {
            let text = if mode.get() == Mode::Note {
                note
            } else {
                reply
            };
            text.with(|text| Length::of(text, limit.get()))
        });
        let writing = Self {
            session,
            conversation,
            mode,
            reply,
            note,
            touched: StoredValue::new(Touched::default()),
            can_note,
            is_offline: memo(move || session.link() == LinkState::Down),
            openness,
            length,
            interlock: Interlock::new(session, conversation),
            expired_channel: memo(move || expired_channel(session, &conversation.get_value())),
            undo_ms: memo(move || undo_ms(session, &conversation.get_value())),
            channel,
            carries,
            names,
            window: memo(move || Window::of(session, &conversation.get_value())),
            unfilled: memo(move || match mode.get() {
                Mode::Reply => reply.with(|text| unfilled(text)),
                Mode::Note | Mode::Answer => Vec::new(),
            }),
            attachments: Attachments::begin(
                session,
                conversation.get_value(),
                mode,
                UnsyncCallback::from(move |text: String| {
                    // What was written since stays before what comes back.
                    if reply.with_untracked(String::is_empty) {
                        reply.set(text);
                    }
                }),
            ),
            calls,
        };
        writing.take_drafts(session.peek(|store| writing.drafts_in(store)));
        effect(move || {
            let topic = Topic::Conversation(conversation.get_value());
            writing.take_drafts(session.watch(topic, |store| writing.drafts_in(store)));
        });
        effect(move || {
            writing.undo_ms.track();
            writing.apply_undo();
        });
        effect(move || {
            if let Some(text) = calls.put_back.get() {
                calls.put_back.set(None);
                writing.put_back(&text);
            }
        });
        on_cleanup(move || writing.pause());
        writing
    }

    pub fn session(self) -> Session {
        self.session
    }

    pub fn conversation(self) -> ConversationId {
        self.conversation.get_value()
    }

    /// The text on the desk. Reactive.
    pub fn text(self) -> String {
        self.sheet(self.mode.get()).get()
    }

    pub fn is_note(self) -> bool {
        self.mode.get() == Mode::Note
    }

    /// Whether the desk is closed: nothing can be written here in this mode. Reactive.
    pub fn is_closed(self) -> bool {
        let is_shut =
            || self.openness.get() == Openness::Closed || self.window.get() == Window::Closed;
        !self.is_note() && is_shut()
    }

    /// Why messages can't go out, or not now. Reactive.
    pub fn why_not_open(self) -> Option<String> {
        let (state, blocked) = channel_state(self.session, &self.conversation.get_value());
        let closed = channel_closed(&state.unwrap_or(ChannelState::Active), blocked);
        let is_late = || self.window.get() == Window::Closed;
        closed.or_else(|| is_late().then(|| t(Key::ComposerWindowClosed)))
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
        !self.is_closed() && has_something && is_filled && !files.is_stuck
    }

    /// Changes to the other sheet; each has a draft of its own.
    pub fn turn_to(self, mode: Mode) {
        self.pause();
        self.touched.update_value(|touched| touched.mode = true);
        self.mode.set(mode);
    }

    /// Takes what is typed.
    pub fn write(self, text: String) {
        let mode = self.mode.get_untracked();
        self.touch(mode);
        self.say_typing(mode, !outgoing(&text).is_empty());
        self.put(mode, text);
    }

    fn put(self, mode: Mode, text: String) {
        if mode == Mode::Reply {
            self.interlock.write(outgoing(&text).is_empty());
        }
        self.sheet(mode).set(text.clone());
        self.session.dispatch(Intent::SetDraft {
            key: self.key(mode),
            text,
        });
    }

    /// Takes a reply back that was sent; what was written since stays below it.
    fn put_back(self, text: &str) {
        self.turn_to(Mode::Reply);
        self.touch(Mode::Reply);
        let since = self.reply.get_untracked();
        let whole = if outgoing(&since).is_empty() {
            text.to_owned()
        } else {
            format!("{text}\n\n{since}")
        };
        self.put(Mode::Reply, whole);
    }

    /// Whether messages can be called back on this channel at all.
    pub fn has_undo(self) -> bool {
        self.undo_ms.get_untracked() > 0
    }

    /// Has what is sent from now on held for as long as it can be called back, if that is wanted.
    pub fn apply_undo(self) {
        let millis = if undo_choice::is_on() {
            self.undo_ms.get_untracked()
        } else {
            0
        };
        self.session.set_undo(self.conversation.get_value(), millis);
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
        if !untrack(|| self.can_send()) {
            return false;
        }
        let mode = self.mode.get_untracked();
        let conversation = self.conversation.get_value();
        let text = self
            .sheet(mode)
            .with_untracked(|text| outgoing(text).to_owned());
        self.touch(mode);
        // The message goes before its draft, so that a crash between the two loses nothing.
        let more = self.calls.more().map(|more| Fields::of(&more));
        if mode == Mode::Reply && self.has_files() {
            self.attachments.send(text, more);
        } else if more.is_some() {
            self.session.dispatch(Intent::Send {
                conversation,
                content: if mode == Mode::Note {
                    OutgoingContent::Note { text }
                } else {
                    OutgoingContent::Text { text }
                },
                more,
            });
        } else {
            self.session.dispatch(Intent::SendMessage {
                conversation,
                mode,
                text,
            });
        }
        self.clear(mode);
        true
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

    /// Files go with the reply. They can't wait for a time.
    pub fn has_files(self) -> bool {
        self.attachments.state.get_untracked().files > 0
    }

    /// Has the reply on the desk sent at a time. `false` when it can't be sent as it is.
    pub fn send_later(self, send_at: Timestamp) -> bool {
        if self.is_note() || self.has_files() || !untrack(|| self.can_send()) {
            return false;
        }
        let text = self.reply.with_untracked(|text| outgoing(text).to_owned());
        self.touch(Mode::Reply);
        let more = More {
            send_at: Some(send_at),
            ..self.calls.more().unwrap_or_default()
        };
        self.session.dispatch(Intent::Send {
            conversation: self.conversation.get_value(),
            content: OutgoingContent::Text { text },
            more: Some(Fields::of(&more)),
        });
        self.clear(Mode::Reply);
        true
    }

    /// What was on the desk is on its way.
    fn clear(self, mode: Mode) {
        if self.calls.answering.with_untracked(Option::is_some) {
            self.calls.answer(None);
        }
        if mode == Mode::Reply {
            self.interlock.sent();
        }
        self.sheet(mode).set(String::new());
        self.session.dispatch(Intent::SetDraft {
            key: self.key(mode),
            text: String::new(),
        });
        self.say_typing(mode, false);
    }

    /// The reply and the note that were begun, and what they answer.
    fn drafts_in(self, store: &Store) -> [String; 3] {
        [Mode::Reply, Mode::Note, Mode::Answer].map(|mode| store.draft(&self.key(mode)).to_owned())
    }

    fn take_drafts(self, [reply, note, answer]: [String; 3]) {
        self.calls.take_kept(&answer);
        let touched = self.touched.get_value();
        // A note that was begun is not hidden behind an empty reply.
        let only_a_note = reply.is_empty() && !note.is_empty();
        if !touched.mode && !touched.reply && only_a_note && self.can_note.get_untracked() {
            self.mode.set(Mode::Note);
        }
        if !touched.reply {
            if !reply.is_empty() {
                self.interlock.resume();
            }
            self.reply.set(reply);
        }
        if !touched.note {
            self.note.set(note);
        }
    }

    fn touch(self, mode: Mode) {
        self.touched.update_value(|touched| {
            touched.mode = true;
            match mode {
                Mode::Reply => touched.reply = true,
                Mode::Note => touched.note = true,
                Mode::Answer => {}
            }
        });
    }

    fn sheet(self, mode: Mode) -> RwSignal<String> {
        match mode {
            Mode::Reply | Mode::Answer => self.reply,
            Mode::Note => self.note,
        }
    }

    fn key(self, mode: Mode) -> DraftKey {
        DraftKey {
            conversation: self.conversation.get_value(),
            mode,
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

/// The state of the channel, and whether the customer has blocked it. Reactive.
fn channel_state(session: Session, conversation: &ConversationId) -> (Option<ChannelState>, bool) {
    let topic = Topic::Conversation(conversation.clone());
    let known = session.watch(topic, |store| {
        let conversation = store.conversation(conversation)?;
        Some((
            conversation.channel.clone(),
            conversation.blocked_by_customer,
        ))
    });
    let Some((channel, blocked)) = known else {
        return (None, false);
    };
    let state = session.watch(Topic::Directory, |store| {
        Some(store.channel(&channel)?.state)
    });
    (state, blocked)
}

/// The channel, when it has lost its connection to the platform. Reactive.
fn expired_channel(session: Session, id: &ConversationId) -> Option<ChannelId> {
    let topic = Topic::Conversation(id.clone());
    let channel = session.watch(topic, |store| Some(store.conversation(id)?.channel.clone()))?;
    let state = session.watch(Topic::Directory, |store| {
        Some(store.channel(&channel)?.state)
    });
    (state == Some(ChannelState::TokenExpired)).then_some(channel)
}

/// For how long a message can be called back on the channel, in milliseconds. Reactive.
fn undo_ms(session: Session, conversation: &ConversationId) -> u32 {
    let kind = channel_kind(session, conversation);
    let seconds = kind.and_then(|kind| session.capabilities().limits_of(&kind).undo_seconds);
    seconds.unwrap_or(0).saturating_mul(1_000)
}

/// The kind of the conversation's channel; `None` where that is not known yet. Reactive.
fn channel_kind(session: Session, conversation: &ConversationId) -> Option<ChannelKind> {
    let topic = Topic::Conversation(conversation.clone());
    let channel = session.watch(topic, |store| {
        store
            .conversation(conversation)
            .map(|conversation| conversation.channel.clone())
    })?;
    session.watch(Topic::Directory, |store| {
        Some(store.channel(&channel)?.kind.clone())
    })
}
