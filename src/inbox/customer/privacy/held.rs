//! What is held of the person: all of it as a file, and the way to erase it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::privacy::{may_erase, may_export};
use recado_protocol::{Contact, ConversationId};

use super::erasing::ErasingWindow;
use crate::keyboard::{Goal, use_keyboard};
use crate::locale::{Key, failure_sentence, t, t_with, text};
use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, live, shown_while};
use crate::session::Session;
use crate::ui::{Button, ButtonKind, Icon, Notice, NoticeTone, use_toaster};

/// The two buttons, for who may press them.
pub fn held(session: Session, conversation: ConversationId) -> AnyView {
    let role = session.peek(|store| store.me().role);
    if !may_export(role) {
        return ().into_any();
    }
    let conversation = StoredValue::new(conversation);
    let contact = move || {
        let id = conversation.get_value();
        session.peek(|store| {
            let conversation = store.conversation(&id)?;
            store.contact(&conversation.contact).cloned()
        })
    };
    let toaster = use_toaster();
    let (is_busy, failure) = (RwSignal::new(false), RwSignal::new(None));
    let export = move |()| {
        let Some(contact) = contact() else { return };
        // The button keeps the focus, so it can be pressed meanwhile.
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let resource = format!("contacts/{}/export", contact.id);
            let file = file_name(&contact);
            let answer = session.download(&resource, &file).await;
            let is_there = is_busy.try_update(|is_busy| *is_busy = false).is_some();
            match answer {
                Ok(()) => toaster.notice(t_with(Key::PrivacyExported, &[("file", &file)])),
                Err(why) if is_there => {
                    failure.set(Some(failure_sentence(&why, Key::MergeUnreachable)));
                }
                Err(why) => toaster.alert(failure_sentence(&why, Key::MergeUnreachable)),
            }
        });
    };
    let said = move || {
        let words = failure.get()?;
        Some(view! { <Notice tone=NoticeTone::Danger>{words}</Notice> })
    };
    // What is erased has no way back, nor a second time.
    let is_erasing = RwSignal::new(false);
    let keyboard = use_keyboard();
    keyboard.arrive(Goal::Export, move || export(()));
    if may_erase(role) {
        keyboard.arrive(Goal::Erase, move || is_erasing.set(true));
    }
    let erase = move || {
        view! {
            <Button
                label=Key::PrivacyErase
                kind=ButtonKind::Danger
                on_press=move || is_erasing.set(true)
            />
        }
    };
    let is_here = move || !session.holds(&conversation.get_value(), |it| it.erased);
    let buttons = move || {
        view! {
            <h4 class="privacy__title">{text(Key::PrivacyHeld)}</h4>
            <div class="privacy__buttons">
                <Button
                    label=Key::PrivacyExport
                    icon=Icon::Download
                    on_press=move || export(())
                />
                {may_erase(role).then(erase)}
            </div>
        }
    };
    view! {
        <div class="privacy__part">
            {shown_while(is_here, buttons)}
            // It says what became of it when nothing else is left.
            {shown_while(
                move || is_erasing.get(),
                move || match contact() {
                    Some(contact) => view! { <ErasingWindow contact open=is_erasing /> },
                    None => ().into_any(),
                },
            )}
            <p class="privacy__hint" role="status">
                {move || is_busy.get().then(|| t(Key::MainLoading))}
            </p>
            {live(said)}
        </div>
    }
}

/// What the file is called, with what file systems take of the name.
fn file_name(contact: &Contact) -> String {
    let name: String = contact
        .name
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                '-'
            }
        })
        .collect();
    format!("{name}.zip")
}
