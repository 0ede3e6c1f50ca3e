//! The writing and the field that it is done in, and what the keys do there.

use std::ops::Range;

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::Textarea;
use leptos::prelude::*;
use recado_protocol::prepared::variables::{name_in, unfilled};
use recado_protocol::{ConversationId, Timestamp};
use recado_store::Mode;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement};

use super::enter_key::EnterKey;
use super::formatting::Tool as FormattingTool;
use super::insertion::{self, Edit};
use super::length::Length;
use super::prepared;
use super::suggestions::Suggestions;
use super::writing::Writing;
use crate::browser::clock;
use crate::inbox::chat::{ChatCalls, call_back, last_held, use_chat_calls};
use crate::keyboard::{self, Shortcut};
use crate::locale::{Key, t_count};
use crate::reactive::{RwSignal, effect, memo};
use crate::session::use_session;
use crate::ui::{Toaster, use_toaster};

/// The writing and the field that it is done in.
#[derive(Clone, Copy)]
pub struct Desk {
    pub writing: Writing,
    pub toaster: Toaster,
    pub calls: ChatCalls,
    pub field: NodeRef<Textarea>,
    pub enter_key: EnterKey,
    /// Whether the toolbar is wanted where there is little room.
    pub shows_toolbar: RwSignal<bool>,
}

impl Desk {
    /// Made in one place, out of sight of those who use it: what they keep of it is then copied as a whole, and not handle
    /// by handle, of which there are dozens (30 KB of code in the composer's view alone).
    #[inline(never)]
    pub fn begin(conversation: ConversationId) -> Self {
        Self {
            writing: Writing::begin(use_session(), conversation),
            toaster: use_toaster(),
            calls: use_chat_calls(),
            field: NodeRef::new(),
            enter_key: EnterKey::remembered(),
            shows_toolbar: RwSignal::new(false),
        }
    }

    /// Says it once, when the text grows over the limit, and not at every letter after it.
    pub fn announce_when_too_long(self) {
        let is_over = memo(move || matches!(self.writing.length.get(), Length::Over { .. }));
        effect(move || {
            if is_over.get() {
                self.announce_length();
            }
        });
    }

    fn announce_length(self) {
        if let Length::Over { by } = self.writing.length.get_untracked() {
            self.toaster.announce(t_count(Key::ComposerTooLong, by));
        }
    }

    pub fn key(self, event: &KeyboardEvent, suggestions: Suggestions) {
        if suggestions.key(event) {
            return;
        }
        let is_command =
            (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.is_composing();
        if self.enter_key.sends(event) {
            event.prevent_default();
            self.send();
        } else if keyboard::is(event, Shortcut::SendResolve) {
            event.prevent_default();
            self.send_and_resolve();
        } else if is_command && event.key() == "z" && self.call_back() {
            event.prevent_default();
        } else if let Some(tool) = FormattingTool::of(event) {
            // The browser's own meaning of the key is none in this field, whether or not the channel carries ours.
            event.prevent_default();
            if untrack(|| tool.is_carried(self.writing.carries.get())) {
                self.use_tool(tool);
            }
        }
    }

    /// Takes what is typed. A variable that is known becomes what it stands for with its last brace, as those of a canned
    /// reply do; who undoes that has it as it was typed.
    pub fn typed(self, text: String) {
        let before = untrack(|| self.writing.text());
        let gap = self.field.get_untracked().and_then(|field| {
            let caret = insertion::selected(&field, &text).end;
            // Undoing puts the same text there, and not a brace to what was there before.
            let is_typed = text[..caret].strip_suffix('}').is_some_and(|typed| {
                typed.ends_with('}') && [typed, &text[caret..]].concat() == before
            });
            let gaps = if is_typed {
                unfilled(&text)
            } else {
                Vec::new()
            };
            gaps.into_iter().find(|gap| gap.end == caret)
        });
        self.writing.write(text);
        if let Some(gap) = gap {
            self.fill(&gap);
        }
    }

    /// Puts what a variable of a reply stands for in its place. Says whether that is known.
    pub fn fill(self, gap: &Range<usize>) -> bool {
        let writing = self.writing;
        let text = untrack(|| writing.text());
        let (session, name) = (writing.session(), name_in(&text, gap));
        let value = prepared::value(session, &writing.conversation(), name);
        let value = value.filter(|_| !untrack(|| writing.is_note()));
        if let (Some(value), Some(field)) = (&value, self.field.get_untracked()) {
            insertion::apply(&field, &Edit::insert(gap.clone(), value.clone()));
        }
        value.is_some()
    }

    pub fn use_tool(self, tool: FormattingTool) {
        self.change(|text, selected| Edit::by(tool, text, selected));
    }

    /// Puts something in the place of what is selected.
    pub fn insert(self, what: &str) {
        self.change(|_, selected| Edit::insert(selected, what.to_owned()));
    }

    pub fn change(self, edit: impl FnOnce(&str, Range<usize>) -> Edit) {
        if let Some(field) = self.field.get_untracked() {
            let field: &HtmlTextAreaElement = &field;
            let text = field.value();
            let edit = edit(&text, insertion::selected(field, &text));
            insertion::apply(field, &edit);
        }
    }

    pub fn send(self) {
        self.send_by(Writing::send);
    }

    pub fn send_and_resolve(self) {
        self.send_by(Writing::send_and_resolve);
    }

    pub fn send_later(self, at: Timestamp) {
        if !self.writing.send_later(at) {
            self.announce_length();
            self.announce_unfilled();
            self.writing.email.show_what_is_wrong();
        }
        self.focus();
    }

    fn send_by(self, send: impl FnOnce(Writing) -> bool) {
        let writing = self.writing;
        let is_held_up = !writing.is_note()
            && (writing.interlock.asks()
                || (untrack(|| writing.can_send()) && writing.email.asks()));
        if !is_held_up && !send(self.writing) {
            self.announce_length();
            self.announce_unfilled();
            self.writing.email.show_what_is_wrong();
        }
        self.focus();
    }

    /// In an empty field, the key that takes back takes the last message back. Says whether it did.
    fn call_back(self) -> bool {
        let (session, conversation) = (self.writing.session(), self.writing.conversation());
        let is_empty = self.writing.length.get_untracked() == Length::Blank;
        let last = session.peek(|store| last_held(store, &conversation, clock::now()));
        match last.filter(|_| is_empty) {
            Some(last) => {
                call_back(session, &last, self.calls, self.toaster);
                true
            }
            None => false,
        }
    }

    /// Writes on the other sheet, or goes on where there is only this one.
    pub fn write(self, mode: Mode) {
        if mode != self.writing.mode.get_untracked()
            && (mode == Mode::Reply || self.writing.can_note.get_untracked())
        {
            self.writing.turn_to(mode);
        }
        self.focus();
    }

    pub fn focus(self) {
        if let Some(field) = self.field.get_untracked() {
            // A field that is disabled leaves the focus where it is.
            let _ = field.focus();
        }
    }

    /// The empty part of the frame belongs to the field too.
    pub fn focus_from_frame(self, event: &MouseEvent) {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let control = target.and_then(|target| {
            target
                .closest("button, textarea, section, [role=dialog]")
                .ok()
                .flatten()
        });
        if control.is_none() {
            self.focus();
        }
    }
}
