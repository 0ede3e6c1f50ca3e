//! The tabs of the list, the menu beside them, and what narrows the list at the moment.

use crate::markup::view;
use crate::reactive::{Signal, memo};
use leptos::prelude::*;
use recado_protocol::{BaseView, Filter};
use recado_store::Fill;

use super::more_filters::MoreFilters;
use super::rows::PANEL_ID;
use crate::inbox::place::InboxPlace;
use crate::keyboard::Shortcut;
use crate::locale::{Key, view_name};
use crate::session::{Session, Topic, use_session};
use crate::shell::use_address;
use crate::ui::{Tab, TabList};

/// The views that have a tab, with the ids of the tabs and their keys. The others are in the menu.
const TABS: [(BaseView, &str, Shortcut); 4] = [
    (BaseView::Mine, "filter-mine", Shortcut::ShowMine),
    (BaseView::Pending, "filter-pending", Shortcut::ShowPending),
    (BaseView::Unread, "filter-unread", Shortcut::ShowUnread),
    (BaseView::All, "filter-all", Shortcut::ShowAll),
];

#[component]
pub fn Filters(place: Signal<InboxPlace>) -> impl IntoView {
    let session = use_session();
    let address = use_address();
    let more = MoreFilters::new(place);
    let tabs = TABS
        .into_iter()
        .map(|(view, id, shortcut)| Tab {
            id,
            shortcut,
            label: view_name(view).into(),
            count: memo(move || {
                let filter = place.with(|place| place.with_view(view).filter);
                count(session, &filter)
            })
            .into(),
        })
        .collect::<Vec<_>>();
    let selected = Signal::derive(move || {
        let view = place.with(|place| place.queue.is_none().then_some(place.filter.view))?;
        TABS.iter().position(|(tab, ..)| *tab == view)
    });
    let select = move |tab: usize| address.go(&place.get_untracked().with_view(TABS[tab].0));
    view! {
        <div class="conversation-list__filters">
            <div class="conversation-list__tabs">
                <TabList
                    label=Key::ListFilters
                    tabs
                    selected
                    on_select=select
                    controls=PANEL_ID
                />
                {more.button()}
            </div>
            {more.tools()}
        </div>
    }
}

/// How many conversations a filter shows; `None` while nothing is known. Reactive.
pub fn count(session: Session, filter: &Filter) -> Option<u64> {
    session.watch(Topic::Counts, |_| ());
    session.watch(Topic::Views, |store| {
        let is_known = *store.fill() != Fill::Empty || store.count(filter) > 0;
        is_known.then(|| store.count(filter))
    })
}
