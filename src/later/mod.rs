//! The parts of the page that are not needed until the inbox is there. Their code is in files of its own, which are
//! fetched when the browser has nothing else to do, or when one of their parts is first shown.
//!
//! Only what ships is cut (the feature `split`; how: `crates/xtask/src/build/split.rs`). Elsewhere the same functions
//! are called and there is nothing to fetch.

mod file;
mod order;

use leptos::callback::UnsyncCallback;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
#[cfg(feature = "split")]
use leptos::wasm_split::wasm_split;
use recado_protocol::{ConversationId, FileId, MessageId};
use send_wrapper::SendWrapper;

use crate::inbox::chat::{
    ActionTools, Chat, Find, FindBar, Lightbox, MessageActions, OpenConversation, Outcome,
    ScheduledLines, failure_view,
};
use crate::inbox::composer::{
    Assist, AssistMenu, Attachments, Desk as WritingDesk, EmailFields, EmailHead, EmojiPlace,
    Macros, MacrosWindow, Mark, Obstacles, ProposalView, Reconnect, Structured, StructuredContent,
    SuggestionList, Suggestions, Templates, TemplatesContent, Tray, VoiceRecorder, Wish,
    emoji_picker, obstacles_view, reconnect_form, send_later_dialog,
};
use crate::inbox::conversation_list::{
    FilterTools, Gear, GearContent, List, MoreFilters, RowMenuContent, Search, SearchResults,
    SelectionBar, menu_of,
};
use crate::inbox::customer::{
    CustomerInsights, CustomerPanel, ExchangedFiles, MergeWindow, Person, PersonAttributes,
    PersonPrivacy, PersonTickets, conflict_choices, contact_form,
};
use crate::inbox::deeds::{Choice, Choices, Chooser, Targets, archived_line};
use crate::inbox::new_conversation::NewConversationForm;
use crate::inbox::{CustomerState, customer_drawer};
use crate::keyboard::KeyboardParts;
use crate::locale::Key;
use crate::markup::view;
use crate::notification::NotificationParts;
use crate::reactive::{RwSignal, shown_from_first};
use crate::session::{Farewell, uploads::FileKeeper};
use crate::shell::{Diagnostics, OutboxDialog, SignOutDialog};
use crate::sign_in::SignIn;
use crate::ui::Dialog;
use file::{File, part};
pub use file::{fetch_failed, fetch_when_idle, panels_are_here, start};
use order::comes_after;

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
    Outbox(RwSignal<bool>),
    /// What a person who signs out leaves behind.
    SignOut {
        open: RwSignal<bool>,
        wipe: RwSignal<bool>,
    },
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
    /// Why a message, or a new text of one, has not gone out.
    Failure(Outcome),
}

/// A part of the file `forms`: what is filled in before it is sent.
#[derive(Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made for each part that opens"
)]
pub enum Form {
    Templates(Templates),
    Structured(Structured),
    /// Who gets the mail that is being written, and what it is about.
    EmailFields(EmailHead),
    /// Writing to somebody who has not written.
    NewConversation(RwSignal<bool>),
    /// A channel that has lost its platform.
    Reconnect(Reconnect),
    /// What keeps a message from going out.
    Obstacles(Obstacles),
    /// What goes out later.
    Scheduled(ScheduledLines),
    /// One of them in a window of this name and class, which is open while the signal says so.
    Window(RwSignal<bool>, Key, &'static str, Box<Form>),
    /// When what is written is to go out.
    SendLater(WritingDesk, RwSignal<bool>),
    /// The customer of the conversation, where there is no room beside the chat.
    Drawer(CustomerState, RwSignal<Option<ConversationId>>),
}

/// A part of the file `actions`: what is done with what was said already.
#[derive(Clone)]
pub enum Action {
    /// Several things in one step, in their window.
    Macros(Macros),
    /// Emoji, for a text or as a reaction.
    Emoji(EmojiPlace),
    /// What can be done to a message.
    MessageActions(MessageActions),
    /// Looks through one conversation.
    Find(Find),
    /// What a language model can be asked for.
    AssistMenu(Assist),
    /// What it proposes.
    Assist { assist: Assist, wish: Wish },
}

/// A part of the file `list`: what is done with the list of conversations.
#[derive(Clone)]
pub enum ListPart {
    SearchResults(Search),
    /// The menu behind the gear.
    Gear(Gear),
    /// What can be done to a conversation of the list.
    RowMenu(List, ConversationId),
    /// The same at the head of its chat, below this button.
    ChatMenu(ConversationId, NodeRef<html::Button>, RwSignal<bool>),
    /// What can be done to the selected ones.
    SelectionBar(List),
    /// That a conversation is archived.
    Archived(ConversationId),
    /// What has to be chosen before something is done.
    Choices(Chooser, Choice, Targets),
    /// What is under the tabs of the list.
    Filters(MoreFilters),
}

/// A part of the file `desk`: what is around the conversations.
#[derive(Clone)]
pub enum Desk {
    Diagnostics,
    /// What keys open.
    Keyboard,
    /// What tells of what happens.
    Notifications,
}

/// A part of the file `about`: what of the person behind a conversation is looked at now and then.
#[derive(Clone)]
pub enum About {
    /// What people know of a contact, to be changed.
    Contact(Person, RwSignal<bool>),
    /// What was changed meanwhile by somebody else, to be chosen from.
    Conflicts(Person),
    /// A picture of the conversation, as large as there is room.
    Lightbox {
        open: OpenConversation,
        shown: RwSignal<Option<FileId>>,
    },
    /// The files that were exchanged with them.
    Exchanged(ConversationId),
    /// Their tickets.
    Tickets(ConversationId),
    /// How they feel, how urgent it is, and what is like it.
    Insights(ConversationId),
}

/// A part of the file `records`: what is kept of a person, and who decides about that.
#[derive(Clone)]
pub enum Record {
    /// What administrators want to know of everybody.
    Attributes(ConversationId),
    /// What they allowed, and what can be done with all that is kept.
    Privacy(ConversationId),
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

/// Draws a tool; its file is fetched when the first of it is wanted, as for the others below.
pub fn tool(tool: Tool) -> AnyView {
    let tool = SendWrapper::new(tool);
    part(File::Tools, None, move || draw(draw_tool((*tool).clone())))
}

pub fn form(form: Form) -> AnyView {
    let form = SendWrapper::new(form);
    part(File::Forms, None, move || draw(draw_form((*form).clone())))
}

/// A form in a window.
pub fn window(open: RwSignal<bool>, title: Key, class: &'static str, content: Form) -> AnyView {
    form_window(open, Form::Window(open, title, class, Box::new(content)))
}

/// A form that is a window, from the first time that it is opened.
pub fn form_window(open: RwSignal<bool>, window: Form) -> AnyView {
    let window = SendWrapper::new(window);
    over_page(open, move || form((*window).clone()))
}

/// An action that is a window, from the first time that it is opened.
pub fn action_window(open: RwSignal<bool>, window: Action) -> AnyView {
    let window = SendWrapper::new(window);
    over_page(open, move || action((*window).clone()))
}

/// A tool that is a window, from the first time that it is opened.
pub fn tool_window(open: RwSignal<bool>, window: Tool) -> AnyView {
    let window = SendWrapper::new(window);
    over_page(open, move || tool((*window).clone()))
}

/// A window stands above everything; what is seen in its place is the wait for it, or that it did not come.
fn over_page(open: RwSignal<bool>, draw: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    shown_from_first(
        move || open.get(),
        move || view! { <div class="over-page">{draw()}</div> },
    )
}

pub fn action(action: Action) -> AnyView {
    let action = SendWrapper::new(action);
    part(File::Actions, None, move || {
        draw(draw_action((*action).clone()))
    })
}

pub fn list(part_of_list: ListPart) -> AnyView {
    let part_of_list = SendWrapper::new(part_of_list);
    part(File::List, None, move || {
        draw(draw_list((*part_of_list).clone()))
    })
}

pub fn desk(desk: Desk) -> AnyView {
    let desk = SendWrapper::new(desk);
    part(File::Desk, None, move || draw(draw_desk((*desk).clone())))
}

pub fn about(about: About) -> AnyView {
    let about = SendWrapper::new(about);
    part(File::About, None, move || {
        draw(draw_about((*about).clone()))
    })
}

pub fn record(record: Record) -> AnyView {
    let record = SendWrapper::new(record);
    part(File::Records, None, move || {
        draw(draw_record((*record).clone()))
    })
}

/// The window in which the contact of a conversation is merged with another one, in the file `merge`: few may do that,
/// and seldom.
pub fn merge(conversation: ConversationId, open: RwSignal<bool>) -> AnyView {
    part(File::Merge, None, move || {
        draw(draw_merge(conversation.clone(), open))
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
    comes_after(sign_in_view);
    Ok(panel_view(panel))
}

fn panel_view(panel: Panel) -> AnyView {
    match panel {
        Panel::Chat {
            conversation,
            message,
            on_back,
            on_show_customer,
        } => view! { <Chat conversation message on_back on_show_customer /> },
        Panel::Customer(conversation) => view! { <CustomerPanel conversation /> },
    }
}

#[cfg_attr(
    feature = "split",
    wasm_split(tools, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_tools))
)]
fn draw_tool(tool: Tool) -> Result<AnyView, SplitLoaderError> {
    comes_after(panel_view);
    Ok(match tool {
        Tool::Outbox(open) => view! { <OutboxDialog open /> },
        Tool::SignOut { open, wipe } => view! { <SignOutDialog open wipe /> },
        Tool::Suggestions { suggestions, mark } => {
            view! { <SuggestionList suggestions mark /> }
        }
        Tool::FileKeeper => view! { <FileKeeper /> },
        Tool::Tray(attachments) => view! { <Tray attachments /> },
        Tool::Recorder { attachments, open } => view! { <VoiceRecorder attachments open /> },
        Tool::Failure(outcome) => failure_view(outcome),
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(forms, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_forms))
)]
fn draw_form(form: Form) -> Result<AnyView, SplitLoaderError> {
    comes_after(panel_view);
    Ok(form_view(form))
}

fn form_view(form: Form) -> AnyView {
    match form {
        Form::Window(open, title, class, content) => {
            let content = SendWrapper::new(content);
            view! {
                <Dialog open on_close=move || open.set(false) title=title class>
                    {form_view((**content).clone())}
                </Dialog>
            }
        }
        Form::SendLater(desk, open) => send_later_dialog(desk, open),
        Form::Drawer(customer, conversation) => customer_drawer(customer, conversation),
        Form::Templates(templates) => view! { <TemplatesContent templates /> },
        Form::Structured(structured) => view! { <StructuredContent structured /> },
        Form::EmailFields(email) => view! { <EmailFields email /> },
        Form::NewConversation(open) => view! { <NewConversationForm open /> },
        Form::Reconnect(reconnect) => reconnect_form(reconnect),
        Form::Scheduled(scheduled) => scheduled.view(),
        Form::Obstacles(obstacles) => obstacles_view(obstacles),
    }
}

#[cfg_attr(
    feature = "split",
    wasm_split(actions, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_actions))
)]
fn draw_action(action: Action) -> Result<AnyView, SplitLoaderError> {
    comes_after(panel_view);
    Ok(match action {
        Action::Macros(macros) => view! { <MacrosWindow macros /> },
        Action::Emoji(place) => emoji_picker(place),
        Action::MessageActions(actions) => view! { <ActionTools actions /> },
        Action::Find(find) => view! { <FindBar find /> },
        Action::AssistMenu(assist) => view! { <AssistMenu assist /> },
        Action::Assist { assist, wish } => view! { <ProposalView assist wish /> },
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(list, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_list))
)]
fn draw_list(part_of_list: ListPart) -> Result<AnyView, SplitLoaderError> {
    comes_after(panel_view);
    Ok(match part_of_list {
        ListPart::SearchResults(search) => view! { <SearchResults search /> },
        ListPart::Gear(gear) => view! { <GearContent gear /> },
        ListPart::RowMenu(list, conversation) => view! { <RowMenuContent list conversation /> },
        ListPart::ChatMenu(conversation, button, is_open) => menu_of(conversation, button, is_open),
        ListPart::SelectionBar(list) => view! { <SelectionBar list /> },
        ListPart::Archived(conversation) => archived_line(conversation),
        ListPart::Choices(chooser, choice, targets) => {
            view! { <Choices chooser choice targets /> }
        }
        ListPart::Filters(more) => view! { <FilterTools more /> },
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(desk, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_desk))
)]
fn draw_desk(desk: Desk) -> Result<AnyView, SplitLoaderError> {
    comes_after(panel_view);
    Ok(match desk {
        Desk::Diagnostics => view! { <Diagnostics /> },
        Desk::Keyboard => view! { <KeyboardParts /> },
        Desk::Notifications => view! { <NotificationParts /> },
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(about, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_about))
)]
fn draw_about(about: About) -> Result<AnyView, SplitLoaderError> {
    comes_after(panel_view);
    Ok(match about {
        About::Contact(person, is_open) => contact_form(person, is_open),
        About::Conflicts(person) => conflict_choices(person),
        About::Lightbox { open, shown } => view! { <Lightbox open shown /> },
        About::Exchanged(conversation) => view! { <ExchangedFiles conversation /> },
        About::Tickets(conversation) => view! { <PersonTickets conversation /> },
        About::Insights(conversation) => view! { <CustomerInsights conversation /> },
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(records, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_records))
)]
fn draw_record(record: Record) -> Result<AnyView, SplitLoaderError> {
    comes_after(panel_view);
    Ok(match record {
        Record::Attributes(conversation) => view! { <PersonAttributes conversation /> },
        Record::Privacy(conversation) => view! { <PersonPrivacy conversation /> },
    })
}

#[cfg_attr(
    feature = "split",
    wasm_split(merge, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_merge))
)]
fn draw_merge(
    conversation: ConversationId,
    open: RwSignal<bool>,
) -> Result<AnyView, SplitLoaderError> {
    comes_after(panel_view);
    Ok(view! { <MergeWindow conversation open /> })
}

#[cfg_attr(
    feature = "split",
    wasm_split(sign_in, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_sign_in))
)]
fn draw_sign_in(farewell: Farewell) -> Result<AnyView, SplitLoaderError> {
    Ok(sign_in_view(farewell))
}

fn sign_in_view(farewell: Farewell) -> AnyView {
    view! { <SignIn farewell /> }
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
