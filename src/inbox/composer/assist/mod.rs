//! Help with the text by a language model. It makes a proposal; a person takes it or leaves it, and
//! taking it can be undone. Nothing is sent from here.
//!
//! Here is the button; the menu and the proposal come when they are first wanted.

mod asking;
mod menu;
mod proposal;
mod taking;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use recado_protocol::Feature;
use recado_protocol::assist::AssistTask;

use super::Desk;
use crate::later::{self, Action};
use crate::locale::Key;
use crate::markup::view;
use crate::reactive::{RwSignal, live, shown_while};
use crate::ui::{Icon, icon};

pub use asking::failure_key as assist_failure;
pub use menu::AssistMenu;
pub use proposal::ProposalView;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wish {
    task: AssistTask,
    /// The tag of a language.
    language: Option<&'static str>,
    /// It is about what the customer said last, for the agent to read.
    of_message: bool,
}

/// The help of one composer.
#[derive(Clone, Copy)]
pub struct Assist {
    desk: Desk,
    button: NodeRef<html::Button>,
    is_menu_open: RwSignal<bool>,
    /// Each wish has a number, so that the same one again is another.
    wish: RwSignal<Option<(u32, Wish)>>,
}

impl Assist {
    pub(super) fn of(desk: Desk) -> Self {
        Self {
            desk,
            button: NodeRef::new(),
            is_menu_open: RwSignal::new(false),
            wish: RwSignal::new(None),
        }
    }
}

/// The button with the menu of what can be asked for.
pub fn assist_button(assist: Assist) -> AnyView {
    let session = assist.desk.writing.session();
    let is_open = assist.is_menu_open;
    shown_while(
        move || session.can(&Feature::ASSIST),
        move || {
            view! {
                <button
                    type="button"
                    class="button button--quiet button--icon"
                    aria-label=Key::ComposerAi
                    title=Key::ComposerAi
                    aria-haspopup="menu"
                    aria-expanded=move || is_open.get().to_string()
                    node_ref=assist.button
                    on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
                    on:keydown=move |event: KeyboardEvent| {
                        if event.key() == "ArrowDown" {
                            event.prevent_default();
                            is_open.set(true);
                        }
                    }
                >
                    {icon(Icon::Sparkle)}
                </button>
                {shown_while(
                    move || is_open.get(),
                    move || later::action(Action::AssistMenu(assist)),
                )}
            }
        },
    )
}

/// The proposal, while there is one.
pub fn assist_proposal(assist: Assist) -> AnyView {
    live(move || {
        let wish = assist.wish.get();
        wish.map(|(_, wish)| later::action(Action::Assist { assist, wish }))
    })
}
