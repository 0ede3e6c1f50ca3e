//! Asks before a person leaves with changes that the backend does not have yet, or with nothing left on the device.

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, memo, shown_while};
use leptos::prelude::*;
use recado_store::{EntryState, OutboxEntry};

use super::outbox_list::OutboxEntries;
use crate::locale::{Key, t};
use crate::session::{Topic, uploads::messages_waiting, use_session};
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
    // Whether something waits to go out, files with their messages too, and whether something was refused.
    let left = memo(move || {
        session.watch(Topic::Outbox, |store| {
            let is_refused = |entry: &OutboxEntry| matches!(entry.state, EntryState::Failed { .. });
            let waits = messages_waiting() > 0 || !store.outbox().iter().all(is_refused);
            (waits, store.outbox().iter().any(is_refused))
        })
    });
    let sentence = move |key: Key| view! { <p>{t(key)}</p> };
    let what_is_left = shown_while(
        move || left.get() != (false, false),
        move || {
            let (waits, is_refused) = left.get();
            let wipes = wipe.get();
            let waits = (waits && !wipes).then(|| sentence(Key::OptionsSignOutWaiting));
            let refused = (is_refused && !wipes).then(|| sentence(Key::OptionsSignOutRefused));
            view! {
                {wipes.then(|| sentence(Key::OptionsSignOutLosing))}
                {waits}
                {refused}
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
        {move || wipe.get().then(|| view! { <p>{Key::OptionsSignOutWipingHint}</p> })}
        {what_is_left}
        <div class="outbox__foot">
            <Button label=Key::ActionCancel on_press=move || open.set(false) />
            {button}
        </div>
    }
}
