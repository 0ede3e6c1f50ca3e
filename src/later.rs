//! The parts of the page that are not needed until the inbox is there. Their code is in files of its own, which are
//! fetched when the browser has nothing else to do, or when one of their parts is first shown.
//!
//! Only what ships is cut (the feature `split`; how: `crates/xtask/src/build/split.rs`). Elsewhere the same functions
//! are called and there is nothing to fetch.

use std::time::Duration;

use leptos::callback::UnsyncCallback;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;
#[cfg(feature = "split")]
use leptos::wasm_split::wasm_split;
use recado_protocol::{ConversationId, FileId, MessageId};
use send_wrapper::SendWrapper;

use crate::inbox::chat::{
    ActionTools, Chat, Find, FindBar, Lightbox, MessageActions, OpenConversation,
};
use crate::inbox::composer::{
    Assist, AssistMenu, Attachments, EmailFields, EmailHead, EmojiPlace, Macros, MacrosContent,
    Mark, ProposalView, Structured, StructuredContent, SuggestionList, Suggestions, Templates,
    TemplatesContent, Tray, VoiceRecorder, Wish, emoji_picker,
};
use crate::inbox::conversation_list::{
    FilterTools, Gear, GearContent, List, MoreFilters, RowMenuContent, Search, SearchResults,
    SelectionBar,
};
use crate::inbox::customer::{CustomerPanel, ExchangedFiles, PersonBlocks};
use crate::inbox::deeds::{Choice, Choices, Chooser, Targets};
use crate::inbox::new_conversation::NewConversationForm;
use crate::keyboard::KeyboardParts;
#[cfg(feature = "split")]
use crate::locale::fetch_the_rest;
use crate::locale::{Key, t};
use crate::markup::view;
use crate::notification::NotificationParts;
use crate::reactive::{RwSignal, live};
use crate::session::{Farewell, uploads::FileKeeper};
use crate::shell::{Diagnostics, OutboxContent, SignOutContent};
use crate::sign_in::SignIn;
use crate::ui::{Button, Icon, Notice, NoticeTone};

/// A part that is drawn by the file `panels`.
#[derive(Clone)]
pub enum Panel {
    Chat {
        conversation: ConversationId,
        message: Option<MessageId>,
        on_back: UnsyncCallback<()>,
        on_show_customer: UnsyncCallback<()>,
    },
    Customer(ConversationId),
    SearchResults(Search),
}

/// A part that a day may pass without, such as pickers and dialogs. What is used together comes together: this is what
/// the composer and the log open, in the file `tools`.
#[derive(Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made for each part that opens"
)]
pub enum Tool {
    /// What waits to be sent, files too.
    Outbox,
    /// What a person who signs out leaves behind.
    SignOut {
        open: RwSignal<bool>,
        wipe: RwSignal<bool>,
    },
    Emoji(EmojiPlace),
    /// What can be picked without leaving the text.
    Suggestions {
        suggestions: Suggestions,
        mark: Mark,
    },
    /// Goes on with the files that an earlier page did not send.
    FileKeeper,
    /// The files of the message that is being written.
    Tray(Attachments),
    Recorder {
        attachments: Attachments,
        open: RwSignal<bool>,
    },
    Lightbox {
        open: OpenConversation,
        shown: RwSignal<Option<FileId>>,
    },
}

/// A part of the file `forms`: what is filled in before it is sent.
#[derive(Clone)]
pub enum Form {
    Templates(Templates),
    Structured(Structured),
    Macros(Macros),
    /// Who gets the mail that is being written, and what it is about.
    EmailFields(EmailHead),
}

/// A part of the file `actions`: what is done with what was said already.
#[derive(Clone)]
pub enum Action {
    /// What can be done to a message.
    MessageActions(MessageActions),
    /// Looks through one conversation.
    Find(Find),
    /// What a language model can be asked for.
    AssistMenu(Assist),
    /// What it proposes.
    Assist { assist: Assist, wish: Wish },
}

/// A part of the file `desk`: what is around the conversations.
#[derive(Clone)]
pub enum Desk {
    Diagnostics,
    /// Writing to somebody who has not written.
    NewConversation(RwSignal<bool>),
    /// The menu behind the gear.
    Gear(Gear),
    /// What can be done to a conversation of the list.
    RowMenu(List, ConversationId),
    /// What can be done to the selected ones.
    SelectionBar(List),
    /// What has to be chosen before something is done.
    Choices(Chooser, Choice, Targets),
    /// What is under the tabs of the list.
    Filters(MoreFilters),
    /// What keys open.
    Keyboard,
    /// What tells of what happens.
    Notifications,
    /// The files that were exchanged with the person behind a conversation.
    Exchanged(ConversationId),
    /// What is blocked for that person.
    Blocks(ConversationId),
}

impl Panel {
    /// Where there is room for one section alone, the chat itself has the way back.
    fn way_back(&self) -> Option<UnsyncCallback<()>> {
        match self {
            Self::Chat { on_back, .. } => Some(*on_back),
            _ => None,
        }
    }
}

/// Draws a part whose file is not there yet as soon as it is.
pub fn panel(panel: Panel) -> AnyView {
    let way_back = panel.way_back();
    let panel = SendWrapper::new(panel);
    part(File::Panels, way_back, move || {
        draw(draw_panel((*panel).clone()))
    })
}

/// Draws a tool; its file is fetched when the first of it is wanted, as for the three below.
pub fn tool(tool: Tool) -> AnyView {
    let tool = SendWrapper::new(tool);
    part(File::Tools, None, move || draw(draw_tool((*tool).clone())))
}

pub fn form(form: Form) -> AnyView {
    let form = SendWrapper::new(form);
    part(File::Forms, None, move || draw(draw_form((*form).clone())))
}

pub fn action(action: Action) -> AnyView {
    let action = SendWrapper::new(action);
    part(File::Actions, None, move || {
        draw(draw_action((*action).clone()))
    })
}

pub fn desk(desk: Desk) -> AnyView {
    let desk = SendWrapper::new(desk);
    part(File::Desk, None, move || draw(draw_desk((*desk).clone())))
}

/// The page of somebody who is not signed in, in a file of its own: it is the first thing that they see.
pub fn sign_in(farewell: Farewell) -> AnyView {
    part(File::SignIn, None, move || draw(draw_sign_in(farewell)))
}

#[cfg_attr(
    feature = "split",
    wasm_split(panels, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_panels))
)]
fn draw_panel(panel: Panel) -> Result<AnyView, SplitLoaderError> {
    Ok(match panel {
        Panel::Chat {
            conversation,
            message,
            on_back,
            on_show_customer,
        } => view! { <Chat conversation message on_back on_show_customer /> },
        Panel::Customer(conversation) => view! { <CustomerPanel conversation /> },
        Panel::SearchResults(search) => view! { <SearchResults search /> },
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(tools, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_tools))
)]
fn draw_tool(tool: Tool) -> Result<AnyView, SplitLoaderError> {
    Ok(match tool {
        Tool::Outbox => view! { <OutboxContent /> },
        Tool::SignOut { open, wipe } => view! { <SignOutContent open wipe /> },
        Tool::Emoji(place) => emoji_picker(place),
        Tool::Suggestions { suggestions, mark } => {
            view! { <SuggestionList suggestions mark /> }
        }
        Tool::FileKeeper => view! { <FileKeeper /> },
        Tool::Tray(attachments) => view! { <Tray attachments /> },
        Tool::Recorder { attachments, open } => view! { <VoiceRecorder attachments open /> },
        Tool::Lightbox { open, shown } => view! { <Lightbox open shown /> },
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(forms, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_forms))
)]
fn draw_form(form: Form) -> Result<AnyView, SplitLoaderError> {
    Ok(match form {
        Form::Templates(templates) => view! { <TemplatesContent templates /> },
        Form::Structured(structured) => view! { <StructuredContent structured /> },
        Form::Macros(macros) => view! { <MacrosContent macros /> },
        Form::EmailFields(email) => view! { <EmailFields email /> },
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(actions, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_actions))
)]
fn draw_action(action: Action) -> Result<AnyView, SplitLoaderError> {
    Ok(match action {
        Action::MessageActions(actions) => view! { <ActionTools actions /> },
        Action::Find(find) => view! { <FindBar find /> },
        Action::AssistMenu(assist) => view! { <AssistMenu assist /> },
        Action::Assist { assist, wish } => view! { <ProposalView assist wish /> },
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(desk, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_desk))
)]
fn draw_desk(desk: Desk) -> Result<AnyView, SplitLoaderError> {
    Ok(match desk {
        Desk::Diagnostics => view! { <Diagnostics /> },
        Desk::NewConversation(open) => view! { <NewConversationForm open /> },
        Desk::Gear(gear) => view! { <GearContent gear /> },
        Desk::RowMenu(list, conversation) => view! { <RowMenuContent list conversation /> },
        Desk::SelectionBar(list) => view! { <SelectionBar list /> },
        Desk::Choices(chooser, choice, targets) => {
            view! { <Choices chooser choice targets /> }
        }
        Desk::Filters(more) => view! { <FilterTools more /> },
        Desk::Keyboard => view! { <KeyboardParts /> },
        Desk::Notifications => view! { <NotificationParts /> },
        Desk::Exchanged(conversation) => view! { <ExchangedFiles conversation /> },
        Desk::Blocks(conversation) => view! { <PersonBlocks conversation /> },
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(sign_in, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_sign_in))
)]
fn draw_sign_in(farewell: Farewell) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <SignIn farewell /> })
}

/// What a part drew: with its file there, that takes no waiting.
#[cfg(feature = "split")]
fn draw(drawing: impl Future<Output = Result<AnyView, SplitLoaderError>>) -> Option<AnyView> {
    use futures_util::FutureExt as _;

    drawing.now_or_never()?.ok()
}

#[cfg(not(feature = "split"))]
fn draw(drawn: Result<AnyView, SplitLoaderError>) -> Option<AnyView> {
    drawn.ok()
}

/// A file of code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum File {
    Panels,
    SignIn,
    Tools,
    Forms,
    Actions,
    Desk,
}

/// How far a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Progress {
    Wanted,
    Asked,
    Here,
    Failed,
}

thread_local! {
    /// Made by [`start`], so that it lives as long as the page.
    static PROGRESS: [RwSignal<Progress>; 6] = File::EVERY.map(|_| new_file());
}

fn new_file() -> RwSignal<Progress> {
    RwSignal::new(if cfg!(feature = "split") {
        Progress::Wanted
    } else {
        Progress::Here
    })
}

/// Fetches what is nearly always wanted when the browser has nothing else to do: a press on a button then
/// need not wait.
pub fn fetch_when_idle() {
    let fetch = || {
        for file in [File::Panels, File::SignIn] {
            file.fetch();
        }
    };
    // Safari has no such callback.
    if request_idle_callback_with_handle(fetch).is_err() {
        set_timeout(fetch, Duration::from_secs(1));
    }
}

/// Has to be called where the page begins.
pub fn start() {
    PROGRESS.with(|_| ());
    // A network that is there again may bring what it did not bring before.
    window_event_listener(ev::online, |_| File::fetch_failed());
}

impl File {
    const EVERY: [Self; 6] = [
        Self::Panels,
        Self::SignIn,
        Self::Tools,
        Self::Forms,
        Self::Actions,
        Self::Desk,
    ];

    fn progress(self) -> RwSignal<Progress> {
        PROGRESS.with(|all| all[self as usize])
    }

    /// Fetches again what could not be had.
    fn fetch_failed() {
        for file in Self::EVERY {
            if file.progress().get_untracked() == Progress::Failed {
                file.fetch();
            }
        }
    }

    fn fetch(self) {
        let progress = self.progress();
        if matches!(progress.get_untracked(), Progress::Asked | Progress::Here) {
            return;
        }
        progress.set(Progress::Asked);
        spawn_local(async move {
            progress.set(if self.fetch_all().await {
                Progress::Here
            } else {
                Progress::Failed
            });
        });
    }

    /// The file's code, and the texts that it shows; whether all of it is here.
    #[cfg(feature = "split")]
    async fn fetch_all(self) -> bool {
        use futures_util::future::join;

        let code = async {
            match self {
                Self::SignIn => fetch_sign_in().await,
                Self::Panels => fetch_panels().await,
                Self::Tools => fetch_tools().await,
                Self::Forms => fetch_forms().await,
                Self::Actions => fetch_actions().await,
                Self::Desk => fetch_desk().await,
            }
        };
        // The sign-in page has its texts from the beginning.
        if self == Self::SignIn {
            return code.await.is_ok();
        }
        let (code, texts) = join(code, fetch_the_rest()).await;
        code.is_ok() && texts.is_ok()
    }

    #[cfg(not(feature = "split"))]
    async fn fetch_all(self) -> bool {
        true
    }
}

/// Something that a file draws, or why it is not there.
fn part(
    file: File,
    way_back: Option<UnsyncCallback<()>>,
    draw: impl Fn() -> Option<AnyView> + Send + 'static,
) -> AnyView {
    file.fetch();
    let way_back = SendWrapper::new(way_back);
    let progress = file.progress();
    live(move || match progress.get() {
        Progress::Here => draw(),
        Progress::Failed => Some(failure(file, *way_back)),
        Progress::Wanted | Progress::Asked => Some(waiting()),
    })
}

fn waiting() -> AnyView {
    view! {
        <div class="later" aria-busy="true">
            <p class="visually-hidden" role="status">{move || t(Key::MainLoading)}</p>
        </div>
    }
}

fn failure(file: File, way_back: Option<UnsyncCallback<()>>) -> AnyView {
    let back =
        way_back.map(|way_back| view! { <Button label=Key::ChatBackToList on_press=way_back /> });
    view! {
        <div class="later">
            <Notice tone=NoticeTone::Danger>{move || t(Key::MainPartMissing)}</Notice>
            <Button label=Key::ActionRetry icon=Icon::Retry on_press=move || file.fetch() />
            {back}
        </div>
    }
}
