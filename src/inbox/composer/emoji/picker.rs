//! The picker: a search, groups, a grid that is gone through by arrows, and skin tones.

mod cells;
mod tabs;
mod tones;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent, MouseEvent, Node};

use super::EmojiPlace;
use super::catalogue::{Tone, find};
use super::chosen;
use super::grid::step;
use super::loading;
use crate::browser::letters::folded;
use crate::inbox::composer::enter_key::is_composing;
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, StoredValue, effect, memo};
use crate::session::use_session;
use crate::ui::{Axis, Button, put_beside, reading_axis};
use cells::{Cell, cell, focus_nth, index_of, recent_cells, rows};

/// More are not looked through.
const MOST_FOUND: usize = 160;
/// The tab of those that were taken last; the groups come behind it.
const RECENT: usize = 0;

/// The picker of a button, for as long as it is open.
pub fn emoji_picker(place: EmojiPlace) -> AnyView {
    Picker::open(place).view()
}

/// How far the emoji are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Progress {
    Asked,
    Here,
    Failed,
}

#[derive(Clone, Copy)]
struct Picker {
    place: EmojiPlace,
    progress: RwSignal<Progress>,
    query: RwSignal<String>,
    tab: RwSignal<usize>,
    tone: RwSignal<Tone>,
    cells: Memo<Vec<Cell>>,
    /// What the one is called that is pointed at or has the focus.
    named: RwSignal<String>,
    panel: NodeRef<html::Div>,
    search: NodeRef<html::Input>,
    /// Whether the focus is in the text for the moment in which something is put there.
    is_picking: StoredValue<bool>,
}

impl Picker {
    fn open(place: EmojiPlace) -> Self {
        let progress = RwSignal::new(Progress::Asked);
        let query = RwSignal::new(String::new());
        let recent = chosen::recent();
        let tab = RwSignal::new(if recent.is_empty() {
            RECENT + 1
        } else {
            RECENT
        });
        let tone = RwSignal::new(chosen::tone());
        let cells = memo(move || {
            if progress.get() != Progress::Here {
                return Vec::new();
            }
            let (query, tab, tone) = (query.get(), tab.get(), tone.get());
            loading::with(|groups| {
                if !query.trim().is_empty() {
                    let found = find(groups, &folded(&query), MOST_FOUND);
                    return found.into_iter().map(|it| cell(it, tone)).collect();
                }
                match tab.checked_sub(1).and_then(|group| groups.get(group)) {
                    Some(group) => group.all.iter().map(|it| cell(it, tone)).collect(),
                    None => recent_cells(&recent, groups),
                }
            })
        });
        let picker = Self {
            place,
            progress,
            query,
            tab,
            tone,
            cells,
            named: RwSignal::new(String::new()),
            panel: NodeRef::new(),
            search: NodeRef::new(),
            is_picking: StoredValue::new(false),
        };
        picker.load();
        let is_missing = move || progress.get() == Progress::Failed;
        use_session().again_when_back(is_missing, move || picker.load());
        effect(move || picker.settle());
        picker
    }

    fn load(self) {
        self.progress.set(Progress::Asked);
        let progress = self.progress;
        loading::when_loaded(move |is_here| {
            let now = if is_here {
                Progress::Here
            } else {
                Progress::Failed
            };
            // The composer may have left the page meanwhile.
            if progress.try_get_untracked().is_some() {
                progress.set(now);
            }
        });
    }

    /// Closes it; the focus goes back to the button.
    fn close(self) {
        self.place.is_open.set(false);
        if let Some(button) = self.place.button.get_untracked() {
            // A button that has meanwhile been disabled leaves the focus where it is.
            let _ = button.focus();
        }
    }

    fn view(self) -> AnyView {
        let outside = window_event_listener(ev::pointerdown, move |event| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<Node>().ok());
            if !self.holds(target.as_ref()) {
                self.place.is_open.set(false);
            }
        });
        let resized = window_event_listener(ev::resize, move |_| self.put());
        on_cleanup(move || {
            outside.remove();
            resized.remove();
        });
        view! {
            <div
                class="emoji"
                role="dialog"
                popover="manual"
                aria-label=Key::ComposerEmoji
                node_ref=self.panel
                on:keydown=move |event| self.key(&event)
                on:focusout=move |event: ev::FocusEvent| {
                    let to = event
                        .related_target()
                        .and_then(|target| target.dyn_into::<Node>().ok());
                    if to.is_some() && !self.holds(to.as_ref()) && !self.is_picking.get_value() {
                        self.place.is_open.set(false);
                    }
                }
            >
                <input
                    type="search"
                    class="emoji__search"
                    aria-label=Key::EmojiSearch
                    placeholder=Key::EmojiSearch
                    autocomplete="off"
                    node_ref=self.search
                    prop:value=self.query
                    on:input=move |event| self.query.set(event_target_value(&event))
                    on:keydown=move |event| self.search_key(&event)
                />
                {self.tabs()} {self.grid()}
                <div class="emoji__foot">
                    <span class="emoji__name" aria-hidden="true">
                        {move || self.named.get()}
                    </span>
                    {self.tones()}
                </div>
            </div>
        }
    }

    fn grid(self) -> AnyView {
        let content = move || match self.progress.get() {
            Progress::Asked => {
                view! { <p class="emoji__said" role="status">{Key::MainLoading}</p> }
            }
            Progress::Failed => view! {
                <div class="emoji__said" role="alert">
                    <p>{Key::EmojiFailed}</p>
                    <Button label=Key::ActionRetry on_press=move || self.load() />
                </div>
            },
            Progress::Here if self.cells.with(Vec::is_empty) => view! {
                <p class="emoji__said" role="status">
                    {move || {
                        let is_search = self.query.with(|query| !query.trim().is_empty());
                        t(if is_search { Key::EmojiNothingFound } else { Key::EmojiNoneRecent })
                    }}
                </p>
            },
            Progress::Here => {
                let rows = self.cells.with(|cells| rows(cells));
                view! {
                    <div
                        role="grid"
                        aria-label=Key::ComposerEmoji
                        on:click=move |event| self.press(&event)
                        on:keydown=move |event| self.grid_key(&event)
                        on:focusin=move |event: ev::FocusEvent| self.name(event.target())
                        on:pointerover=move |event: ev::PointerEvent| self.name(event.target())
                        // A press takes no focus, so that another one can follow.
                        on:mousedown=move |event| event.prevent_default()
                    >
                        {rows}
                    </div>
                }
            }
        };
        view! { <div class="emoji__grid">{content}</div> }
    }

    /// Once it is in the page: puts it above everything, beside its button, with the focus in the search.
    fn settle(self) {
        let Some(panel) = self.panel.get().filter(|panel| panel.is_connected()) else {
            return;
        };
        // Refused only when it is shown already.
        let _ = panel.show_popover();
        self.put();
        if let Some(search) = self.search.get_untracked() {
            let _ = search.focus();
        }
    }

    fn put(self) {
        if let (Some(panel), Some(button)) = (
            self.panel.get_untracked(),
            self.place.button.get_untracked(),
        ) {
            put_beside(&panel, &button, false);
        }
    }

    fn holds(self, target: Option<&Node>) -> bool {
        let panel = self.panel.get_untracked();
        let button = self.place.button.get_untracked();
        panel.is_some_and(|panel| panel.contains(target))
            || button.is_some_and(|button| button.contains(target))
    }

    /// Keys pressed here stay here: none of them is a shortcut of the page.
    fn key(self, event: &KeyboardEvent) {
        event.stop_propagation();
        let target = event.target();
        let is_field = target.is_some_and(|it| it.has_type::<HtmlInputElement>());
        match event.key().as_str() {
            "Escape" => {
                event.prevent_default();
                self.close();
            }
            // It would send the message, of whose form the picker is a part.
            "Enter" if is_field => event.prevent_default(),
            _ => {}
        }
    }

    fn search_key(self, event: &KeyboardEvent) {
        match event.key().as_str() {
            "ArrowDown" => {
                event.prevent_default();
                self.focus_cell(0);
            }
            "Enter" => {
                event.prevent_default();
                if !is_composing(event) {
                    self.pick(0, true);
                }
            }
            _ => {}
        }
    }

    fn grid_key(self, event: &KeyboardEvent) {
        let Some(current) = index_of(event.target()) else {
            return;
        };
        let len = self.cells.with_untracked(Vec::len);
        let right_to_left = reading_axis() == Axis::HorizontalReversed;
        let key = event.key();
        match step(&key, current, len, right_to_left) {
            Some(next) => {
                event.prevent_default();
                self.focus_cell(next);
            }
            None if key == "ArrowUp" => {
                event.prevent_default();
                if let Some(search) = self.search.get_untracked() {
                    let _ = search.focus();
                }
            }
            None => {}
        }
    }

    /// One of the cells can be reached by Tab: the one that had the focus last.
    fn focus_cell(self, index: usize) {
        let Some(panel) = self.panel.get_untracked() else {
            return;
        };
        if let Ok(Some(before)) = panel.query_selector("[role=grid] [tabindex='0']") {
            let _ = before.set_attribute("tabindex", "-1");
        }
        focus_nth(Some(&panel), "[role=grid] button", index);
    }

    fn press(self, event: &MouseEvent) {
        if let Some(index) = index_of(event.target()) {
            // A press of a key makes a click without a count.
            self.pick(index, event.detail() == 0);
        }
    }

    /// By the keyboard one is taken and the picker is done; by the pointer another one may follow.
    fn pick(self, index: usize, is_done: bool) {
        let picked = self.cells.with_untracked(|cells| cells.get(index).cloned());
        let Some(picked) = picked else {
            return;
        };
        chosen::note(&picked.itself);
        if is_done {
            self.place.is_open.set(false);
        }
        self.is_picking.set_value(true);
        self.place.on_pick.run((picked.itself,));
        self.is_picking.set_value(false);
        if !is_done && let Some(search) = self.search.get_untracked() {
            let _ = search.focus();
        }
    }

    fn name(self, target: Option<web_sys::EventTarget>) {
        if let Some(index) = index_of(target) {
            let name = self
                .cells
                .with_untracked(|cells| cells.get(index).map(|cell| cell.name.clone()));
            self.named.set(name.unwrap_or_default());
        }
    }
}
