//! How many conversations each view holds.

use serde::{Deserialize, Serialize};

use super::BaseView;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Counts {
    pub mine: u64,
    pub pending: u64,
    pub unread: u64,
    pub all: u64,
    pub unassigned: u64,
}

impl Counts {
    pub fn of(&self, view: BaseView) -> u64 {
        match view {
            BaseView::Mine => self.mine,
            BaseView::Pending => self.pending,
            BaseView::Unread => self.unread,
            BaseView::All => self.all,
            BaseView::Unassigned => self.unassigned,
        }
    }
}
