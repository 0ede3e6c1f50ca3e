//! Puts the rows into the page and keeps the reader's place.
//!
//! Every change goes the same way: what is known makes rows, the anchor says where the view must
//! be, the window says which rows are in the page, the page measures them, and measured heights go
//! round once more. All of it happens before the browser paints.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_store::Run;

use super::log_page::LogPage;
use super::log_rows::{Known, LogRow, LogRows, Place, Refreshed, Setting};
use super::row_window::{Reach, row_window};
use super::scroll_anchor::{ScrollAnchor, Viewport};
use crate::locale::local_day;
use crate::reactive::{RwSignal, StoredValue};

/// After this time without scrolling the reader has come to rest.
const AT_REST_AFTER: Duration = Duration::from_millis(150);
/// Nearer to the top than this counts as being at the top, in CSS pixels.
const AT_TOP_PX: f64 = 1.0;
/// Rows are laid out and measured at most this often for one change. Two or three times are usual.
const MOST_ROUNDS: u32 = 8;

/// The scrolled log.
#[derive(Clone, Copy)]
pub struct LogScroller {
    pub page: LogPage,
    /// The rows that are in the page.
    pub shown: RwSignal<Vec<LogRow>>,
    /// The messages that the log shows, as positions; `None` while there are none.
    pub run: RwSignal<Option<Run>>,
    pub is_at_end: RwSignal<bool>,
    /// Counts the times that the rows came to rest in the page.
    pub settled: RwSignal<u32>,
    state: StoredValue<State>,
}

struct State {
    rows: LogRows,
    anchor: ScrollAnchor,
    motion: Motion,
    /// While the reader scrolls, the page must not be scrolled under their hand: rows are then this
    /// far below the place where they belong, until they come to rest. CSS pixels.
    slack: f64,
    /// Where the page was scrolled to when we looked or scrolled last: elsewhere, the reader has scrolled. CSS pixels.
    scrolled_to: f64,
    /// The height of what is seen, at the last layout. CSS pixels.
    view_height: f64,
    /// The places of the first and the last row that are in the page.
    in_page: Option<(Place, Place)>,
    reach: Reach,
    /// Whether rows are in the page that are still to be measured: until then the browser may have cut short what was
    /// scrolled to, which no reader did.
    is_between_rounds: bool,
}

/// Whether the reader scrolls just now.
enum Motion {
    AtRest,
    /// Until this timer ends.
    Scrolling(Option<TimeoutHandle>),
}

/// What the page must be like.
struct Layout {
    height: f64,
    offset: f64,
    scroll_top: Option<f64>,
    rows: Vec<LogRow>,
}

impl LogScroller {
    pub fn new() -> Self {
        Self {
            page: LogPage::new(),
            shown: RwSignal::new(Vec::new()),
            run: RwSignal::new(None),
            is_at_end: RwSignal::new(true),
            settled: RwSignal::new(0),
            state: StoredValue::new(State {
                rows: LogRows::default(),
                anchor: ScrollAnchor::End,
                motion: Motion::AtRest,
                slack: 0.0,
                scrolled_to: 0.0,
                view_height: 0.0,
                in_page: None,
                reach: Reach::Full,
                is_between_rounds: false,
            }),
        }
    }

    /// To be called once the elements are there; ends with the current owner.
    pub fn start(self) {
        self.page.observe(move || self.resized());
        on_cleanup(move || {
            self.page.stop_observing();
            self.state.try_update_value(State::come_to_rest);
        });
    }

    pub fn anchor(self) -> ScrollAnchor {
        self.state.with_value(|state| state.anchor)
    }

    /// The position with which the rows begin that are shown now.
    pub fn shown_start(self) -> Option<u64> {
        self.state
            .with_value(|state| state.rows.run().map(|run| run.start))
    }

    /// Chooses what the next layout keeps in its place, wherever the reader has scrolled to before.
    pub fn hold(self, anchor: ScrollAnchor) {
        let scrolled_to = self.page.scroll_top();
        self.state.update_value(|state| {
            state.anchor = anchor;
            state.scrolled_to = scrolled_to;
        });
    }

    /// Gives the keys to the log, so that they scroll it.
    pub fn focus(self) {
        if let Some(scroller) = self.page.scroller.get_untracked() {
            // What can't take the focus leaves it where it was.
            let _ = scroller.focus();
        }
    }

    /// Keeps what is seen in its place, at the end too.
    pub fn stay(self) {
        if let Some(viewport) = self.viewport() {
            self.state.update_value(|state| {
                state.anchor = ScrollAnchor::at_row(viewport, &state.rows);
            });
        }
    }

    /// Goes to the beginning of what is shown.
    pub fn go_to_start(self) {
        self.go_to(ScrollAnchor::START);
    }

    /// Goes to the end of what is shown.
    pub fn go_to_end(self) {
        self.go_to(ScrollAnchor::End);
    }

    /// Goes to a place in what is shown.
    pub fn go_to(self, anchor: ScrollAnchor) {
        self.hold(anchor);
        self.lay_out(0);
    }

    /// Takes what is known now. Says whether another part of the history is shown than before.
    pub fn refresh(self, known: &Known<'_>) -> bool {
        let setting = Setting {
            width: self.page.width(),
            day_of: local_day,
        };
        let refreshed = self
            .state
            .try_update_value(|state| state.rows.refresh(known, setting))
            .unwrap_or(Refreshed::Unchanged);
        if refreshed != Refreshed::Unchanged {
            if self.run.get_untracked() != known.run {
                self.run.set(known.run);
            }
            self.lay_out(0);
        }
        refreshed == Refreshed::Rebuilt
    }

    /// To be called when the browser tells of scrolling, and before something is laid out: it tells with the next frame, and
    /// what is laid out until then would take the reader back to where they were.
    pub fn scrolled(self) {
        if self.follow_reader() {
            self.lay_out(0);
        }
    }

    /// Goes along with the reader; says whether they have scrolled.
    fn follow_reader(self) -> bool {
        let Some(height) = self.page.view_height().filter(|_| !self.page.is_blank()) else {
            return false;
        };
        let top = self.page.scroll_top();
        let by_reader = self.state.try_with_value(|state| {
            let is_ours = state.rows.is_empty() || state.is_between_rounds;
            !is_ours && (top - state.scrolled_to).abs() >= 1.0
        });
        if by_reader != Some(true) {
            return false;
        }
        self.state.update_value(|state| {
            // Whoever has come to the very top wants to see what is there.
            state.anchor = if top < AT_TOP_PX {
                ScrollAnchor::START
            } else {
                ScrollAnchor::at(
                    Viewport {
                        top: top - state.slack,
                        height,
                    },
                    &state.rows,
                )
            };
            state.scrolled_to = top;
            state.come_to_rest();
            let rest = set_timeout_with_handle(move || self.come_to_rest(), AT_REST_AFTER);
            state.motion = Motion::Scrolling(rest.ok());
        });
        true
    }

    /// Lays out what was left to be done.
    fn go_on(self) {
        self.follow_reader();
        self.lay_out(0);
    }

    /// What is seen of the rows; `None` while nothing is.
    pub fn viewport(self) -> Option<Viewport> {
        if self.page.is_blank() {
            return None;
        }
        let height = self.page.view_height()?;
        let top = self.page.scroll_top();
        self.state.try_with_value(|state| {
            (!state.rows.is_empty()).then_some(Viewport {
                top: top - state.slack,
                height,
            })
        })?
    }

    /// Reads the rows.
    pub fn with_rows<T>(self, read: impl FnOnce(&LogRows) -> T) -> Option<T> {
        self.state.try_with_value(|state| read(&state.rows))
    }

    fn come_to_rest(self) {
        let is_unfinished = self.state.try_update_value(|state| {
            state.come_to_rest();
            state.slack != 0.0 || state.reach == Reach::Short
        });
        if is_unfinished == Some(true) {
            self.go_on();
        }
    }

    /// The view or some rows have got another size. Rows stay in the page until the next frame: to
    /// put others in while sizes are being told would be too late for this one.
    fn resized(self) {
        let Some(height) = self.page.view_height() else {
            return;
        };
        let measured = self.measure();
        let scroll_top = self.page.scroll_top();
        let layout = self.state.try_update_value(|state| {
            if state.rows.is_empty() || !(measured || state.view_height != height) {
                return None;
            }
            let layout = state.lay_out(height, scroll_top, state.reach, true);
            let first = state
                .in_page
                .map_or(0, |(first, _)| state.rows.index_of(first));
            Some((layout, state.rows.heights().top_of(first) + state.slack))
        });
        let Some(Some((mut layout, offset))) = layout else {
            return;
        };
        if self.shown.with_untracked(|shown| *shown != layout.rows) {
            layout.offset = offset;
            request_animation_frame(move || self.lay_out(0));
        }
        self.apply(&layout);
        self.come_to_an_end();
    }

    /// Brings the page in line with the rows and the anchor.
    fn lay_out(self, round: u32) {
        self.state
            .try_update_value(|state| state.is_between_rounds = false);
        let Some(height) = self.page.view_height() else {
            return;
        };
        let scroll_top = self.page.scroll_top();
        let layout = self.state.try_update_value(|state| {
            if state.rows.is_empty() {
                return None;
            }
            if round == 0 {
                state.reach = state.reach_at(height);
            }
            let layout = state.lay_out(height, scroll_top, state.reach, round == 0);
            let ends = layout.rows.first().zip(layout.rows.last());
            state.in_page = ends.map(|(first, last)| (first.place, last.place));
            let is_short = state.reach == Reach::Short && matches!(state.motion, Motion::AtRest);
            Some((layout, is_short))
        });
        let Some(Some((layout, is_short))) = layout else {
            return;
        };
        if round == MOST_ROUNDS || self.shown.with_untracked(|shown| *shown == layout.rows) {
            self.apply(&layout);
            self.come_to_an_end();
        } else {
            // Where to scroll to is known when these rows have been measured. To do it now would lay out twice.
            self.page.set_extent(layout.height, layout.offset);
            self.page.update_rows(&layout.rows);
            self.shown.set(layout.rows);
            self.state
                .update_value(|state| state.is_between_rounds = true);
            // The rows are in the page when the effects that this woke have run; this comes after.
            spawn_local(async move {
                self.measure();
                self.lay_out(round + 1);
            });
        }
        if is_short && round == 0 {
            // Only after the picture of what is seen: a frame is painted after its own callbacks.
            request_animation_frame(move || {
                set_timeout(move || self.go_on(), Duration::ZERO);
            });
        }
    }

    /// Measures the rows in the page; says whether one was not as high as thought.
    fn measure(self) -> bool {
        let measured = self.shown.try_with_untracked(|shown| {
            self.state.try_update_value(|state| {
                let mut changed = false;
                for row in shown {
                    let index = state.rows.index_of(row.place);
                    let known = state.rows.row(index);
                    if known.key == row.key
                        && known.missing == 0
                        && let Some(height) = self.page.height_of(&row.key)
                    {
                        changed |= state.rows.measure(index, height);
                    }
                }
                changed
            })
        });
        measured.flatten() == Some(true)
    }

    fn apply(self, layout: &Layout) {
        self.page.set_extent(layout.height, layout.offset);
        if let Some(top) = layout.scroll_top {
            if (self.page.scroll_top() - top).abs() >= 0.5 {
                self.page.set_scroll_top(top);
            }
            let scrolled_to = self.page.scroll_top();
            self.state
                .update_value(|state| state.scrolled_to = scrolled_to);
        }
    }

    /// The layout is done. A reader who is at the end stays there from now on.
    fn come_to_an_end(self) {
        let Some(viewport) = self.viewport() else {
            return;
        };
        let is_at_end = self.state.try_update_value(|state| {
            let is_at_end = ScrollAnchor::is_at_end(viewport, &state.rows);
            if is_at_end {
                state.anchor = ScrollAnchor::End;
            }
            is_at_end
        });
        if let Some(is_at_end) = is_at_end
            && self.is_at_end.try_get_untracked() != Some(is_at_end)
        {
            self.is_at_end.set(is_at_end);
        }
        self.settled
            .try_update(|settled| *settled = settled.wrapping_add(1));
    }
}

impl State {
    /// A view that shows none of the rows in the page begins with few: they are all new.
    fn reach_at(&self, height: f64) -> Reach {
        let viewport = Viewport {
            top: self.anchor.top(height, &self.rows),
            height,
        };
        let seen = row_window(&self.rows, viewport, Reach::Short);
        let overlaps = self.in_page.is_some_and(|(first, last)| {
            self.rows.index_of(first) < seen.end && seen.start <= self.rows.index_of(last)
        });
        if overlaps { Reach::Full } else { Reach::Short }
    }

    /// In the rounds after the first, rows stay that were only put into the page for the heights that were thought.
    fn lay_out(&mut self, height: f64, scroll_top: f64, reach: Reach, is_first: bool) -> Layout {
        let top = self.anchor.top(height, &self.rows);
        let slack = scroll_top - top;
        let may_scroll = matches!(self.motion, Motion::AtRest)
            || self.anchor == ScrollAnchor::End
            || slack.abs() > height / 2.0
            || scroll_top < AT_TOP_PX;
        self.slack = if may_scroll { 0.0 } else { slack };
        self.view_height = height;
        let mut window = row_window(&self.rows, Viewport { top, height }, reach);
        if let (false, Some((first, last))) = (is_first, self.in_page) {
            let (first, last) = (self.rows.index_of(first), self.rows.index_of(last));
            if first <= window.start && window.end <= last + 1 {
                window = first..last + 1;
            }
        }
        Layout {
            height: self.rows.heights().total() + self.slack,
            offset: self.rows.heights().top_of(window.start) + self.slack,
            scroll_top: may_scroll.then_some(top),
            rows: self.rows.rows(window).to_vec(),
        }
    }

    fn come_to_rest(&mut self) {
        let motion = std::mem::replace(&mut self.motion, Motion::AtRest);
        if let Motion::Scrolling(Some(timer)) = motion {
            timer.clear();
        }
    }
}
