//! The list of conversations: the filters, and under them the rows.

mod contents;
mod filtering;
mod filters;
mod gear;
mod hold;
mod keys;
mod more_filters;
mod preview;
mod row;
mod row_facts;
mod row_menu;
mod row_window;
mod rows;
mod scroll;
mod scroll_anchor;
mod search;
mod seats;
mod selection;
mod tag_room;
mod tags;

use crate::markup::view;
use crate::reactive::{Signal, memo};
use leptos::prelude::*;

use super::new_conversation::new_conversation;
use super::place::InboxPlace;
use crate::later::{self, ListPart};
use crate::locale::Key;
use crate::shell::ConnectionChip;
pub use filtering::{FilterTools, sort_name};
use filters::Filters;
use gear::gear;
pub use gear::{Gear, GearContent, ask_of_all};
pub use more_filters::{MoreFilters, Window as FilterWindow};
pub use row_menu::{ConversationTools, RowMenuContent, menu_of};
pub use rows::LISTBOX_ID;
pub use rows::List;
use rows::Rows;
use search::SearchField;
pub use search::{Found, Search, SearchResults};
pub use selection::SelectionBar;

/// The section on the left: the conversations that the place's filter shows.
#[component]
pub fn ConversationList(#[prop(into)] place: Signal<InboxPlace>) -> impl IntoView {
    let search = Search::new(place);
    let is_searching = memo(move || search.is_on());
    view! {
        <section
            class="conversation-list"
            class=("conversation-list--searching", is_searching)
            aria-label=Key::ListConversations>
            <header class="conversation-list__head">
                <h1 class="conversation-list__title">{Key::ListConversations}</h1>
                {gear(place)}
            </header>
            <SearchField search />
            <Filters place />
            <Rows place />
            {move || is_searching.get().then(|| later::list(ListPart::SearchResults(search)))}
            <footer class="conversation-list__foot">
                {new_conversation()}
                <ConnectionChip />
            </footer>
        </section>
    }
}
