//! The labels that conversations have.

use recado_protocol::{BaseView, Filter};
use recado_store::ordered;
use rustc_hash::FxHashSet;

use crate::session::Session;

/// In so many of the newest conversations labels are looked for.
const CONVERSATIONS_LOOKED_AT: usize = 2_000;

/// The labels of the newest conversations, in order.
pub fn known_labels(session: Session) -> Vec<String> {
    let known: FxHashSet<String> = session.peek(|store| {
        let all = store.view(&Filter::of(BaseView::All));
        let ids = all.into_iter().flat_map(|view| {
            let most = view.len().min(CONVERSATIONS_LOOKED_AT);
            view.ids(0..most)
        });
        let conversations = ids.filter_map(|id| store.conversation(id));
        let labels = conversations.flat_map(|conversation| conversation.labels.iter().cloned());
        labels.collect()
    });
    ordered(known, String::cmp)
}
