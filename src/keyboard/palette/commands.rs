//! What the palette offers: what the screen can do now, by its shortcuts, its menus and its buttons; and whom and what
//! this device knows.

use std::rc::Rc;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use recado_protocol::folding::{fold, query_words};
use recado_protocol::queue::Queues;
use recado_protocol::{BaseView, Channel, Condition, ConversationId, Feature, Filter};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::Scope;
use crate::inbox::conversation_list::Found;
use crate::inbox::deeds::Chooser;
use crate::inbox::place::InboxPlace;
use crate::keyboard::names::GROUPS;
use crate::keyboard::{Keyboard, Shortcut, shown_keys};
use crate::locale::{Key, t};
use crate::session::Session;
use crate::shell::Address;
use crate::theme::Theme;
use crate::ui::{Icon, Toaster, has_listed_menu, look_entries, menus_on_screen};

/// So many people and messages are found at the most.
const MOST_FOUND: usize = 10;
/// Buttons that are no commands: those of each row and message, and of what stands over the page.
const ELSEWHERE: &str = "[role=listbox], [role=log], [role=menu], dialog, [aria-keyshortcuts], [role=tab], .queues, .disclosure__button";
const BUTTONS: &str =
    "main button:enabled, nav button:enabled, aside button:enabled, .toasts button:enabled";

/// What a command is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    Actions,
    People,
    Conversations,
    /// Lists of conversations.
    Queues,
    Settings,
}

impl Group {
    pub fn title(self) -> Key {
        match self {
            Self::Actions => Key::KeyboardActions,
            Self::People => Key::KeyboardPeople,
            Self::Conversations => Key::ListConversations,
            Self::Queues => Key::QueueTitle,
            Self::Settings => Key::KeyboardSettings,
        }
    }
}

/// Something that can be chosen.
#[derive(Clone)]
pub struct Command {
    /// Under this word its uses are remembered.
    pub id: String,
    pub group: Group,
    pub label: String,
    /// What it belongs to.
    pub detail: String,
    /// The strokes of its drawing.
    pub icon: Option<&'static str>,
    pub keys: String,
    pub run: Rc<dyn Fn()>,
    /// Label and detail as they are looked through.
    pub folded: String,
    pub label_end: usize,
}

impl Command {
    pub fn new(
        id: impl Into<String>,
        label: impl Into<String>,
        detail: impl Into<String>,
        run: impl Fn() + 'static,
    ) -> Self {
        let (label, detail) = (label.into(), detail.into());
        let mut folded = fold(&label);
        let label_end = folded.len();
        folded.push(' ');
        folded.push_str(&fold(&detail));
        Self {
            id: id.into(),
            group: Group::Actions,
            label,
            detail,
            icon: None,
            keys: String::new(),
            run: Rc::new(run),
            folded,
            label_end,
        }
    }

    pub fn in_group(mut self, group: Group) -> Self {
        self.group = group;
        self
    }

    pub fn with_icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon.path());
        self
    }
}

/// What the commands act on.
#[derive(Clone, Copy)]
pub struct Screen {
    pub keyboard: Keyboard,
    pub session: Session,
    pub address: Address,
    pub toaster: Toaster,
    pub theme: Theme,
    pub chooser: Chooser,
    pub on_choose_time: UnsyncCallback<(ConversationId,)>,
}

impl Screen {
    /// What is there before anything is typed.
    pub fn commands(self, scope: &Scope) -> Vec<Command> {
        match scope {
            Scope::Everything => self.everything(),
            Scope::Assign(conversation) => self.agents(conversation),
            Scope::Label(conversation) => self.labels(conversation),
            Scope::Snooze(conversation) => self.times(conversation),
        }
    }

    /// What is there only for what was typed.
    pub fn found_by(self, scope: &Scope, query: &str) -> Vec<Command> {
        match scope {
            Scope::Everything => self.people(query),
            Scope::Label(conversation) => self.new_label(conversation, query).into_iter().collect(),
            Scope::Assign(_) | Scope::Snooze(_) => Vec::new(),
        }
    }

    fn everything(self) -> Vec<Command> {
        let mut all = self.shortcuts();
        let known = |all: &[Command], label: &str, detail: &str| {
            all.iter()
                .any(|it| it.label == label && (it.detail == detail || detail.is_empty()))
        };
        // What leads here needs no way from here.
        let own = [t(Key::KeyboardPalette), t(Key::KeyboardSheet)];
        // The menu behind the gear comes later and is not listed; the rest of it is elsewhere too.
        let looks = (
            Group::Settings,
            t(Key::ListOptions),
            look_entries(self.theme),
        );
        let menus = menus_on_screen().into_iter();
        let of_open = (t(Key::ListRowActions), self.with_conversation());
        let menus = menus.chain([of_open]);
        let menus = menus.map(|(menu, entries)| (Group::Actions, menu, entries));
        let settings = [t(Key::LanguageTitle), t(Key::ThemeTitle)];
        for (group, menu, entries) in menus.chain([looks]) {
            let mut detail = menu.clone();
            for entry in entries {
                if entry.is_heading() {
                    detail = entry.label().to_owned();
                } else if !entry.can_be_pressed() {
                    // A line ends what the heading above it is about.
                    detail.clone_from(&menu);
                } else if !own.iter().any(|name| name == entry.label())
                    && !known(&all, entry.label(), &detail)
                {
                    let label = entry.label().to_owned();
                    let id = format!("menu {detail} {label}");
                    let icon = entry.drawing();
                    let mut command =
                        Command::new(id, label, detail.clone(), move || entry.select());
                    command.icon = icon;
                    all.push(command.in_group(match settings.contains(&detail) {
                        true => Group::Settings,
                        false => group,
                    }));
                }
            }
        }
        // What leads to a part of the screen opens it, where its own button would fold it again.
        for command in self.elsewhere() {
            if !known(&all, &command.label, &command.detail) {
                all.push(command);
            }
        }
        for (label, button) in buttons() {
            if !known(&all, &label, "") {
                let id = format!("button {label}");
                all.push(Command::new(id, label, "", move || button.click()));
            }
        }
        all.extend(self.lists());
        let address = self.address;
        let diagnostics =
            Command::new("diagnostics", t(Key::MainDiagnosticsTitle), "", move || {
                address.go_to_diagnostics();
            });
        all.push(diagnostics.in_group(Group::Settings));
        all
    }

    fn shortcuts(self) -> Vec<Command> {
        let mut all = Vec::new();
        for (group, shortcuts) in GROUPS {
            for shortcut in shortcuts.iter() {
                let is_walking = matches!(
                    shortcut,
                    Shortcut::Palette
                        | Shortcut::StepOut
                        | Shortcut::Open
                        | Shortcut::Next
                        | Shortcut::Previous
                );
                if is_walking || !self.keyboard.can(*shortcut) {
                    continue;
                }
                let (keyboard, shortcut) = (self.keyboard, *shortcut);
                let id = format!("shortcut {}", shortcut.word());
                let run = move || keyboard.run(shortcut);
                let mut command = Command::new(id, t(shortcut.name()), t(group), run);
                command.keys = shown_keys(shortcut);
                all.push(command.in_group(match group {
                    Key::ListFilters => Group::Queues,
                    _ => Group::Actions,
                }));
            }
        }
        all
    }

    /// The view without a tab, and the list of each channel.
    fn lists(self) -> Vec<Command> {
        let address = self.address;
        let now = address.place_now().unwrap_or_default();
        let unassigned = now.with_view(BaseView::Unassigned);
        let view = Command::new(
            "view unassigned",
            t(Key::ViewUnassigned),
            t(Key::ListFilters),
            move || address.go(&unassigned),
        );
        let channels: Vec<Channel> = self
            .session
            .peek(|store| store.channels().cloned().collect());
        let channels = channels.into_iter().map(|channel| {
            let all = now.filter.clone().without_any(Condition::Channel);
            let filter = all.with(Condition::Channel, channel.id.as_str());
            let place = now.with_filter(filter);
            let id = format!("channel {}", channel.id);
            Command::new(id, channel.name, t(Key::ListChannels), move || {
                address.go(&place);
            })
        });
        let all = std::iter::once(view).chain(channels);
        all.map(|list| list.in_group(Group::Queues)).collect()
    }

    /// The lists that this agent keeps under names.
    pub async fn queues(self) -> Vec<Command> {
        if !untrack(|| self.session.capabilities().can(&Feature::QUEUES)) {
            return Vec::new();
        }
        let answer = self.session.kept_resource("queues").await.ok();
        let listed = answer.and_then(|fields| fields.read::<Queues>());
        let address = self.address;
        let queues = listed.unwrap_or_default().items.into_iter();
        let queues = queues.map(|queue| {
            let id = format!("queue {}", queue.id);
            Command::new(id, queue.name, t(Key::QueueTitle), move || {
                let now = address.place_now().unwrap_or_default();
                address.go(&InboxPlace {
                    queue: Some(queue.id.clone()),
                    ..now.with_filter(Filter::from_query(&queue.filter))
                });
            })
        });
        let mut all: Vec<Command> = queues.map(|list| list.in_group(Group::Queues)).collect();
        if !all.is_empty() {
            all.push(self.edit_queues());
        }
        all
    }

    /// People, and messages, by what this device knows.
    fn people(self, query: &str) -> Vec<Command> {
        if query_words(query).is_empty() {
            return Vec::new();
        }
        let hits = self.session.search_here(query, MOST_FOUND);
        let found: Vec<Found> = self.session.peek(|store| {
            let found = hits.iter();
            found
                .filter_map(|hit| Found::here(store, hit, query))
                .collect()
        });
        let address = self.address;
        let commands = found.into_iter().map(|found| {
            let (icon, group) = match found.message {
                Some(_) => (Icon::Chat, Group::Conversations),
                None => (Icon::Contacts, Group::People),
            };
            let id = format!("conversation {}", found.conversation);
            let (conversation, message) = (found.conversation, found.message);
            let mut command = Command::new(id, found.name, found.line, move || {
                let here = address.place_now().unwrap_or_default();
                address.go(&InboxPlace {
                    message: message.clone(),
                    ..here.with_conversation(Some(conversation.clone()))
                });
            });
            // It was found by what the search knows of it, which may be more than is shown.
            command.folded.push(' ');
            command.folded.push_str(&fold(query));
            command.with_icon(icon).in_group(group)
        });
        commands.collect()
    }
}

/// The buttons that can be pressed now, with their names.
fn buttons() -> Vec<(String, HtmlElement)> {
    let Ok(found) = document().query_selector_all(BUTTONS) else {
        return Vec::new();
    };
    let buttons = (0..found.length()).filter_map(|at| {
        let button: HtmlElement = found.get(at)?.dyn_into().ok()?;
        let is_elsewhere = button.closest(ELSEWHERE).is_ok_and(|found| found.is_some());
        let is_seen = button.client_width() > 0;
        let label = button
            .get_attribute("aria-label")
            .or_else(|| button.text_content())
            .map(|label| label.trim().to_owned())
            .filter(|label| !label.is_empty())?;
        let is_wanted = is_seen && !is_elsewhere && !has_listed_menu(&button);
        is_wanted.then_some((label, button))
    });
    buttons.collect()
}
