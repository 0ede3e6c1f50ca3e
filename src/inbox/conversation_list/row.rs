//! One row of the list. It looks at its own conversation only, so that an event changes one row.

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, live, memo};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use recado_protocol::ConversationId;

use super::preview::Preview;
use super::row_facts::{last, marks, who};
use super::rows::List;
use super::tags::tags;
use crate::browser::clock;
use crate::locale::{Key, full_date_time, short_age, t_count, t_with};
use crate::session::use_session;
use crate::ui::{Avatar, CountBadge};

/// The mouse button that opens a link in another tab.
const MIDDLE_BUTTON: i16 = 1;

/// The id of a row's element: the conversation's id, in characters that an id may have.
pub fn row_id(conversation: &ConversationId) -> String {
    let mut id = String::from("conversation-row-");
    for letter in conversation.as_str().chars() {
        if letter.is_ascii_alphanumeric() || letter == '-' {
            id.push(letter);
        } else {
            id.push_str(&format!("_{:x}", u32::from(letter)));
        }
    }
    id
}

/// The row of one conversation after another; `index` counts from the first row that is made.
#[component]
pub fn ConversationRow(
    list: List,
    id: RwSignal<ConversationId>,
    index: ReadSignal<usize>,
) -> impl IntoView {
    let session = use_session();
    let of_row = move || id.get();
    let is_open = memo(move || list.is_open(&of_row()));
    let who = memo(move || who(session, &of_row()));
    let last = memo(move || last(session, &of_row()));
    let marks = memo(move || marks(session, &of_row()));
    // Rows are made by the dozen while one scrolls: what is only read here is no memo of its own.
    let unread = Signal::derive(move || last.with(|last| u64::from(last.unread)));
    let class = Signal::derive(move || {
        let marks = [
            (unread.get() > 0, "conversation-row--unread"),
            (list.is_active(&of_row()), "conversation-row--active"),
            (list.selection.has(&of_row()), "conversation-row--selected"),
            (is_open.get(), "conversation-row--open"),
        ];
        let marks = marks.map(|(is_so, mark)| if is_so { mark } else { "" });
        format!("conversation-row {}", marks.join(" "))
    });
    // While rows are selected, that is what "selected" says; else it is the one in the chat.
    let is_selected = move || {
        if list.selection.is_on() {
            list.selection.has(&of_row())
        } else {
            is_open.get()
        }
    };
    view! {
        <div
            class=class
            class=("conversation-row--leaving", Signal::derive(move || list.is_leaving(&of_row())))
            role="option"
            id=move || id.with(row_id)
            aria-selected=move || if is_selected() { "true" } else { "false" }
            aria-current=move || is_open.get().then_some("true")
            aria-setsize=move || list.total().to_string()
            aria-posinset=move || (list.first_made() + index.get() + 1).to_string()
            on:click=move |event| press(list, &event, id.get_untracked())
            // Else the middle button would begin to scroll.
            on:mousedown=move |event| {
                if event.button() == MIDDLE_BUTTON {
                    event.prevent_default();
                }
            }
            on:auxclick=move |event| {
                if event.button() == MIDDLE_BUTTON {
                    event.prevent_default();
                    list.open_in_new_tab(&id.get_untracked());
                }
            }
        >
            <Avatar
                name=Signal::derive(move || who.with(|who| who.name.clone()))
                seed=Signal::derive(move || who.with(|who| who.seed.clone()))
                channel=Signal::derive(move || who.with(|who| who.channel.clone()))
            />
            <div class="conversation-row__lines">
                <div class="conversation-row__line">
                    <span class="conversation-row__name truncate" dir="auto">
                        {move || who.with(|who| who.name.clone())}
                    </span>
                    <span class="visually-hidden">
                        {move || who.with(|who| channel_words(&who.channel_name))}
                    </span>
                    <span
                        class="conversation-row__time tabular"
                        title=move || full_date_time(last.with(|last| last.at))
                    >
                        {move || short_age(last.with(|last| last.at), clock::minute().get())}
                    </span>
                </div>
                <div class="conversation-row__line">
                    <Preview id is_open last />
                    <CountBadge
                        count=unread
                        label=Signal::derive(move || t_count(Key::RowUnread, unread.get()))
                    />
                </div>
                <div class="conversation-row__line">
                    {live(move || {
                        list.is_leaving(&of_row()).then(|| {
                            view! {
                                <span class="conversation-row__leaving">
                                    {Key::RowLeaving}
                                </span>
                            }
                        })
                    })}
                    {tags(marks, list.width())}
                </div>
            </div>
        </div>
    }
}

fn press(list: List, event: &MouseEvent, conversation: ConversationId) {
    if !list.ends_long_press() && !list.selects(event, &conversation) {
        list.open(conversation);
    }
}

/// What a row says aloud of its person's channel.
fn channel_words(channel_name: &str) -> Option<String> {
    (!channel_name.is_empty()).then(|| t_with(Key::RowOnChannel, &[("channel", channel_name)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_row_has_no_character_that_an_id_may_not_have() {
        assert_eq!(row_id(&"0199-ab".into()), "conversation-row-0199-ab");
        assert_eq!(row_id(&"a b/ç".into()), "conversation-row-a_20b_2f_e7");
    }
}
