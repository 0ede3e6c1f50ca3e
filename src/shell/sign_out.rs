//! Asks before a person leaves with changes that the backend does not have yet, or with nothing left on the device.

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, memo, shown_while};
use leptos::prelude::*;

use super::outbox_list::OutboxEntries;
use crate::locale::{Key, t, t_count};
use crate::session::{Topic, use_session};
use crate::ui::{Button, ButtonKind, Dialog};

/// `wipe` says whether what this device keeps goes too.
#[component]
pub fn SignOutDialog(open: RwSignal<bool>, wipe: RwSignal<bool>) -> impl IntoView {
    let title = Signal::derive(move || {
        let key = if wipe.get() {
            Key::OptionsSignOutWipingTitle
        } else {
            Key::OptionsSignOutTitle
        };
        t(key)
    });
    view! {
        <Dialog open on_close=move || open.set(false) title=title>
            {content(open, wipe)}
        </Dialog>
    }
}

fn content(open: RwSignal<bool>, wipe: RwSignal<bool>) -> AnyView {
    let session = use_session();
    let waiting = memo(move || session.watch(Topic::Outbox, |store| store.outbox().len() as u64));
    let has_waiting = memo(move || waiting.get() > 0);
    let what_waits = shown_while(
        move || has_waiting.get(),
        move || {
            let key = if wipe.get() {
                Key::OptionsSignOutLosing
            } else {
                Key::OptionsSignOutWaiting
            };
            view! {
                <p>{move || t_count(key, waiting.get())}</p>
                <OutboxEntries />
            }
        },
    );
    let leave = move || session.sign_out(wipe.get_untracked());
    let button = move || {
        if wipe.get() {
            view! { <Button label=Key::OptionsSignOutWiping kind=ButtonKind::Danger on_press=leave /> }
        } else {
            view! { <Button label=Key::OptionsSignOut kind=ButtonKind::Primary on_press=leave /> }
        }
    };
    view! {
        {move || wipe.get().then(|| view! { <p>{move || t(Key::OptionsSignOutWipingHint)}</p> })}
        {what_waits}
        <div class="outbox__foot">
            <Button label=Key::ActionCancel on_press=move || open.set(false) />
            {button}
        </div>
    }
}
