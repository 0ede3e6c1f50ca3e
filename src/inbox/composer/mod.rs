//! The foot of the chat: where an agent writes to the customer, or a note to the team.

mod assist;
mod attachments;
mod completions;
mod drop;
mod emoji;
mod enter_key;
mod formatting;
mod insertion;
mod interlock;
mod length;
mod macros;
mod mentions;
mod openness;
mod prepared;
mod reconnect;
mod recorder;
mod send_button;
mod send_menu;
mod suggestions;
mod templates;
mod undo_choice;
mod unfilled;
mod window;
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
use recado_protocol::{ConversationId, Timestamp};
use recado_store::Mode;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement};

use crate::browser::{clock, online};
use crate::inbox::chat::{ChatCalls, call_back, last_held, use_chat_calls};
use crate::later::{self, Tool};
use crate::locale::{Key, number, t, t_count, t_with, text, time_left};
use crate::session::{Topic, use_session};
use crate::ui::{
    Button, GrowingTextarea, Icon, Notice, NoticeTone, Segmented, Toaster, small_icon, use_toaster,
};

pub use assist::{Assist, AssistMenu, ProposalView, Wish};
pub use attachments::{Attachments, Tray};
pub use emoji::{EmojiPlace, emoji_picker};
pub use macros::{Macros, MacrosContent};
use reconnect::{reconnect_dialog, reconnect_link};
pub use recorder::VoiceRecorder;
use send_menu::{send_later_dialog, send_menu};
pub use suggestions::{Mark, SuggestionList, Suggestions};
pub use templates::{Templates, TemplatesContent};

use assist::{assist_button, assist_proposal};
use attachments::{attach_button, tray};
use completions::{Completion, Completions, Sign, Trigger};
use emoji::emoji_button;
use enter_key::EnterKey;
use formatting::{Tool as FormattingTool, Toolbar, preview, toolbar, toolbar_toggle};
use insertion::Edit;
use length::Length;
use macros::{macros_button, macros_dialog};
use mentions::Mentionable;
use openness::Openness;
use send_button::send_button;
use suggestions::{suggestion_buttons, suggestion_list};
use templates::{templates_button, templates_dialog};
use unfilled::unfilled_notice;
use window::Window;
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
    let is_recording = RwSignal::new(recorder::is_kept(&attachments.conversation()));
    let is_dropping = RwSignal::new(false);
    drop::take_dropped(attachments, is_dropping);
    let desk = Desk {
        writing,
        toaster: use_toaster(),
        calls: use_chat_calls(),
        field: NodeRef::new(),
        enter_key: EnterKey::remembered(),
        completions: Completions::new(),
        everybody,
        shows_toolbar: RwSignal::new(false),
    };
    desk.announce_when_too_long();
    let is_choosing_time = RwSignal::new(false);
    let is_reconnecting = RwSignal::new(false);
    let suggestions = Suggestions::of(desk);
    let assist = Assist::of(desk);
    let (templates, macros) = (Templates::of(desk), Macros::of(desk));
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
                desk.completions.close();
            }
            on:input=move |_| suggestions.look()
            on:keyup=move |_| suggestions.look()
            on:click=move |_| suggestions.look()
            on:paste=move |event| attachments::paste(attachments, &event)
        >
            <div class="composer__head">
                {move || writing.can_note.get().then(|| mode_switch(writing))}
                <p class="composer__hint" id=HINT_ID>
                    {move || writing.is_note().then(|| t(Key::ComposerNoteHint))}
                </p>
                <div class="composer__news">
                    {move || window_left(writing)} {move || unsent(writing)}
                    <span class="composer__count tabular" id=COUNT_ID>
                        {move || count(writing.length.get())}
                    </span>
                </div>
            </div>
            {channel_notice(writing, is_reconnecting, templates)}
            {writing.interlock.view(move || desk.send())} {unfilled_notice(desk)}
            {tray(attachments)} {recorder_view(attachments, is_recording)}
            {suggestion_list(suggestions)} {assist_proposal(assist)}
            <div
                class="composer__box"
                class=("composer__box--closed", Signal::derive(move || writing.is_closed()))
                hidden=move || writing.is_closed() && writing.length.get() == Length::Blank
                on:click=move |event| desk.focus_from_frame(&event)
            >
                {desk.completions.view(desk.on_completion())} {field(desk, suggestions)}
                {preview(
                    Signal::derive(move || writing.text()),
                    writing.channel.into(),
                    writing.names.into(),
                )} <div class="composer__foot">
                    <div class="composer__tools">
                        {formatting_tools(desk)} {attach_button(attachments)}
                        {suggestion_buttons(suggestions)} {macros_button(macros)}
                        {assist_button(assist)}
                        {templates_button(templates)}
                    </div>
                    <span class="composer__send">
                        {send_button(desk, is_recording)} {send_menu(desk, is_choosing_time)}
                    </span>
                </div>
            </div>
        </form>
        {send_later_dialog(desk, is_choosing_time)}
        {reconnect_dialog(writing.session(), writing.expired_channel, is_reconnecting, desk.toaster)}
        {templates_dialog(templates)}
        {macros_dialog(macros)}
    }
}

/// The recorder, while a voice note is made.
fn recorder_view(attachments: Attachments, open: RwSignal<bool>) -> AnyView {
    shown_while(
        move || open.get(),
        move || later::tool(Tool::Recorder { attachments, open }),
    )
}

/// The writing and the field that it is done in.
#[derive(Clone, Copy)]
struct Desk {
    writing: Writing,
    toaster: Toaster,
    calls: ChatCalls,
    field: NodeRef<Textarea>,
    enter_key: EnterKey,
    completions: Completions,
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

    fn key(self, event: &KeyboardEvent, suggestions: Suggestions) {
        if suggestions.key(event) || self.completions.takes(event, self.on_completion()) {
            return;
        }
        let is_command =
            (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.is_composing();
        if self.enter_key.sends(event) {
            event.prevent_default();
            self.send();
        } else if is_command && event.key() == "Enter" {
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
                emoji::complete(self.completions, trigger.place, &trigger.query);
            }
            Some(trigger) if untrack(|| self.writing.is_note()) => {
                let found = self
                    .everybody
                    .with_value(|everybody| mentions::matching(&trigger.query, everybody));
                self.completions.offer(trigger.place, found);
            }
            _ => self.completions.close(),
        }
    }

    fn on_completion(self) -> UnsyncCallback<(Completion, Range<usize>)> {
        UnsyncCallback::new(move |(picked, place): (Completion, Range<usize>)| {
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
        self.send_by(Writing::send);
    }

    fn send_and_resolve(self) {
        self.send_by(Writing::send_and_resolve);
    }

    fn send_later(self, at: Timestamp) {
        if !self.writing.send_later(at) {
            self.announce_length();
            self.announce_unfilled();
        }
        self.focus();
    }

    fn send_by(self, send: impl FnOnce(Writing) -> bool) {
        let is_held_up = !self.writing.is_note() && self.writing.interlock.asks();
        if !is_held_up && !send(self.writing) {
            self.announce_length();
            self.announce_unfilled();
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
fn channel_notice(
    writing: Writing,
    is_reconnecting: RwSignal<bool>,
    templates: Templates,
) -> AnyView {
    let reason = memo(move || {
        if writing.is_note() {
            None
        } else {
            writing.why_not_open()
        }
    });
    let is_closed = memo(move || reason.with(Option::is_some));
    let notes_work = move || {
        let is_closed = writing.openness.get() == Openness::Closed;
        (is_closed && writing.can_note.get()).then(|| t(Key::ComposerNotesStillWork))
    };
    let remedy = move || {
        let is_expired = writing.expired_channel.with(Option::is_some);
        let link = is_expired.then(|| reconnect_link(writing.session(), is_reconnecting));
        link.flatten()
    };
    let template = move || {
        let is_late = writing.window.get() == Window::Closed;
        (is_late && templates.are_offered()).then(|| {
            view! { <Button label=Key::ComposerSendTemplate on_press=move || templates.show() /> }
        })
    };
    shown_while(
        move || is_closed.get(),
        move || {
            view! {
                <Notice tone=NoticeTone::Warning>
                    {live(move || reason.get())} " " {live(notes_work)} " " {live(remedy)} " "
                    {live(template)}
                </Notice>
            }
        },
    )
}

/// The toolbar and the emoji.
fn formatting_tools(desk: Desk) -> AnyView {
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
        {toolbar_toggle(bar)}
        {toolbar(bar)}
        {emoji_button(on_emoji, Signal::derive(move || writing.is_closed()))}
    }
}

/// How long free text is taken yet, where that ends.
fn window_left(writing: Writing) -> Option<AnyView> {
    let Window::Until(until) = writing.window.get() else {
        return None;
    };
    if writing.is_note() {
        return None;
    }
    let left = time_left(clock::minute().get(), until);
    let line = view! {
        <p class="composer__window">
            {small_icon(Icon::Clock)}
            <span>{t_with(Key::ComposerWindowLeft, &[("time", &left)])}</span>
        </p>
    };
    Some(line)
}

/// That nothing can be sent now, where it moves no message.
fn unsent(writing: Writing) -> Option<AnyView> {
    if !writing.is_offline.get() {
        return None;
    }
    let reason = move || {
        t(if online::is_online() {
            Key::ComposerUnreachable
        } else {
            Key::ComposerOffline
        })
    };
    let line = view! {
        <p class="composer__unsent">{small_icon(Icon::WifiOff)} <span>{reason}</span></p>
    };
    Some(line)
}

fn field(desk: Desk, suggestions: Suggestions) -> AnyView {
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
            on_keydown=move |event: KeyboardEvent| desk.key(&event, suggestions)
            placeholder=placeholder
            node_ref=desk.field
            disabled=Signal::derive(move || writing.is_closed())
            described_by=DESCRIPTION_IDS
            enter_key=Signal::derive(move || desk.enter_key.hint().to_owned())
            offers=Signal::derive(move || {
                desk.completions.current_id().map(|_| completions::LIST_ID.to_owned())
            })
            offered=Signal::derive(move || desk.completions.current_id())
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
