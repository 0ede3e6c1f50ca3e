//! Archived conversations, which a replica does not have until somebody asks for them.

use leptos::task::spawn_local;
use recado_protocol::filter::encode;
use recado_protocol::http::{ConversationPage, PAGE_LIMIT};
use recado_protocol::{BaseView, Condition, Filter};

use crate::inbox::place::InboxPlace;
use crate::reactive::{Signal, effect, memo};
use crate::session::{Intent, Session, use_session};

/// Asks the backend for archived conversations while the list shows such.
pub fn fetch_what_is_asked_for(place: Signal<InboxPlace>) {
    let session = use_session();
    // The five views are parts of one account: all of it is had at once.
    let asked = memo(move || {
        let filter = place.with(|place| place.filter.in_view(BaseView::All));
        filter
            .contains(Condition::Archived, "yes")
            .then_some(filter)
    });
    effect(move || {
        if let Some(filter) = asked.get() {
            let is_wanted =
                move |filter: &Filter| asked.try_get_untracked().flatten().as_ref() == Some(filter);
            spawn_local(fetch(session, filter, is_wanted));
        }
    });
}

/// Fetches page after page, as long as they are wanted. What can't be had now is asked for when
/// somebody comes back to the list.
pub async fn fetch(session: Session, filter: Filter, is_wanted: impl Fn(&Filter) -> bool) {
    let mut cursor = String::new();
    while is_wanted(&filter) {
        let query = filter.whole_query();
        let resource = format!("conversations?{query}&limit={PAGE_LIMIT}{cursor}");
        let Ok(answer) = session.resource(&resource).await else {
            return;
        };
        let Some(page) = answer.read::<ConversationPage>() else {
            return;
        };
        let next = page.next.clone();
        session.dispatch(Intent::Take(page));
        let Some(next) = next else { return };
        cursor = format!("&cursor={}", encode(&next));
    }
}
