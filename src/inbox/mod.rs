//! The four sections: the conversations, the chat with its composer, the customer.

pub mod assignment;
pub mod chat;
pub mod composer;
pub mod conversation_list;
pub mod customer;
mod customer_side;
pub mod deeds;
mod formatted;
mod list_divider;
pub mod list_width;
pub mod new_conversation;
pub mod place;
pub mod send_later;
pub mod status;

use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal, effect, live, memo};
use leptos::{callback::UnsyncCallback, html, prelude::*};
use recado_protocol::{ConversationId, MessageId};

use crate::keyboard::{Goal, use_keyboard};
use crate::later::{self, Panel};
use crate::locale::Key;
use crate::session::{Intent, use_session};
use crate::shell::{Layout, focus_inbox, use_address, use_layout};
use crate::ui::{EmptyState, Icon};
use conversation_list::ConversationList;
use customer::is_ticket_wanted;
use customer_side::CustomerSide;
pub use customer_side::{CustomerState, customer_drawer};
use deeds::{choices, use_chooser};
pub use formatted::plain_line;
use list_divider::ListDivider;
use place::InboxPlace;

/// The inbox at a place: everything that it shows follows from there.
#[component]
pub fn Inbox(#[prop(into)] place: Signal<InboxPlace>) -> impl IntoView {
    let session = use_session();
    let conversation = memo(move || place.with(|place| place.conversation.clone()));
    let filter = memo(move || place.with(|place| place.filter.clone()));
    effect(move || session.dispatch(Intent::SetFilter(filter.get())));
    effect(move || {
        session.dispatch(conversation.get().map_or(Intent::Close, Intent::Open));
    });

    let chooser = use_chooser();
    let customer = CustomerState::new();
    let chat = NodeRef::<html::Div>::new();
    follow_with_focus(conversation, chat);
    close_drawer_with_place(place, customer);
    let keyboard = use_keyboard();
    effect(move || {
        if keyboard.goal().and_then(Goal::section).is_some() {
            customer.show();
        }
    });

    let is_in_chat = Signal::derive(move || conversation.with(Option::is_some));
    let width = RwSignal::new(list_width::remembered());
    view! {
        <div
            class="inbox"
            class=("inbox--in-chat", is_in_chat)
            class=("inbox--with-customer", Signal::derive(move || customer.stands_beside()))
        >
            <main
                class="inbox__main"
                tabindex="-1"
                style=("--list-width", Signal::derive(move || format!("{}px", width.get())))
            >
                <ConversationList place />
                <ListDivider width />
                <div class="inbox__chat" tabindex="-1" node_ref=chat>
                    <OpenChat place customer />
                </div>
            </main>
            <CustomerSide conversation customer />
            {choices(chooser)}
        </div>
    }
}

/// The open conversation, or what to do where there is none.
#[component]
fn OpenChat(place: Signal<InboxPlace>, customer: CustomerState) -> impl IntoView {
    let address = use_address();
    let open = memo(move || {
        place.with(|place| Some((place.conversation.clone()?, place.message.clone())))
    });
    let back = move || address.go(&place.get_untracked().with_conversation(None));
    let show_customer = move || customer.toggle();
    live(move || match open.get() {
        Some((conversation, message)) => chat_view(
            conversation,
            message,
            UnsyncCallback::new(move |()| back()),
            UnsyncCallback::new(move |()| show_customer()),
        ),
        None => view! {
            <section class="inbox__nothing-open" aria-label=Key::ChatRegion>
                <EmptyState
                    icon=Icon::Chat
                    title=Key::ChatEmptyTitle
                    hint=Key::ChatEmptyHint
                />
            </section>
        },
    })
}

fn chat_view(
    conversation: ConversationId,
    message: Option<MessageId>,
    on_back: UnsyncCallback<()>,
    on_show_customer: UnsyncCallback<()>,
) -> AnyView {
    later::panel(Panel::Chat {
        conversation,
        message,
        on_back,
        on_show_customer,
    })
}

/// With one section at a time, the section that had the focus goes away: it goes along.
fn follow_with_focus(conversation: Memo<Option<ConversationId>>, chat: NodeRef<html::Div>) {
    let layout = use_layout();
    let mut before = None;
    effect(move || {
        let is_in_chat = conversation.with(Option::is_some);
        let has_changed = before.replace(is_in_chat) == Some(!is_in_chat);
        if has_changed && layout.get_untracked() == Layout::Single {
            if !is_in_chat {
                focus_inbox();
            } else if let Some(chat) = chat.get_untracked() {
                request_animation_frame(move || {
                    // What can't take the focus leaves it where it was.
                    let _ = chat.focus();
                });
            }
        }
    });
}

/// The drawer shows the customer of the conversation from which it was opened, and goes out of the way of a message that
/// was followed from there. A ticket that was followed stands in it. Whoever is on the way to something there means that
/// customer.
fn close_drawer_with_place(place: Signal<InboxPlace>, customer: CustomerState) {
    let keyboard = use_keyboard();
    let open = memo(move || place.with(|it| (it.conversation.clone(), it.message.clone())));
    let mut is_first = true;
    effect(move || {
        open.get();
        if !std::mem::take(&mut is_first) {
            keyboard.lead_to(None);
            if !is_ticket_wanted() {
                customer.close_drawer();
            }
        }
    });
}
