//! The rows: as many as can be seen, of as many as there are.

mod reach;

use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal, StoredValue, effect, live, memo};
use std::ops::Range;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use recado_protocol::{ConversationId, Filter};

use super::contents::{Contents, words_for_empty};
use super::hold::Hold;
use super::keys::Step;
use super::row::{ConversationRow, row_id};
use super::row_menu::{RowMenu, row_menu};
use super::row_window::rows_to_make;
use super::scroll::Scroll;
use super::seats::{Seat, Seats};
use super::selection::{Selection, selection_bar};
use crate::inbox::place::InboxPlace;
use crate::keyboard::{self, Shortcut, use_keyboard};
use crate::locale::{Key, t, t_count, view_name};
use crate::session::{Session, Topic, use_session};
use crate::shell::{Address, use_address};
use crate::ui::{Button, EmptyState, Icon, KeyedRow, SkeletonRows, keyed_rows, small_icon};

/// The id of the listbox's element.
pub const LISTBOX_ID: &str = "conversations";
/// The id of the element that the tabs switch.
pub const PANEL_ID: &str = "conversations-panel";
/// More than any window shows.
const SKELETON_ROWS: usize = 16;

#[component]
pub fn Rows(place: Signal<InboxPlace>) -> impl IntoView {
    let list = List::new(place);
    list.follow_views();
    list.offer_steps();
    let is_loading = memo(move || list.contents.get() == Contents::Loading);
    let active = Signal::derive(move || {
        let active = list.active.get()?;
        list.made
            .with(|made| made.contains(&active))
            .then(|| row_id(&active))
    });
    view! {
        <div
            class="conversation-list__panel"
            role="tabpanel"
            id=PANEL_ID
            aria-label=move || t(view_name(list.filter.with(|filter| filter.view)))
        >
            <div
                class="conversation-list__rows scroll"
                role="listbox"
                id=LISTBOX_ID
                tabindex="0"
                aria-label=Key::ListConversations
                aria-busy=move || is_loading.get().then_some("true")
                aria-activedescendant=active
                aria-multiselectable="true"
                node_ref=list.scroll.scroller
                on:scroll=move |_| list.scrolled()
                on:focus=move |_| list.focused()
                on:keydown=move |event| list.key(&event)
                on:pointermove=move |_| {
                    list.hold.touch();
                }
                on:pointerover=move |event| list.point(&event)
                on:pointerdown=move |event| list.pressed(&event)
                on:pointerup=move |_| list.released()
                on:pointercancel=move |_| list.released()
                on:contextmenu=move |event| list.context(&event)
                on:pointerleave=move |_| list.hold.let_go()
                on:focusout=move |_| list.hold.let_go()
            >
                <div class="conversation-list__spacer" role="presentation" node_ref=list.scroll.spacer>
                    <div
                        class="conversation-list__made"
                        role="presentation"
                        style=(
                            "transform",
                            Signal::derive(move || format!("translateY({}px)", list.first_made() * list.scroll.row())),
                        )
                    >
                        {keyed_rows(move || list.rows())}
                    </div>
                </div>
            </div>
            {newer_button(list)}
            {row_menu(list)}
            {selection_bar(list)}
            {move || match list.contents.get() {
                Contents::Loading => view! { <SkeletonRows count=SKELETON_ROWS /> },
                Contents::Empty => empty(list),
                Contents::Rows { .. } => ().into_any(),
            }}
        </div>
    }
}

/// The list and where the reader is in it.
#[derive(Clone, Copy)]
pub struct List {
    session: Session,
    address: Address,
    place: Signal<InboxPlace>,
    filter: Memo<Filter>,
    contents: Memo<Contents>,
    scroll: Scroll,
    /// The ranks of the rows that are made.
    window: Memo<Range<usize>>,
    /// The conversations of these ranks.
    made: Memo<Vec<ConversationId>>,
    seats: StoredValue<Seats>,
    /// What keeps the rows where they are.
    hold: Hold,
    /// The one that is only here because it is being read.
    guest: Memo<Option<ConversationId>>,
    /// Where the keyboard is.
    active: RwSignal<Option<ConversationId>>,
    pub selection: Selection,
    pub menu: RowMenu,
}

impl List {
    /// The rows that are made. Reactive.
    fn rows(self) -> Vec<KeyedRow> {
        let row = |seat: Seat| {
            KeyedRow::new(seat.number.to_string(), move |index| {
                view! { <ConversationRow list=self id=seat.id index /> }
            })
        };
        let seats = self.made.with(|made| {
            let seats = self.seats.try_update_value(|seats| seats.seat(made));
            seats.unwrap_or_default()
        });
        seats.into_iter().map(row).collect()
    }

    fn new(place: Signal<InboxPlace>) -> Self {
        let session = use_session();
        let scroll = Scroll::new();
        let hold = Hold::new();
        let filter = memo(move || place.with(|place| place.filter.clone()));
        let contents = memo(move || {
            // The backend's counts say how long the list is while it is filling.
            session.watch(Topic::Counts, |_| ());
            filter.with(|filter| session.watch(Topic::Views, |s| Contents::of(s, filter)))
        });
        let window = memo(move || {
            rows_to_make(
                scroll.row(),
                scroll.offset(),
                scroll.height(),
                contents.get().total(),
            )
        });
        let made = memo(move || {
            let ranks = window.get();
            filter.with(|filter| {
                let now = session.watch(Topic::Views, |store| {
                    let view = store.view(filter);
                    view.map(|view| view.ids(ranks.clone()).cloned().collect())
                        .unwrap_or_default()
                });
                hold.rows(filter, ranks, contents.get().total(), now)
            })
        });
        let guest = memo(move || {
            filter.with(|filter| {
                session.watch(Topic::Views, |store| store.view(filter)?.guest().cloned())
            })
        });
        Self {
            session,
            address: use_address(),
            place,
            filter,
            contents,
            scroll,
            window,
            made,
            seats: StoredValue::new(Seats::new()),
            hold,
            guest,
            active: RwSignal::new(None),
            selection: Selection::new(),
            menu: RowMenu::new(),
        }
    }

    /// How many rows there are. Reactive.
    pub fn total(self) -> usize {
        self.contents.get().total()
    }

    /// The rank of the first row that is made. Reactive.
    pub fn first_made(self) -> usize {
        self.window.with(|window| window.start)
    }

    /// How high a row is, in CSS pixels. Reactive.
    pub fn row(self) -> usize {
        self.scroll.row()
    }

    /// How wide a row is, in CSS pixels.
    pub fn width(self) -> Signal<usize> {
        self.scroll.width.into()
    }

    /// Whether a conversation is the one in the chat. Reactive.
    pub fn is_open(self, id: &ConversationId) -> bool {
        self.place
            .with(|place| place.conversation.as_ref() == Some(id))
    }

    /// Whether a conversation does not belong into this list any more, and is only here until the reader
    /// leaves it. Reactive.
    pub fn is_leaving(self, id: &ConversationId) -> bool {
        self.guest.with(|guest| guest.as_ref() == Some(id))
            || self.hold.is_held()
                && self.filter.with(|filter| {
                    self.session.watch(Topic::Views, |store| {
                        let view = store.view(filter);
                        let conversation = store.conversation(id);
                        view.zip(conversation)
                            .is_some_and(|(view, it)| view.rank_of(it).is_none())
                    })
                })
    }

    /// Whether the keyboard is at a conversation. Reactive.
    pub fn is_active(self, id: &ConversationId) -> bool {
        self.active.with(|active| active.as_ref() == Some(id))
    }

    pub fn open(self, id: ConversationId) {
        self.active.set(Some(id.clone()));
        self.address
            .go(&self.place.get_untracked().with_conversation(Some(id)));
    }

    pub fn open_in_new_tab(self, id: &ConversationId) {
        let place = self
            .place
            .get_untracked()
            .with_conversation(Some(id.clone()));
        // A browser that refuses says so itself.
        let _ = window().open_with_url_and_target_and_features(
            &self.address.href(&place),
            "_blank",
            "noopener",
        );
    }

    /// Keeps the reader's place while the view changes, and begins at the top of another one.
    fn follow_views(self) {
        let mut before = None;
        effect(move || {
            let filter = self.filter.get();
            let total = self.contents.get().total();
            self.scroll.scroller.track();
            let is_same_list = before.replace(filter.clone()).as_ref() == Some(&filter);
            if self.hold.is_held() && is_same_list {
                self.scroll.make_room(total);
                return;
            }
            self.session.watch(Topic::Views, |store| {
                if is_same_list {
                    self.scroll.keep_place(store, &filter, total);
                } else {
                    self.scroll.make_room(total);
                    self.scroll.to_top(store, &filter);
                    self.active.set(None);
                    self.selection.clear();
                }
            });
        });
    }

    fn scrolled(self) {
        self.with_view(|scroll, store, filter| scroll.moved(store, filter));
    }

    /// The keyboard comes into the list: to the open conversation if it is here, else to the first
    /// row in view.
    fn focused(self) {
        if self.rank_of_active().is_none() {
            let rank = self
                .rank_of_open()
                .unwrap_or_else(|| self.scroll.first_in_view());
            self.active.set(self.id_at(rank));
        }
    }

    fn key(self, event: &KeyboardEvent) {
        if self.selects_by_key(event) || self.opens_menu_by_key(event) {
            return;
        }
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        let step = if keyboard::is(event, Shortcut::Open) {
            Some(Step::Open)
        } else {
            Step::of(&event.key()).filter(|_| !has_modifier)
        };
        if let Some(step) = step {
            event.prevent_default();
            self.take(step);
        }
    }

    pub fn take(self, step: Step) {
        self.hold.touch();
        if step == Step::Open {
            if let Some(id) = self.active.get_untracked() {
                self.open(id);
            }
            return;
        }
        let current = self.rank_of_active().or_else(|| self.rank_of_open());
        let total = self.contents.get_untracked().total();
        if let Some(rank) = step.target(current, self.scroll.rows_of_a_page(), total) {
            self.with_view(|scroll, store, filter| scroll.show(rank, store, filter));
            if let Some(id) = self.id_at(rank) {
                self.active.set(Some(id));
            }
        }
    }

    /// The keys of the page go through the list, from wherever they are pressed.
    fn offer_steps(self) {
        let keyboard = use_keyboard();
        keyboard.offer(Shortcut::Next, move || self.step_from_page(Step::Rows(1)));
        keyboard.offer(Shortcut::Previous, move || {
            self.step_from_page(Step::Rows(-1));
        });
        keyboard.offer_row(move || {
            self.has_focus()
                .then(|| self.active.get_untracked())
                .flatten()
        });
    }

    fn step_from_page(self, step: Step) {
        if self.has_focus() {
            self.take(step);
            return;
        }
        let was_nowhere = self
            .rank_of_active()
            .or_else(|| self.rank_of_open())
            .is_none();
        if let Some(scroller) = self.scroll.scroller.get_untracked() {
            // A list that is not on the screen can't take the focus, and is not moved in.
            let _ = scroller.focus();
        }
        if self.has_focus() {
            self.focused();
            // Whoever comes from nowhere begins at the first row in view.
            if !was_nowhere {
                self.take(step);
            }
        }
    }

    fn has_focus(self) -> bool {
        let list = self.scroll.scroller.get_untracked();
        let active = document().active_element();
        list.zip(active)
            .is_some_and(|(list, active)| list.is_same_node(Some(&active)))
    }

    fn rank_of_active(self) -> Option<usize> {
        self.rank_of(&self.active.get_untracked()?)
    }

    fn rank_of_open(self) -> Option<usize> {
        self.rank_of(
            &self
                .place
                .with_untracked(|place| place.conversation.clone())?,
        )
    }

    pub fn rank_of(self, id: &ConversationId) -> Option<usize> {
        if let Some(rank) = untrack(|| self.hold.rank_of(id)) {
            return Some(rank);
        }
        self.filter.with_untracked(|filter| {
            self.session
                .peek(|store| store.view(filter)?.rank_of(store.conversation(id)?))
        })
    }

    fn id_at(self, rank: usize) -> Option<ConversationId> {
        if let Some(id) = untrack(|| self.hold.at(rank)) {
            return Some(id);
        }
        self.filter.with_untracked(|filter| {
            self.session
                .peek(|store| store.view(filter)?.ids(rank..rank + 1).next().cloned())
        })
    }

    /// How many conversations stand above the first row that holds still, and are not shown yet. Reactive.
    fn waiting(self) -> usize {
        let Some((first, rank)) = self.hold.first() else {
            return 0;
        };
        self.filter.with(|filter| {
            self.session.watch(Topic::Views, |store| {
                let now = store
                    .conversation(&first)
                    .and_then(|conversation| store.view(filter)?.rank_of(conversation));
                now.unwrap_or(rank).saturating_sub(rank)
            })
        })
    }

    fn with_view(self, act: impl FnOnce(Scroll, &recado_store::Store, &Filter)) {
        self.filter.with_untracked(|filter| {
            self.session.peek(|store| act(self.scroll, store, filter));
        });
    }
}

/// Says how many conversations came above what the reader sees, and leads there.
fn newer_button(list: List) -> AnyView {
    live(move || {
        let newer = list.scroll.newer() + list.waiting();
        (newer > 0).then(|| {
            view! {
                <button
                    type="button"
                    class="conversation-list__newer"
                    on:click=move |_| {
                        list.hold.let_go();
                        list.with_view(|scroll, store, filter| scroll.to_top(store, filter));
                    }
                >
                    {small_icon(Icon::ChevronUp)}
                    {move || t_count(Key::ListNewer, newer as u64)}
                </button>
            }
        })
    })
}

/// Why there is nothing, and what to do next.
fn empty(list: List) -> AnyView {
    let filter = list.filter.get();
    let (title, hint) = words_for_empty(&filter);
    if filter.is_narrowed() {
        let clear = move || {
            list.address
                .go(&list.place.get_untracked().with_filter(filter.cleared()));
        };
        view! {
            <EmptyState icon=Icon::Filter title hint>
                <Button label=Key::ListClearFilters on_press=clear />
            </EmptyState>
        }
    } else {
        view! { <EmptyState icon=Icon::Inbox title hint /> }
    }
}
