//! Where the customer panel stands: beside the chat where there is room, else over it.

use std::time::Duration;

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, effect, live, memo};
use leptos::{callback::UnsyncCallback, prelude::*};
use recado_protocol::ConversationId;

use crate::browser::storage;
use crate::later::{self, Form, Panel};
use crate::locale::Key;
use crate::shell::{Layout, focus_first_of, use_layout};
use crate::ui::{Dialog, Icon, IconButton};

/// Under this name it is kept that the panel was put away.
const PUT_AWAY: &str = "customer-put-away";

/// The button in the chat's head that shows the panel.
const SHOW_BUTTON: &str = ".chat-header__customer button";
/// The button that puts away the panel beside the chat.
const CLOSE_BUTTON: &str = ".inbox__customer-close button";

/// Whether the panel is there.
#[derive(Clone, Copy)]
pub struct CustomerState {
    layout: Signal<Layout>,
    /// Where there is room for it; remembered.
    is_put_away: RwSignal<bool>,
    /// Where it comes over the rest.
    is_drawer_open: RwSignal<bool>,
}

impl CustomerState {
    pub fn new() -> Self {
        Self {
            layout: use_layout(),
            is_put_away: RwSignal::new(storage::get(PUT_AWAY).is_some()),
            is_drawer_open: RwSignal::new(false),
        }
    }

    /// Whether the panel has a column of its own. Reactive.
    pub fn stands_beside(self) -> bool {
        self.layout.get() == Layout::Wide && !self.is_put_away.get()
    }

    /// Shows the panel, or puts it away where it stands beside the chat.
    pub fn toggle(self) {
        if self.layout.get_untracked() != Layout::Wide {
            self.is_drawer_open.update(|open| *open = !*open);
            return;
        }
        let put_away = !self.is_put_away.get_untracked();
        self.is_put_away.set(put_away);
        // The button that was pressed goes away; the one that takes it back gets the focus.
        if put_away {
            storage::set(PUT_AWAY, "yes");
            focus_first_of(vec![SHOW_BUTTON.to_owned()]);
        } else {
            storage::remove(PUT_AWAY);
            focus_first_of(vec![CLOSE_BUTTON.to_owned()]);
        }
    }

    /// Shows the panel, wherever it belongs.
    pub fn show(self) {
        if self.layout.get_untracked() != Layout::Wide {
            self.is_drawer_open.set(true);
        } else if self.is_put_away.get_untracked() {
            self.is_put_away.set(false);
            storage::remove(PUT_AWAY);
        }
    }

    pub fn close_drawer(self) {
        self.is_drawer_open.set(false);
    }
}

/// The customer panel of the open conversation, where it belongs.
#[component]
pub fn CustomerSide(
    #[prop(into)] conversation: Signal<Option<ConversationId>>,
    customer: CustomerState,
) -> impl IntoView {
    let is_drawer = memo(move || customer.layout.get() != Layout::Wide);
    let shown = after_the_chat(conversation);
    let drawer = move || later::form_window(customer.is_drawer_open, Form::Drawer(customer, shown));
    let beside = memo(move || customer.stands_beside() && conversation.with(Option::is_some));
    let put_away = UnsyncCallback::new(move |()| customer.toggle());
    live(move || {
        if is_drawer.get() {
            drawer()
        } else if beside.get() {
            view! {
                <div class="inbox__customer">
                    <div class="inbox__customer-close">
                        <IconButton
                            icon=Icon::Close
                            label=Key::CustomerClose
                            small=true
                            on_press=put_away
                        />
                    </div>
                    {panel_of(shown)}
                </div>
            }
        } else {
            ().into_any()
        }
    })
}

/// The panel in a window over the chat.
pub fn customer_drawer(
    customer: CustomerState,
    shown: RwSignal<Option<ConversationId>>,
) -> AnyView {
    let close = UnsyncCallback::new(move |()| customer.close_drawer());
    view! {
        <Dialog
            open=customer.is_drawer_open
            on_close=close
            title=Key::CustomerRegion
            class="customer-drawer"
        >
            {panel_of(shown)}
        </Dialog>
    }
}

fn panel_of(shown: RwSignal<Option<ConversationId>>) -> AnyView {
    live(move || {
        shown
            .get()
            .map(|conversation| later::panel(Panel::Customer(conversation)))
    })
}

/// The conversation whose customer is shown: what is said comes first, and who says it after the picture of that.
fn after_the_chat(
    conversation: Signal<Option<ConversationId>>,
) -> RwSignal<Option<ConversationId>> {
    let shown = RwSignal::new(None);
    effect(move || {
        // What is shown then is what is open then.
        conversation.with(|_| ());
        request_animation_frame(move || {
            let show = move || {
                if let Some(now) = conversation.try_get_untracked() {
                    shown.set(now);
                }
            };
            set_timeout(show, Duration::ZERO);
        });
    });
    shown
}
