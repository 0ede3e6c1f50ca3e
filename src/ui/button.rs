//! Buttons, and links that look like them.

use crate::markup::view;
use crate::reactive::Signal;
use leptos::{callback::UnsyncCallback, prelude::*};

use super::{Icon, icon as draw, small_icon};
use crate::keyboard::{Shortcut, spoken_keys, with_keys};

/// How much a button asks for attention.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ButtonKind {
    /// The one thing to do here.
    Primary,
    #[default]
    Secondary,
    /// No frame until it is pointed at.
    Quiet,
    /// Takes something away.
    Danger,
}

/// A button with its name on it.
#[component]
pub fn Button(
    #[prop(into)] label: Signal<String>,
    /// Not needed on a button that submits a form.
    #[prop(optional, into)]
    on_press: Option<UnsyncCallback<()>>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Whether it submits the form that it stands in.
    #[prop(optional)]
    submit: bool,
) -> impl IntoView {
    view! {
        <button
            type=button_type(submit)
            class=kind.class()
            disabled=disabled
            on:click=move |_| press(on_press)
        >
            {icon.map(small_icon)}
            <span class="button__label">{label}</span>
        </button>
    }
}

/// A button that is only an icon; its name is read out, and shown when it is pointed at.
#[component]
pub fn IconButton(
    icon: Icon,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] on_press: Option<UnsyncCallback<()>>,
    #[prop(optional)] kind: Option<ButtonKind>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// With an icon of 16 px, for use inside of other things.
    #[prop(optional)]
    small: bool,
    #[prop(optional)] submit: bool,
    /// The keys that do the same.
    #[prop(optional)]
    shortcut: Option<Shortcut>,
) -> impl IntoView {
    view! {
        <button
            type=button_type(submit)
            class=kind.unwrap_or(ButtonKind::Quiet).class()
            class=("button--icon", true)
            class=("button--small", small)
            disabled=disabled
            aria-label=label
            title=move || match shortcut {
                Some(shortcut) => with_keys(&label.get(), shortcut),
                None => label.get(),
            }
            aria-keyshortcuts=move || spoken_keys(shortcut?)
            on:click=move |_| press(on_press)
        >
            {if small { small_icon(icon) } else { draw(icon) }}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Icon>,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href>
            {icon.map(small_icon)}
            <span class="button__label">{label}</span>
        </a>
    }
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button--primary",
            Self::Secondary => "button",
            Self::Quiet => "button button--quiet",
            Self::Danger => "button button--danger",
        }
    }
}

const fn button_type(submit: bool) -> &'static str {
    if submit { "submit" } else { "button" }
}

fn press(on_press: Option<UnsyncCallback<()>>) {
    if let Some(on_press) = on_press {
        on_press.run(());
    }
}
