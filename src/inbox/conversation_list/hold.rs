//! Rows hold still while the reader is at them: nobody wants to press on what just came there.

use std::ops::Range;
use std::time::Duration;

use leptos::prelude::*;
use recado_protocol::{ConversationId, Filter};

use crate::browser::clock;
use crate::reactive::{RwSignal, StoredValue};

/// How long after the last movement or key press the reader counts as being at the list, in milliseconds. Whoever rests
/// the pointer there and works elsewhere has let go.
const LETS_GO_AFTER_MS: i64 = 4_000;

/// The rows as they stood when the reader came to them.
#[derive(Clone, Copy)]
pub struct Hold {
    is_held: RwSignal<bool>,
    /// Until when, in milliseconds of the clock.
    until: StoredValue<i64>,
    rows: StoredValue<Option<Rows>>,
}

#[derive(Clone)]
struct Rows {
    filter: Filter,
    ranks: Range<usize>,
    total: usize,
    ids: Vec<ConversationId>,
}

impl Hold {
    pub fn new() -> Self {
        Self {
            is_held: RwSignal::new(false),
            until: StoredValue::new(0),
            rows: StoredValue::new(None),
        }
    }

    /// The reader does something in the list.
    pub fn touch(self) {
        self.until
            .set_value(clock::now().millis() + LETS_GO_AFTER_MS);
        if !self.is_held.get_untracked() {
            self.is_held.set(true);
            self.wait(LETS_GO_AFTER_MS);
        }
    }

    /// The reader leaves it.
    pub fn let_go(self) {
        if self.is_held.get_untracked() {
            self.is_held.set(false);
        }
    }

    fn wait(self, milliseconds: i64) {
        let after = Duration::from_millis(milliseconds.unsigned_abs());
        set_timeout(
            move || {
                // The list may be gone when the timer comes back.
                let until = self.until.try_get_value().unwrap_or_default();
                match until - clock::now().millis() {
                    left if left > 0 && left <= LETS_GO_AFTER_MS => self.wait(left),
                    _ => {
                        self.is_held
                            .try_update(|is_held| std::mem::replace(is_held, false));
                    }
                }
            },
            after,
        );
    }

    /// Whether the rows hold still now. Reactive.
    pub fn is_held(self) -> bool {
        self.is_held.get()
    }

    /// The rows to show where these would be the ones of now. Reactive.
    pub fn rows(
        self,
        filter: &Filter,
        ranks: Range<usize>,
        total: usize,
        now: Vec<ConversationId>,
    ) -> Vec<ConversationId> {
        let kept = self.is_held().then(|| self.rows.get_value()).flatten();
        let kept = kept.filter(|kept| {
            // A list that got longer or shorter is still the same; one that is scrolled is not.
            kept.filter == *filter
                && kept.ranks.start == ranks.start
                && (kept.ranks.end == ranks.end || kept.total != total)
        });
        if let Some(kept) = kept {
            return kept.ids;
        }
        self.rows.set_value(Some(Rows {
            filter: filter.clone(),
            ranks,
            total,
            ids: now.clone(),
        }));
        now
    }

    /// The first row that holds still, and its rank. Reactive.
    pub fn first(self) -> Option<(ConversationId, usize)> {
        self.of_held(|rows| Some((rows.ids.first()?.clone(), rows.ranks.start)))
    }

    /// The rank at which a conversation is held. Reactive.
    pub fn rank_of(self, id: &ConversationId) -> Option<usize> {
        self.of_held(|rows| {
            let index = rows.ids.iter().position(|held| held == id)?;
            Some(rows.ranks.start + index)
        })
    }

    /// The conversation that is held at a rank. Reactive.
    pub fn at(self, rank: usize) -> Option<ConversationId> {
        self.of_held(|rows| rows.ids.get(rank.checked_sub(rows.ranks.start)?).cloned())
    }

    fn of_held<R>(self, read: impl FnOnce(&Rows) -> Option<R>) -> Option<R> {
        if !self.is_held() {
            return None;
        }
        self.rows.with_value(|rows| read(rows.as_ref()?))
    }
}
