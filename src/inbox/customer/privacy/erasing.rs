//! The window that asks before a person is erased: what goes, what stays and why, and the name to be typed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::privacy::{Erase, Erasure};
use recado_protocol::{CommandId, Contact, Fields};

use crate::browser::clock;
use crate::locale::{Key, failure_sentence, t, t_count, t_with};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, live};
use crate::session::{Session, use_session};
use crate::ui::{
    Button, ButtonKind, Dialog, Notice, NoticeTone, TextField, Toaster, close_for_good, use_toaster,
};

/// What is about to be erased.
#[derive(Clone, Copy)]
struct Erasing {
    session: Session,
    toaster: Toaster,
    /// The window, which gives the focus back before it goes.
    shown: RwSignal<bool>,
    open: RwSignal<bool>,
    contact: StoredValue<Contact>,
    /// Made once: tried again, it is no second one.
    id: StoredValue<CommandId>,
    counted: RwSignal<Option<Erasure>>,
    name: RwSignal<String>,
    failure: RwSignal<Option<String>>,
    is_busy: RwSignal<bool>,
}

/// The window, open from the beginning.
#[component]
pub fn ErasingWindow(contact: Contact, open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    let erasing = Erasing {
        session,
        toaster: use_toaster(),
        shown: RwSignal::new(true),
        open,
        contact: StoredValue::new(contact),
        id: StoredValue::new(CommandId::make(clock::now(), session.random())),
        counted: RwSignal::new(None),
        name: RwSignal::new(String::new()),
        failure: RwSignal::new(None),
        is_busy: RwSignal::new(false),
    };
    erasing.count();
    let failure = move || {
        let words = erasing.failure.get()?;
        Some(view! { <Notice tone=NoticeTone::Danger>{words}</Notice> })
    };
    view! {
        <Dialog
            open=erasing.shown
            on_close=move || erasing.close()
            title=Key::PrivacyEraseTitle
            class="erasing"
        >
            {live(move || erasing.account())}
            {erasing.form()}
            {live(failure)}
        </Dialog>
    }
}

impl Erasing {
    fn close(self) {
        let open = self.open;
        close_for_good(self.shown, move || open.set(false));
    }

    fn resource(self) -> String {
        self.contact
            .with_value(|contact| format!("contacts/{}/erase", contact.id))
    }

    fn count(self) {
        spawn_local(async move {
            let answer = self.session.resource(&self.resource()).await;
            if self.counted.try_get_untracked().is_none() {
                return;
            }
            match answer {
                Ok(fields) => self.counted.set(fields.read()),
                Err(failure) => self
                    .failure
                    .set(Some(failure_sentence(&failure, Key::MergeUnreachable))),
            }
        });
    }

    /// What goes, and what stays and why.
    fn account(self) -> AnyView {
        let Some(counted) = self.counted.get() else {
            return view! { <p role="status">{t(Key::MainLoading)}</p> };
        };
        let goes = [
            (Key::ErasesMessages, counted.messages),
            (Key::ErasesConversations, counted.conversations),
            (Key::ErasesFiles, counted.files),
            (Key::ErasesTickets, counted.tickets),
        ];
        let stays = [
            (Key::KeepsAudit, counted.audit_entries),
            (Key::KeepsShells, counted.conversations),
            (Key::KeepsTickets, counted.shared_tickets),
            (Key::KeepsFiles, counted.shared_files),
        ];
        let lines = |all: [(Key, u64); 4]| -> Vec<AnyView> {
            all.into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(key, count)| view! { <li>{t_count(key, count)}</li> })
                .collect()
        };
        let name = self.contact.with_value(|contact| contact.name.clone());
        view! {
            <p>{t_with(Key::PrivacyEraseIntro, &[("name", &name)])}</p>
            <h3 class="privacy__title">{t(Key::PrivacyGoes)}</h3>
            <ul class="erasing__list">
                <li>{t(Key::ErasesFacts)}</li>
                {lines(goes)}
            </ul>
            <h3 class="privacy__title">{t(Key::PrivacyStays)}</h3>
            <ul class="erasing__list">{lines(stays)}</ul>
        }
    }

    fn form(self) -> AnyView {
        let is_named = move || {
            self.contact
                .with_value(|contact| contact.name.trim() == self.name.get().trim())
        };
        let disabled = Signal::derive(move || {
            !is_named() || self.is_busy.get() || self.counted.with(Option::is_none)
        });
        let label = Signal::derive(move || {
            let name = self.contact.with_value(|contact| contact.name.clone());
            t_with(Key::PrivacyEraseName, &[("name", &name)])
        });
        view! {
            <form
                class="contact-form"
                novalidate=true
                on:submit=move |event| {
                    event.prevent_default();
                    if !disabled.get_untracked() {
                        self.erase();
                    }
                }
            >
                <TextField label value=self.name />
                <div class="contact-form__buttons">
                    <Button
                        label=Key::PrivacyEraseConfirm
                        kind=ButtonKind::Danger
                        disabled=disabled
                        submit=true
                    />
                    <Button label=Key::ActionCancel on_press=move || self.close() />
                </div>
            </form>
        }
    }

    fn erase(self) {
        let asked = Erase {
            id: self.id.get_value(),
            name: self.name.get_untracked().trim().to_owned(),
        };
        self.failure.set(None);
        self.is_busy.set(true);
        spawn_local(async move {
            let answer = self
                .session
                .call(&self.resource(), &Fields::of(&asked))
                .await;
            if self
                .is_busy
                .try_update(|is_busy| *is_busy = false)
                .is_none()
            {
                return;
            }
            match answer {
                Ok(_) => {
                    self.toaster
                        .notice(t_with(Key::PrivacyErased, &[("name", &asked.name)]));
                    self.close();
                }
                Err(failure) => self
                    .failure
                    .set(Some(failure_sentence(&failure, Key::MergeUnreachable))),
            }
        });
    }
}
