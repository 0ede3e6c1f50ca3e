//! Fetches more of the history as the reader comes near to where it ends.

use recado_protocol::http::MessageWindow;

use super::log_feed::OPENS_AT;
use super::log_rows::Place;
use super::log_scroller::LogScroller;
use super::scroll_anchor::ScrollAnchor;
use crate::inbox::chat::open_conversation::OpenConversation;
use crate::reactive::{Memo, RwSignal, StoredValue, effect, memo};
use crate::session::{History, Intent, LinkState};

/// So near to an end more is fetched, in heights of what is seen.
const NEAR: f64 = 1.5;

/// The pages of one log.
#[derive(Clone, Copy)]
pub struct HistoryLoader {
    open: OpenConversation,
    pub scroller: LogScroller,
    history: Memo<History>,
    /// What was asked for last by itself: a page that brought nothing is not asked for again.
    asked: StoredValue<Option<MessageWindow>>,
    /// Counts the jumps to a part of the history that is known but not shown.
    jumps: RwSignal<u32>,
}

impl HistoryLoader {
    pub fn new(open: OpenConversation, scroller: LogScroller) -> Self {
        let history = memo(move || open.session.history(&open.id()));
        Self {
            open,
            scroller,
            history,
            asked: StoredValue::new(None),
            jumps: RwSignal::new(0),
        }
    }

    /// Whether a page is on its way. Reactive.
    pub fn history(self) -> History {
        self.history.get()
    }

    /// Whoever runs now runs again when another known part of the history is to be shown.
    pub fn track_jumps(self) {
        self.jumps.track();
    }

    /// Whether nothing can be fetched now. Reactive.
    pub fn is_cut_off(self) -> bool {
        self.open.session.link() == LinkState::Down
    }

    /// Fetches by itself for as long as the current owner lives.
    pub fn load_near_ends(self) {
        effect(move || {
            self.scroller.settled.track();
            if self.history.get() == History::Idle
                && let Some(window) = self.missing_near()
                && self.asked.get_value() != Some(window)
            {
                self.asked.set_value(Some(window));
                match window {
                    MessageWindow::Around(position) if self.is_known(position) => self.jump(),
                    _ => self.ask(window),
                }
            }
        });
    }

    /// Another part of the history is shown: what was asked for before says nothing now.
    pub fn forget_asked(self) {
        self.asked.set_value(None);
    }

    /// Older messages than those shown, or the first ones when none are shown.
    pub fn load_older(self) {
        match self.scroller.run.get_untracked() {
            Some(run) => self.ask(MessageWindow::Before(run.start)),
            None => self.open.session.dispatch(Intent::Open(self.open.id())),
        }
    }

    /// Newer messages than those shown.
    pub fn load_newer(self) {
        match self.scroller.run.get_untracked() {
            Some(run) => self.ask(MessageWindow::After(run.end)),
            None => self.open.session.dispatch(Intent::Open(self.open.id())),
        }
    }

    /// Goes to the newest message, and fetches it where it is missing.
    pub fn go_to_latest(self) {
        let id = self.open.id();
        let (newest, known) = self.open.session.peek(|store| {
            let newest = store
                .conversation(&id)
                .map_or(0, |known| known.last_position);
            (
                newest,
                store
                    .timeline(&id)
                    .and_then(|timeline| timeline.latest_run()),
            )
        });
        self.scroller.go_to_end();
        if known.is_none_or(|run| run.end < newest) {
            self.ask(MessageWindow::Latest);
        } else if known != self.scroller.run.get_untracked() {
            self.jump();
        }
    }

    /// Goes to a message that is known.
    pub fn go_to(self, position: u64) {
        let is_shown = self.scroller.run.get_untracked();
        let is_shown = is_shown.is_some_and(|run| run.contains(position));
        let view = self.scroller.page.view_height().unwrap_or_default();
        let anchor = ScrollAnchor::Row {
            place: Place::of_message(position),
            below_top: view * OPENS_AT,
        };
        if is_shown {
            self.scroller.go_to(anchor);
        } else {
            self.scroller.hold(anchor);
            self.jump();
        }
    }

    fn is_known(self, position: u64) -> bool {
        let id = self.open.id();
        self.open.session.peek(|store| {
            let timeline = store.timeline(&id);
            timeline.is_some_and(|timeline| timeline.run_at(position).is_some())
        })
    }

    fn jump(self) {
        self.jumps.update(|jumps| *jumps = jumps.wrapping_add(1));
    }

    fn ask(self, window: MessageWindow) {
        let conversation = self.open.id();
        self.open.session.dispatch(Intent::LoadMessages {
            conversation,
            window,
        });
    }

    /// The page that the reader will need soon.
    fn missing_near(self) -> Option<MessageWindow> {
        let viewport = self.scroller.viewport()?;
        self.scroller.with_rows(|rows| {
            let run = rows.run()?;
            let near = viewport.height * NEAR;
            let (from, to) = rows.extent();
            if viewport.bottom() < from - near || to + near < viewport.top {
                let place = rows.missing_at(viewport.top + viewport.height / 2.0)?;
                return Some(MessageWindow::Around(place.position));
            }
            if run.has_older() && viewport.top < from + near {
                return Some(MessageWindow::Before(run.start));
            }
            let is_near_end = to - viewport.bottom() < near;
            (!rows.is_complete() && is_near_end).then_some(MessageWindow::After(run.end))
        })?
    }
}
