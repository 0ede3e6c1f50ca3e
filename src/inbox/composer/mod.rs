//! The foot of the chat: where an agent writes to the customer, or a note to the team.

mod answering;
mod assist;
mod attachments;
mod channel;
mod desk;
mod drop;
mod email;
mod emoji;
mod enter_key;
mod formatting;
mod insertion;
mod interlock;
mod length;
mod macros;
mod mentions;
mod notices;
mod obstacles;
mod openness;
mod prepared;
mod question;
mod reconnect;
mod recorder;
mod send_button;
mod send_menu;
mod sheets;
mod structured;
mod suggestions;
mod templates;
mod undo_choice;
mod unfilled;
mod window;
mod writing;

use leptos::callback::UnsyncCallback;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::prelude::*;
use recado_protocol::ConversationId;
use recado_store::Mode;
use wasm_bindgen::JsCast;
use web_sys::Node;

use crate::keyboard::{Shortcut, use_keyboard};
use crate::later::{self, Form, Tool};
use crate::locale::{Key, t, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, effect, memo, shown_while};
use crate::ui::{GrowingTextarea, Segmented};

pub use assist::{Assist, AssistMenu, ProposalView, Wish, assist_failure};
pub use attachments::{Attachments, Tray};
pub use email::{EmailFields, EmailHead};
pub use emoji::{EmojiPlace, emoji_picker};
pub use macros::{Macros, MacrosWindow};
pub use prepared::{Stock, stock};
pub use recorder::VoiceRecorder;
pub use structured::{Structured, StructuredContent};
pub use suggestions::{Mark, SuggestionList, Suggestions};
pub use templates::{Templates, TemplatesContent, filled, fitting};

use answering::answering;
use assist::{assist_button, assist_proposal};
use attachments::{attach_button, tray};
pub use desk::Desk;
use email::email_head;
use emoji::emoji_button;
pub use enter_key::EnterKey;
pub use formatting::Tool as FormattingTool;
use formatting::{Toolbar, preview, toolbar, toolbar_toggle};
pub use length::{Length, outgoing};
use macros::{macros_button, macros_dialog};
use notices::{count, unsent, window_left};
pub use obstacles::{Obstacles, obstacles_view};
use reconnect::reconnect_dialog;
pub use reconnect::{Reconnect, reconnect_form};
use send_button::send_button;
pub use send_menu::send_later_dialog;
use send_menu::send_menu;
use structured::{structured_button, structured_dialog};
use suggestions::{suggestion_buttons, suggestion_list};
use templates::{templates_button, templates_dialog};
pub use window::Window;
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
    let desk = Desk::begin(conversation);
    let writing = desk.writing;
    let attachments = writing.attachments;
    let is_recording = RwSignal::new(recorder::is_kept(&attachments.conversation()));
    let is_dropping = RwSignal::new(false);
    drop::take_dropped(attachments, is_dropping);
    desk.announce_when_too_long();
    let keyboard = use_keyboard();
    let is_over = memo(move || writing.channel.is_over());
    effect(move || {
        if !is_over.get() {
            keyboard.offer(Shortcut::Reply, move || desk.write(Mode::Reply));
            keyboard.offer(Shortcut::Note, move || desk.write(Mode::Note));
        }
    });
    let is_choosing_time = RwSignal::new(false);
    let is_reconnecting = RwSignal::new(false);
    let suggestions = Suggestions::of(desk);
    let assist = Assist::of(desk);
    let (templates, macros) = (Templates::of(desk), Macros::of(desk));
    let structured = Structured::of(desk);
    view! {
        <form
            class="composer"
            class=("composer--dropping", is_dropping)
            class=("composer--note", Signal::derive(move || writing.is_note()))
            aria-label=Key::ComposerForm
            on:submit=move |event| {
                event.prevent_default();
                desk.send();
            }
            on:focusout=move |event| {
                writing.pause();
                if has_left(&event) {
                    suggestions.hide();
                }
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
            {Obstacles { desk, is_reconnecting, templates }.view()} {answering(desk)}
            {tray(attachments)} {recorder_view(attachments, is_recording)}
            {suggestion_list(suggestions)} {assist_proposal(assist)} {email_head(writing.email)}
            <div
                class="composer__box"
                class=("composer__box--closed", Signal::derive(move || writing.is_closed()))
                // A draft stays in sight, but where it is for nobody any more: it waits for what was deleted to be restored.
                hidden=move || {
                    is_over.get() || writing.is_closed() && writing.length.get() == Length::Blank
                }
                on:click=move |event| desk.focus_from_frame(&event)
            >
                {field(desk, suggestions)}
                {preview(
                    Signal::derive(move || writing.text()),
                    writing.carrier.into(),
                    writing.names.into(),
                )} <div class="composer__foot">
                    <div class="composer__tools">
                        {formatting_tools(desk)} {attach_button(attachments)}
                        {suggestion_buttons(suggestions)} {macros_button(macros)}
                        {assist_button(assist)}
                        {templates_button(templates)} {structured_button(structured)}
                    </div>
                    <span class="composer__send">
                        {send_button(desk, is_recording)} {send_menu(desk, is_choosing_time)}
                    </span>
                </div>
            </div>
        </form>
        {later::form_window(is_choosing_time, Form::SendLater(desk, is_choosing_time))}
        {reconnect_dialog(Reconnect { channel: writing.channel.expired, open: is_reconnecting })}
        {templates_dialog(templates)}
        {structured_dialog(structured)}
        {macros_dialog(macros)}
    }
}

/// Whether the focus went out of the composer.
fn has_left(event: &FocusEvent) -> bool {
    let form = event
        .current_target()
        .and_then(|it| it.dyn_into::<Node>().ok());
    let to = event
        .related_target()
        .and_then(|it| it.dyn_into::<Node>().ok());
    !form.is_some_and(|form| form.contains(to.as_ref()))
}

/// The recorder, while a voice note is made.
fn recorder_view(attachments: Attachments, open: RwSignal<bool>) -> AnyView {
    shown_while(
        move || open.get(),
        move || later::tool(Tool::Recorder { attachments, open }),
    )
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
            shortcuts=vec![Shortcut::Reply, Shortcut::Note]
            selected=selected
            on_select=move |index: usize| writing.turn_to(MODES[index])
        />
    }
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
            on_input=move |text: String| desk.typed(text)
            on_keydown=move |event: KeyboardEvent| desk.key(&event, suggestions)
            placeholder=placeholder
            node_ref=desk.field
            disabled=Signal::derive(move || writing.is_closed())
            described_by=DESCRIPTION_IDS
            enter_key=Signal::derive(move || desk.enter_key.hint().to_owned())
        />
    }
}
