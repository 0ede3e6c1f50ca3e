//! The foot of the chat: where an agent writes to the customer, or a note to the team.

mod attachments;
mod drop;
mod emoji;
mod enter_key;
mod formatting;
mod insertion;
mod length;
mod mentions;
mod openness;
mod recorder;
mod send_button;
mod suggestions;
mod writing;

use std::ops::Range;

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect, live, memo, shown_while};
use leptos::{
    callback::UnsyncCallback,
    ev::{KeyboardEvent, MouseEvent},
    html::Textarea,
    prelude::*,
};
use recado_protocol::ConversationId;
use recado_store::Mode;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement};

use crate::browser::online;
use crate::later::{self, Tool};
use crate::locale::{Key, number, t, t_count, t_with, text};
use crate::session::{Topic, use_session};
use crate::ui::{
    GrowingTextarea, Icon, IconButton, Notice, NoticeTone, Segmented, Toaster, small_icon,
    use_toaster,
};

pub use attachments::{Attachments, Tray};
pub use emoji::{EmojiPlace, emoji_picker};
pub use recorder::VoiceRecorder;

use attachments::{attach_button, tray};
use emoji::emoji_button;
use enter_key::EnterKey;
use formatting::{Edit, Tool as FormattingTool, Toolbar, preview, toolbar, toolbar_toggle};
use length::Length;
use mentions::Mentionable;
use openness::Openness;
use send_button::send_button;
use suggestions::{Sign, Suggestion, Suggestions, Trigger};
use writing::Writing;

/// The element that says who will see a note.
const HINT_ID: &str = "composer-hint";
/// The element that says how long the text is.
const COUNT_ID: &str = "composer-count";
/// Both describe the field.
const DESCRIPTION_IDS: &str = "composer-hint composer-count";

/// The modes in the order of the switch.
const MODES: [Mode; 2] = [Mode::Reply, Mode::Note];

/// The composer of one conversation.
#[component]
pub fn Composer(conversation: ConversationId) -> impl IntoView {
    let session = use_session();
    let writing = Writing::begin(session, conversation);
    let everybody = StoredValue::new(Vec::new());
    effect(move || everybody.set_value(session.watch(Topic::Directory, mentions::everybody)));
    let attachments = writing.attachments;
    let is_recording = RwSignal::new(false);
    let is_dropping = RwSignal::new(false);
    drop::take_dropped(attachments, is_dropping);
    let desk = Desk {
        writing,
        toaster: use_toaster(),
        field: NodeRef::new(),
        enter_key: EnterKey::remembered(),
        suggestions: Suggestions::new(),
        everybody,
        shows_toolbar: RwSignal::new(false),
    };
    desk.announce_when_too_long();
    view! {
        <form
            class="composer"
            class=("composer--dropping", is_dropping)
            class=("composer--note", Signal::derive(move || writing.is_note()))
            aria-label=text(Key::ComposerForm)
            on:submit=move |event| {
                event.prevent_default();
                desk.send();
            }
            on:focusout=move |_| {
                writing.pause();
                desk.suggestions.close();
            }
            on:paste=move |event| attachments::paste(attachments, &event)
        >
            <div class="composer__head">
                {move || writing.can_note.get().then(|| mode_switch(writing))}
                <p class="composer__hint" id=HINT_ID>
                    {move || writing.is_note().then(|| t(Key::ComposerNoteHint))}
                </p>
            </div>
            {move || channel_notice(writing)} {tray(attachments)}
            {recorder_view(attachments, is_recording)}
            <div
                class="composer__box"
                class=("composer__box--closed", Signal::derive(move || writing.is_closed()))
                hidden=move || writing.is_closed() && writing.length.get() == Length::Blank
                on:click=move |event| desk.focus_from_frame(&event)
            >
                {desk.suggestions.view(desk.on_suggestion())} {field(desk)}
                {preview(
                    Signal::derive(move || writing.text()),
                    writing.channel.into(),
                    writing.names.into(),
                )} <div class="composer__foot">
                    {tools(desk, attachments)} {move || foot_hint(desk)}
                    <span class="composer__count tabular" id=COUNT_ID>
                        {move || count(writing.length.get())}
                    </span>
                    {record_button(attachments, is_recording)} {send_button(desk)}
                </div>
            </div>
        </form>
    }
}

/// The recorder, while a voice note is made.
fn recorder_view(attachments: Attachments, open: RwSignal<bool>) -> AnyView {
    shown_while(
        move || open.get(),
        move || later::tool(Tool::Recorder { attachments, open }),
    )
}

/// A voice note can be sent wherever a file can.
fn record_button(attachments: Attachments, open: RwSignal<bool>) -> AnyView {
    let can_record = memo(move || attachments.can_attach());
    shown_while(
        move || can_record.get(),
        move || {
            view! {
                <IconButton
                    icon=Icon::Microphone
                    label=Key::ComposerVoice
                    disabled=open
                    on_press=move || open.set(true)
                />
            }
        },
    )
}

/// The writing and the field that it is done in.
#[derive(Clone, Copy)]
struct Desk {
    writing: Writing,
    toaster: Toaster,
    field: NodeRef<Textarea>,
    enter_key: EnterKey,
    suggestions: Suggestions,
    everybody: StoredValue<Vec<Mentionable>>,
    /// Whether the toolbar is wanted where there is little room.
    shows_toolbar: RwSignal<bool>,
}

impl Desk {
    /// Says it once, when the text grows over the limit, and not at every letter after it.
    fn announce_when_too_long(self) {
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

    fn key(self, event: &KeyboardEvent) {
        if self.suggestions.takes(event, self.on_suggestion()) {
            return;
        }
        if self.enter_key.sends(event) {
            event.prevent_default();
            self.send();
        } else if let Some(tool) = FormattingTool::of(event) {
            // The browser's own meaning of the key is none in this field, whether or not the channel carries ours.
            event.prevent_default();
            if untrack(|| tool.is_carried(self.writing.carries.get())) {
                self.use_tool(tool);
            }
        }
    }

    /// Takes what was typed, and looks whether it asks for something to be offered.
    fn write(self, text: String) {
        self.writing.write(text);
        let Some(field) = self.field.get_untracked() else {
            return;
        };
        let text = field.value();
        let caret = insertion::selected(&field, &text).end;
        match Trigger::before_caret(&text[..caret]) {
            Some(trigger) if trigger.sign == Sign::Emoji => {
                emoji::suggest(self.suggestions, trigger.place, &trigger.query);
            }
            Some(trigger) if untrack(|| self.writing.is_note()) => {
                let found = self
                    .everybody
                    .with_value(|everybody| mentions::matching(&trigger.query, everybody));
                self.suggestions.offer(trigger.place, found);
            }
            _ => self.suggestions.close(),
        }
    }

    fn on_suggestion(self) -> UnsyncCallback<(Suggestion, Range<usize>)> {
        UnsyncCallback::new(move |(picked, place): (Suggestion, Range<usize>)| {
            self.change(|_, _| Edit::insert(place.clone(), picked.with.clone()));
        })
    }

    fn use_tool(self, tool: FormattingTool) {
        self.change(|text, selected| Edit::by(tool, text, selected));
    }

    /// Puts something in the place of what is selected.
    fn insert(self, what: &str) {
        self.change(|_, selected| Edit::insert(selected, what.to_owned()));
    }

    fn change(self, edit: impl FnOnce(&str, Range<usize>) -> Edit) {
        if let Some(field) = self.field.get_untracked() {
            let field: &HtmlTextAreaElement = &field;
            let text = field.value();
            let edit = edit(&text, insertion::selected(field, &text));
            insertion::apply(field, &edit);
        }
    }

    fn send(self) {
        if !self.writing.send() {
            self.announce_length();
        }
        self.focus();
    }

    fn focus(self) {
        if let Some(field) = self.field.get_untracked() {
            // A field that is disabled leaves the focus where it is.
            let _ = field.focus();
        }
    }

    /// The empty part of the frame belongs to the field too.
    fn focus_from_frame(self, event: &MouseEvent) {
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

fn mode_switch(writing: Writing) -> AnyView {
    let selected = Signal::derive(move || {
        MODES
            .iter()
            .position(|mode| *mode == writing.mode.get())
            .unwrap_or_default()
    });
    view! {
        <Segmented
            label=Key::ComposerMode
            options=vec![text(Key::ComposerReply), text(Key::ComposerNote)]
            selected=selected
            on_select=move |index: usize| writing.turn_to(MODES[index])
        />
    }
}

/// Why the channel takes nothing now, or keeps it waiting. A note does not care.
fn channel_notice(writing: Writing) -> Option<AnyView> {
    let reason = if writing.is_note() {
        None
    } else {
        writing.why_not_open()
    }?;
    let notes_work = live(move || {
        let is_closed = writing.openness.get() == Openness::Closed;
        (is_closed && writing.can_note.get()).then(|| t(Key::ComposerNotesStillWork))
    });
    let notice = view! { <Notice tone=NoticeTone::Warning>{reason} " " {notes_work}</Notice> };
    Some(notice)
}

/// What helps with the writing: one file for each tool.
fn tools(desk: Desk, attachments: Attachments) -> AnyView {
    let writing = desk.writing;
    let bar = Toolbar {
        tools: Signal::derive(move || {
            let carries = writing.carries.get();
            let offered = FormattingTool::EVERY
                .into_iter()
                .filter(|tool| !writing.is_closed() && tool.is_carried(carries));
            offered.collect()
        }),
        on_press: UnsyncCallback::new(move |(tool,): (FormattingTool,)| desk.use_tool(tool)),
        is_open: desk.shows_toolbar,
    };
    let on_emoji = UnsyncCallback::new(move |(emoji,): (String,)| desk.insert(&emoji));
    view! {
        <div class="composer__tools">
            {toolbar_toggle(bar)} {toolbar(bar)}
            {emoji_button(on_emoji, Signal::derive(move || writing.is_closed()))}
            {attach_button(attachments)}
        </div>
    }
}

/// Which keys do what; while nothing can be sent, that instead, where it moves no message.
fn foot_hint(desk: Desk) -> AnyView {
    if !desk.writing.is_offline.get() {
        return desk.enter_key.view();
    }
    let reason = move || {
        t(if online::is_online() {
            Key::ComposerUnreachable
        } else {
            Key::ComposerOffline
        })
    };
    view! {
        <p class="composer__unsent">{small_icon(Icon::WifiOff)} <span>{reason}</span></p>
    }
}

fn field(desk: Desk) -> AnyView {
    let writing = desk.writing;
    let placeholder = Signal::derive(move || {
        t(if writing.is_note() {
            Key::ComposerNotePlaceholder
        } else {
            Key::ComposerReplyPlaceholder
        })
    });
    view! {
        <GrowingTextarea
            label=Key::ComposerMessage
            value=Signal::derive(move || writing.text())
            on_input=move |text: String| desk.write(text)
            on_keydown=move |event: KeyboardEvent| desk.key(&event)
            placeholder=placeholder
            node_ref=desk.field
            disabled=Signal::derive(move || writing.is_closed())
            described_by=DESCRIPTION_IDS
            enter_key=Signal::derive(move || desk.enter_key.hint().to_owned())
            offers=Signal::derive(move || {
                desk.suggestions.current_id().map(|_| suggestions::LIST_ID.to_owned())
            })
            offered=Signal::derive(move || desk.suggestions.current_id())
        />
    }
}

/// The count near the limit, and above it how much has to go.
fn count(length: Length) -> Option<AnyView> {
    match length {
        Length::Blank | Length::Comfortable => None,
        Length::Near { used, limit } => {
            let (used, limit) = (number(used), number(limit));
            let values = [("n", used.as_str()), ("max", limit.as_str())];
            let count = view! {
                <span aria-hidden="true">{t_with(Key::ComposerCount, &values)}</span>
                <span class="visually-hidden">{t_with(Key::ComposerCountLabel, &values)}</span>
            };
            Some(count)
        }
        Length::Over { by } => {
            let count = view! {
                <span class="composer__too-long">
                    {small_icon(Icon::Warning)} {t_count(Key::ComposerTooLong, by)}
                </span>
            };
            Some(count)
        }
    }
}
