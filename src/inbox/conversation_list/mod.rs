//! The list of conversations: the filters, and under them the rows.

mod contents;
mod filtering;
mod filters;
mod hold;
mod keys;
mod more_filters;
mod preview;
mod row;
mod row_facts;
mod row_window;
mod rows;
mod scroll;
mod scroll_anchor;
mod search;
mod seats;
mod tag_room;
mod tags;

use crate::markup::view;
use crate::reactive::{Signal, memo};
use leptos::prelude::*;

use super::place::InboxPlace;
use crate::later::{self, Panel};
use crate::locale::{Key, t};
use crate::shell::ConnectionChip;
use crate::theme::use_theme;
use crate::ui::{Icon, MenuAlign, MenuButton, language_entries, menu_separator, theme_entries};
pub use filtering::FilterTools;
use filters::Filters;
pub use more_filters::MoreFilters;
pub use rows::LISTBOX_ID;
use rows::Rows;
use search::SearchField;
pub use search::{Found, Search, SearchResults};

/// The section on the left: the conversations that the place's filter shows.
#[component]
pub fn ConversationList(#[prop(into)] place: Signal<InboxPlace>) -> impl IntoView {
    let theme = use_theme();
    let search = Search::new(place);
    let is_searching = memo(move || search.is_on());
    let options = move || {
        let mut entries = theme_entries(theme);
        entries.push(menu_separator());
        entries.extend(language_entries());
        entries
    };
    view! {
        <section
            class="conversation-list"
            class=("conversation-list--searching", is_searching)
            aria-label=move || t(Key::ListConversations)>
            <header class="conversation-list__head">
                <h1 class="conversation-list__title">{move || t(Key::ListConversations)}</h1>
                <MenuButton
                    label=Key::ListOptions
                    icon=Icon::Gear
                    align=MenuAlign::End
                    entries=options
                />
            </header>
            <SearchField search />
            <Filters place />
            <Rows place />
            {move || is_searching.get().then(|| later::panel(Panel::SearchResults(search)))}
            <footer class="conversation-list__foot">
                <ConnectionChip />
            </footer>
        </section>
    }
}
