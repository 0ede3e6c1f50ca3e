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
use crate::inbox::conversation_list::{Search, SearchResults};
use crate::inbox::customer::CustomerPanel;
#[cfg(feature = "split")]
use crate::locale::fetch_the_rest;
use crate::locale::{Key, t};
use crate::markup::view;
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

/// A part that a day may pass without, such as pickers and dialogs: see [`Tool::file`] for what is fetched together.
#[derive(Clone)]
pub enum Tool {
    /// What waits to be sent.
    Outbox,
    /// What a person who signs out leaves behind.
    SignOut {
        open: RwSignal<bool>,
        wipe: RwSignal<bool>,
    },
    Diagnostics,
    Emoji(EmojiPlace),
    /// What can be picked without leaving the text.
    Suggestions {
        suggestions: Suggestions,
        mark: Mark,
    },
    Templates(Templates),
    Structured(Structured),
    Macros(Macros),
    /// Goes on with the files that an earlier page did not send.
    FileKeeper,
    /// The files of the message that is being written.
    Tray(Attachments),
    /// Who gets the mail that is being written, and what it is about.
    EmailFields(EmailHead),
    Recorder {
        attachments: Attachments,
        open: RwSignal<bool>,
    },
    Lightbox {
        open: OpenConversation,
        shown: RwSignal<Option<FileId>>,
    },
    /// What can be done to a message.
    MessageActions(MessageActions),
    /// Looks through one conversation.
    Find(Find),
    /// What a language model can be asked for.
    AssistMenu(Assist),
    /// What it proposes.
    Assist {
        assist: Assist,
        wish: Wish,
    },
}

impl Tool {
    /// What is used together comes together.
    fn file(&self) -> File {
        match self {
            Self::Templates(_) | Self::Structured(_) | Self::Macros(_) | Self::EmailFields(_) => {
                File::Forms
            }
            Self::MessageActions(_) | Self::Find(_) | Self::AssistMenu(_) | Self::Assist { .. } => {
                File::Actions
            }
            _ => File::Tools,
        }
    }
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

/// Draws a tool; its file is fetched when the first one is wanted.
pub fn tool(tool: Tool) -> AnyView {
    let file = tool.file();
    let tool = SendWrapper::new(tool);
    part(file, None, move || {
        let tool = (*tool).clone();
        match file {
            File::Forms => draw(draw_form(tool)),
            File::Actions => draw(draw_action(tool)),
            _ => draw(draw_tool(tool)),
        }
    })
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
        Tool::Diagnostics => view! { <Diagnostics /> },
        Tool::Emoji(place) => emoji_picker(place),
        Tool::Suggestions { suggestions, mark } => {
            view! { <SuggestionList suggestions mark /> }
        }
        Tool::FileKeeper => view! { <FileKeeper /> },
        Tool::Tray(attachments) => view! { <Tray attachments /> },
        Tool::Recorder { attachments, open } => view! { <VoiceRecorder attachments open /> },
        Tool::Lightbox { open, shown } => view! { <Lightbox open shown /> },
        _ => ().into_any(),
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(forms, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_forms))
)]
fn draw_form(tool: Tool) -> Result<AnyView, SplitLoaderError> {
    Ok(match tool {
        Tool::Templates(templates) => view! { <TemplatesContent templates /> },
        Tool::Structured(structured) => view! { <StructuredContent structured /> },
        Tool::Macros(macros) => view! { <MacrosContent macros /> },
        Tool::EmailFields(email) => view! { <EmailFields email /> },
        _ => ().into_any(),
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(actions, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_actions))
)]
fn draw_action(tool: Tool) -> Result<AnyView, SplitLoaderError> {
    Ok(match tool {
        Tool::MessageActions(actions) => view! { <ActionTools actions /> },
        Tool::Find(find) => view! { <FindBar find /> },
        Tool::AssistMenu(assist) => view! { <AssistMenu assist /> },
        Tool::Assist { assist, wish } => view! { <ProposalView assist wish /> },
        _ => ().into_any(),
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
    static PROGRESS: [RwSignal<Progress>; 5] = File::EVERY.map(|_| new_file());
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
    const EVERY: [Self; 5] = [
        Self::Panels,
        Self::SignIn,
        Self::Tools,
        Self::Forms,
        Self::Actions,
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
