//! The palette: everything that can be done now, and people and conversations, found by a few letters.

mod commands;
mod elsewhere;
mod picks;
mod ranking;

use leptos::callback::UnsyncCallback;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::ConversationId;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::use_keyboard;
use crate::inbox::deeds::use_chooser;
use crate::locale::{Key, t, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect};
use crate::session::use_session;
use crate::shell::use_address;
use crate::ui::{Dialog, small_drawing, use_toaster};
use commands::Screen;
pub use commands::{Command, Group};
pub use picks::snooze;
use ranking::{Uses, grouped, ranked};

const LIST_ID: &str = "palette-list";

/// What can be chosen from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scope {
    Everything,
    /// Who gets a conversation.
    Assign(ConversationId),
    /// The labels of a conversation.
    Label(ConversationId),
    /// When a conversation comes back.
    Snooze(ConversationId),
}

impl Scope {
    fn title(&self) -> Key {
        match self {
            Self::Everything => Key::KeyboardPalette,
            Self::Assign(_) => Key::KeyboardAssign,
            Self::Label(_) => Key::KeyboardLabel,
            Self::Snooze(_) => Key::KeyboardSnooze,
        }
    }
}

/// The window.
#[component]
pub fn Palette(
    scope: RwSignal<Option<Scope>>,
    #[prop(into)] on_choose_time: UnsyncCallback<(ConversationId,)>,
) -> impl IntoView {
    let screen = Screen {
        keyboard: use_keyboard(),
        session: use_session(),
        address: use_address(),
        toaster: use_toaster(),
        theme: crate::theme::use_theme(),
        chooser: use_chooser(),
        on_choose_time,
    };
    let open = Signal::derive(move || scope.get().is_some());
    let title = Signal::derive(move || {
        let scope = scope.get().unwrap_or(Scope::Everything);
        t(scope.title())
    });
    let content = move || {
        let scope_now = scope.get_untracked().unwrap_or(Scope::Everything);
        Finder::new(screen, scope, scope_now).view()
    };
    view! {
        <Dialog open on_close=move || scope.set(None) title=title class="palette">
            {content()}
        </Dialog>
    }
}

/// What is looked for, and what was found.
#[derive(Clone, Copy)]
struct Finder {
    screen: Screen,
    scope: RwSignal<Option<Scope>>,
    shown_scope: StoredValue<Scope>,
    all: StoredValue<Vec<Command>>,
    uses: StoredValue<Uses>,
    query: RwSignal<String>,
    found: RwSignal<Vec<Command>>,
    active: RwSignal<usize>,
}

impl Finder {
    fn new(screen: Screen, scope: RwSignal<Option<Scope>>, shown: Scope) -> Self {
        screen.session.prepare_search();
        let all = untrack(|| screen.commands(&shown));
        let finder = Self {
            screen,
            scope,
            shown_scope: StoredValue::new(shown),
            all: StoredValue::new(all),
            uses: StoredValue::new(Uses::remembered()),
            query: RwSignal::new(String::new()),
            found: RwSignal::new(Vec::new()),
            active: RwSignal::new(0),
        };
        finder.look_for(String::new());
        if finder.has_groups() {
            spawn_local(async move {
                let queues = screen.queues().await;
                // The window may be closed by then.
                if !queues.is_empty()
                    && finder
                        .all
                        .try_update_value(|all| all.extend(queues))
                        .is_some()
                {
                    finder.look_for(finder.query.get_untracked());
                }
            });
        }
        finder
    }

    fn look_for(self, query: String) {
        let more = untrack(|| {
            self.shown_scope
                .with_value(|scope| self.screen.found_by(scope, &query))
        });
        let found = self.all.with_value(|all| {
            self.uses
                .with_value(|uses| ranked(all.iter().chain(&more), &query, uses))
        });
        let found = if self.has_groups() {
            grouped(found)
        } else {
            found
        };
        self.active.set(0);
        self.query.set(query);
        self.found.set(found);
    }

    /// Whether there are things of several kinds.
    fn has_groups(self) -> bool {
        self.shown_scope
            .with_value(|shown| *shown == Scope::Everything)
    }

    fn key(self, event: &KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        let count = self.found.with_untracked(Vec::len);
        let active = self.active.get_untracked();
        let last = count.saturating_sub(1);
        let next = match event.key().as_str() {
            "ArrowDown" if active >= last => 0,
            "ArrowDown" => active + 1,
            "ArrowUp" if active == 0 => last,
            "ArrowUp" => active - 1,
            "PageDown" => (active + 8).min(last),
            "PageUp" => active.saturating_sub(8),
            "Enter" => {
                event.prevent_default();
                self.choose(active);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.active.set(next);
        if let Some(element) = document().get_element_by_id(&option_id(next)) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }

    fn choose(self, at: usize) {
        let Some(command) = self.found.with_untracked(|found| found.get(at).cloned()) else {
            return;
        };
        self.uses.update_value(|uses| uses.add(&command.id));
        self.scope.set(None);
        // The focus is back before the command acts: what it opens gives it back there.
        set_timeout(
            move || request_animation_frame(move || (command.run)()),
            std::time::Duration::ZERO,
        );
    }

    fn view(self) -> AnyView {
        let name = text(self.shown_scope.with_value(Scope::title));
        let options = move || {
            self.found.with(|found| {
                let mut at = 0;
                let groups = found.chunk_by(|one, next| one.group == next.group);
                let groups = groups.map(|group| {
                    let first = at;
                    at += group.len();
                    let options = (first..).zip(group);
                    let options = options.map(|(at, command)| self.option(at, command));
                    let options: Vec<AnyView> = options.collect();
                    match self.has_groups() {
                        true => group_view(group[0].group, options),
                        false => view! { {options} },
                    }
                });
                groups.collect::<Vec<AnyView>>()
            })
        };
        let active = move || {
            let is_there = self.found.with(|found| !found.is_empty());
            is_there.then(|| option_id(self.active.get()))
        };
        let field = NodeRef::<leptos::html::Input>::new();
        effect(move || {
            if let Some(field) = field.get() {
                // It may stand in a window that is only about to be shown, which gives it the focus then.
                let _ = field.focus();
            }
        });
        view! {
            <input
                class="palette__field"
                type="text"
                role="combobox"
                autofocus=""
                aria-label=name
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls=LIST_ID
                aria-activedescendant=active
                placeholder=text(Key::KeyboardPlaceholder)
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength="100"
                node_ref=field
                prop:value=self.query
                on:input=move |event| self.look_for(event_target_value(&event))
                on:keydown=move |event| self.key(&event)
            />
            <div class="palette__list scroll" role="listbox" id=LIST_ID aria-label=name tabindex="-1">
                {options}
            </div>
            <p class="palette__nothing" role="status">
                {move || self.found.with(Vec::is_empty).then(|| t(Key::KeyboardNothing))}
            </p>
        }
    }

    fn option(self, at: usize, command: &Command) -> AnyView {
        let is_active = move || self.active.get() == at;
        let icon = command.icon.map(small_drawing);
        let detail = (!command.detail.is_empty()).then(|| {
            view! { <span class="palette__detail truncate" dir="auto">{command.detail.clone()}</span> }
        });
        let keys = (!command.keys.is_empty())
            .then(|| view! { <kbd class="palette__keys">{command.keys.clone()}</kbd> });
        view! {
            <div
                class="palette__option"
                class=("palette__option--active", is_active)
                role="option"
                id=option_id(at)
                aria-selected=move || if is_active() { "true" } else { "false" }
                on:click=move |_| self.choose(at)
            >
                <span class="palette__icon">{icon}</span>
                <span class="palette__label truncate" dir="auto">{command.label.clone()}</span>
                {detail} {keys}
            </div>
        }
    }
}

fn group_view(group: Group, options: Vec<AnyView>) -> AnyView {
    let title = text(group.title());
    view! {
        <div class="palette__group" role="group" aria-label=title>
            <div class="palette__title" aria-hidden="true">{title}</div>
            {options}
        </div>
    }
}

fn option_id(at: usize) -> String {
    format!("palette-option-{at}")
}
