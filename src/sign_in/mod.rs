//! Signing in. Whatever goes wrong is said in words, and what was typed stays.

mod failure;

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Failure;

use crate::locale::{Key, t, t_with};
use crate::session::{Farewell, use_session};
use crate::theme::use_theme;
use crate::ui::{
    Button, ButtonKind, FieldKind, Icon, MenuAlign, MenuButton, Notice, NoticeTone, TextField,
    icon, language_entries, theme_entries,
};
use failure::failure_sentence;

#[component]
pub fn SignIn(farewell: Farewell) -> impl IntoView {
    let theme = use_theme();
    let brand = StoredValue::new(use_session().config().brand);
    let subtitle =
        move || brand.with_value(|brand| t_with(Key::SignInSubtitle, &[("brand", brand)]));
    view! {
        <main class="sign-in">
            <div class="sign-in__options">
                <MenuButton
                    label=Key::LanguageTitle
                    icon=Icon::Language
                    align=MenuAlign::End
                    entries=language_entries
                />
                <MenuButton
                    label=Key::ThemeTitle
                    icon=Icon::Sun
                    align=MenuAlign::End
                    entries=move || theme_entries(theme)
                />
            </div>
            <div class="sign-in__card">
                <span class="sign-in__brand" aria-hidden="true">
                    {icon(Icon::Chat)}
                </span>
                <h1 class="sign-in__title" id=HEADING>
                    {Key::SignInTitle}
                </h1>
                <p class="sign-in__subtitle">{subtitle}</p>
                <SignInForm farewell />
            </div>
        </main>
    }
}

const HEADING: &str = "sign-in-title";

/// What the form is doing.
#[derive(Clone, PartialEq, Debug)]
enum Progress {
    Idle,
    /// The backend is being asked.
    Asking,
    Failed(Failure),
}

#[component]
fn SignInForm(farewell: Farewell) -> impl IntoView {
    let session = use_session();
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let progress = RwSignal::new(Progress::Idle);
    // What is missing is only said after the person has pressed the button.
    let was_pressed = RwSignal::new(false);
    let email_field = NodeRef::<Input>::new();
    let password_field = NodeRef::<Input>::new();
    focus_once(email_field);

    let is_asking = Signal::derive(move || progress.with(|p| *p == Progress::Asking));
    let missing = move |value: RwSignal<String>, key: Key| {
        Signal::derive(move || {
            let is_missing = was_pressed.get() && value.with(|value| value.trim().is_empty());
            is_missing.then(|| t(key))
        })
    };
    let submit = move || {
        was_pressed.set(true);
        let empty = |value: RwSignal<String>| value.with_untracked(|v| v.trim().is_empty());
        if empty(email) || empty(password) {
            focus(if empty(email) {
                email_field
            } else {
                password_field
            });
            return;
        }
        if is_asking.get_untracked() {
            return;
        }
        progress.set(Progress::Asking);
        spawn_local(async move {
            let typed = (
                email.get_untracked().trim().to_owned(),
                password.get_untracked(),
            );
            // After a success this page is gone.
            if let Err(failure) = session.sign_in(typed.0, typed.1).await {
                progress.set(Progress::Failed(failure));
                focus(password_field);
            }
        });
    };
    view! {
        <form
            class="sign-in__form"
            aria-labelledby=HEADING
            novalidate
            aria-busy=move || is_asking.get().then_some("true")
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            {farewell_words(farewell)}
            {move || {
                failure(&progress.get())
                    .map(|key| {
                        view! {
                            <Notice tone=NoticeTone::Danger>{failure_sentence(&key)}</Notice>
                        }
                    })
            }}
            <TextField
                label=Key::SignInEmail
                value=email
                kind=FieldKind::Email
                name="username"
                autocomplete="username"
                error=missing(email, Key::SignInEmailMissing)
                node_ref=email_field
            />
            <TextField
                label=Key::SignInPassword
                value=password
                kind=FieldKind::Password
                name="password"
                autocomplete="current-password"
                error=missing(password, Key::SignInPasswordMissing)
                node_ref=password_field
            />
            <Button
                label=Signal::derive(move || {
                    t(if is_asking.get() { Key::SignInBusy } else { Key::SignInSubmit })
                })
                kind=ButtonKind::Primary
                submit=true
                disabled=is_asking
            />
        </form>
    }
}

/// Why the person has to sign in, where they were in before.
fn farewell_words(farewell: Farewell) -> Option<AnyView> {
    let (tone, key) = match farewell {
        Farewell::NotYet => return None,
        Farewell::Left => (NoticeTone::Info, Key::SignInSignedOut),
        Farewell::Expired => (NoticeTone::Warning, Key::SignInExpired),
    };
    let words = view! {
        <div role="status">
            <Notice tone>{key}</Notice>
        </div>
    };
    Some(words)
}

fn failure(progress: &Progress) -> Option<Failure> {
    match progress {
        Progress::Failed(failure) => Some(failure.clone()),
        Progress::Idle | Progress::Asking => None,
    }
}

fn focus_once(field: NodeRef<Input>) {
    effect(move || {
        if field.get().is_some() {
            // The field is made before it stands in the page, where alone it can take the focus.
            request_animation_frame(move || focus(field));
        }
    });
}

fn focus(field: NodeRef<Input>) {
    if let Some(Some(field)) = field.try_get_untracked() {
        // A field that can't take the focus leaves it where it was.
        let _ = field.focus();
    }
}
