//! A short word about something, in a small frame.

use crate::markup::view;
use crate::reactive::Signal;
use leptos::prelude::*;

use super::{Icon, small_icon};

/// What a chip is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ChipTone {
    #[default]
    Plain,
    Company,
    Label,
    /// Somebody waits.
    Waiting,
    Danger,
}

#[component]
pub fn Chip(
    #[prop(into)] text: Signal<String>,
    #[prop(optional)] tone: ChipTone,
    #[prop(optional)] icon: Option<Icon>,
) -> impl IntoView {
    view! {
        <span class=tone.class()>
            {icon.map(small_icon)} <span class="chip__text" dir="auto">{text}</span>
        </span>
    }
}

impl ChipTone {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "chip",
            Self::Company => "chip chip--company",
            Self::Label => "chip chip--label",
            Self::Waiting => "chip chip--waiting",
            Self::Danger => "chip chip--danger",
        }
    }
}
