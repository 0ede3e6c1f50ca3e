//! The pages that stand where the app can't begin: what happened, what was kept, what to do.

use crate::markup::view;
use crate::reactive::Signal;
use leptos::{callback::UnsyncCallback, prelude::*};

use crate::config::ConfigError;
use crate::locale::{Key, t, t_with};
use crate::ui::{Button, ButtonKind, Icon, icon};

/// `config.json` could not be had.
#[component]
pub fn ConfigFailure(
    error: ConfigError,
    #[prop(into)] on_retry: UnsyncCallback<()>,
) -> impl IntoView {
    let (title, hint) = match &error {
        ConfigError::Missing => (Key::ConfigMissingTitle, Key::ConfigMissingHint),
        ConfigError::Broken(_) => (Key::ConfigBrokenTitle, Key::ConfigBrokenHint),
        ConfigError::Unreachable => (Key::ConfigUnreachableTitle, Key::ConfigUnreachableHint),
    };
    let detail = Signal::derive(move || match &error {
        ConfigError::Missing => t(Key::ConfigMissingDetail),
        ConfigError::Broken(reason) => t_with(Key::ConfigBrokenDetail, &[("reason", reason)]),
        ConfigError::Unreachable => t(Key::ConfigUnreachableDetail),
    });
    failure_page(title, detail, hint, on_retry)
}

fn failure_page(
    title: Key,
    detail: Signal<String>,
    hint: Key,
    on_retry: UnsyncCallback<()>,
) -> AnyView {
    view! {
        <main class="start-failure">
            <span class="start-failure__icon">{icon(Icon::Warning)}</span>
            <div role="alert">
                <h1 class="start-failure__title">{title}</h1>
                <p class="start-failure__text">{detail}</p>
                <p class="start-failure__text">{hint}</p>
            </div>
            <Button
                label=Key::ActionRetry
                icon=Icon::Retry
                kind=ButtonKind::Primary
                on_press=on_retry
            />
        </main>
    }
}
