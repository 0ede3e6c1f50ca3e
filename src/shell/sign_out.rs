//! Asks before a person leaves with changes that the backend does not have yet.

use crate::markup::view;
use crate::reactive::{RwSignal, memo};
use leptos::prelude::*;

use super::outbox_list::OutboxEntries;
use crate::later::{self, Panel};
use crate::locale::{Key, t_count};
use crate::session::{Topic, use_session};
use crate::ui::{Button, ButtonKind, Dialog};

/// `wipe` says whether what this device keeps goes too.
#[component]
pub fn SignOutDialog(open: RwSignal<bool>, wipe: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open on_close=move || open.set(false) title=Key::OptionsSignOutTitle>
            {later::panel(Panel::SignOut { open, wipe })}
        </Dialog>
    }
}

/// What stands in that window.
#[component]
pub fn SignOutContent(open: RwSignal<bool>, wipe: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let waiting = memo(move || session.watch(Topic::Outbox, |store| store.outbox().len() as u64));
    view! {
            <p>
                {move || {
                    let key = if wipe.get() {
                        Key::OptionsSignOutLosing
                    } else {
                        Key::OptionsSignOutWaiting
                    };
                    t_count(key, waiting.get())
                }}
            </p>
            <OutboxEntries />
            <div class="outbox__foot">
                <Button label=Key::ActionCancel on_press=move || open.set(false) />
                <Button
                    label=Key::OptionsSignOut
                    kind=ButtonKind::Primary
                    on_press=move || session.sign_out(wipe.get_untracked())
                />
            </div>
    }
}
