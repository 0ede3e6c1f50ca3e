//! What there is to show of a view.

use recado_protocol::{BaseView, Filter};
use recado_store::{Fill, Store};

use crate::locale::Key;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Contents {
    /// Nothing is known yet.
    Loading,
    Empty,
    /// So many rows; those of the highest ranks may still be on their way.
    Rows {
        total: usize,
    },
}

impl Contents {
    pub fn of(store: &Store, filter: &Filter) -> Self {
        let Some(view) = store.view(filter) else {
            return Self::Loading;
        };
        let is_complete = *store.fill() == Fill::Complete;
        let counted = if is_complete { 0 } else { store.count(filter) };
        let total = view
            .len()
            .max(usize::try_from(counted).unwrap_or(usize::MAX));
        // Until all is here, nobody knows that a few channels have nothing.
        let may_grow = *store.fill() == Fill::Empty || !is_complete && filter.is_narrowed();
        match total {
            0 if may_grow => Self::Loading,
            0 => Self::Empty,
            total => Self::Rows { total },
        }
    }

    pub fn total(self) -> usize {
        match self {
            Self::Loading | Self::Empty => 0,
            Self::Rows { total } => total,
        }
    }
}

/// Why a view is empty, and what to do next.
pub fn words_for_empty(filter: &Filter) -> (Key, Key) {
    if filter.is_narrowed() {
        return (Key::ListEmptyFilteredTitle, Key::ListEmptyFilteredHint);
    }
    match filter.view {
        BaseView::Mine => (Key::ListEmptyMineTitle, Key::ListEmptyMineHint),
        BaseView::Pending => (Key::ListEmptyPendingTitle, Key::ListEmptyPendingHint),
        BaseView::Unread => (Key::ListEmptyUnreadTitle, Key::ListEmptyUnreadHint),
        BaseView::All => (Key::ListEmptyAllTitle, Key::ListEmptyAllHint),
        BaseView::Unassigned => (Key::ListEmptyUnassignedTitle, Key::ListEmptyUnassignedHint),
    }
}
