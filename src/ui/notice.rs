//! A box inside of a section that says something about it.

use crate::markup::view;
use leptos::prelude::*;

use super::{Icon, small_icon};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum NoticeTone {
    #[default]
    Info,
    Warning,
    /// Read out at once when it appears.
    Danger,
}

#[component]
pub fn Notice(
    #[prop(optional)] tone: NoticeTone,
    /// Instead of the icon of the tone.
    #[prop(optional)]
    icon: Option<Icon>,
    children: Children,
) -> impl IntoView {
    let (class, icon_of_tone) = match tone {
        NoticeTone::Info => ("notice", Icon::Note),
        NoticeTone::Warning => ("notice notice--warning", Icon::Warning),
        NoticeTone::Danger => ("notice notice--danger", Icon::Warning),
    };
    view! {
        <div class=class role=(tone == NoticeTone::Danger).then_some("alert")>
            {small_icon(icon.unwrap_or(icon_of_tone))} <div class="notice__text">{children()}</div>
        </div>
    }
}
