//! A proposal while it is written, and what can be done with it.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use recado_protocol::assist::AssistTask;

use super::asking::{Proposal, State};
use super::taking::Place;
use super::{Assist, Wish};
use crate::inbox::composer::length::{Length, outgoing};
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{Signal, effect, shown_while};
use crate::ui::{Button, ButtonKind, Icon};

/// The text that is proposed, as it comes, with the buttons below it.
#[component]
pub fn ProposalView(assist: Assist, wish: Wish) -> impl IntoView {
    let proposal = Proposal::begin(assist, wish);
    let state = proposal.state;
    let panel = NodeRef::<html::Section>::new();
    effect(move || {
        if let Some(panel) = panel.get() {
            // Whoever asked reads it, and Escape leaves it.
            let _ = panel.focus();
        }
    });
    let is_coming = Signal::derive(move || state.get() == State::Coming);
    let is_broken = Signal::derive(move || matches!(state.get(), State::Broken(_)));
    // One button for both, so that the focus on it is not lost.
    let again = Signal::derive(move || {
        t(if is_coming.get() {
            Key::AssistStop
        } else {
            Key::ActionRetry
        })
    });
    let on_again = move || {
        if is_coming.get_untracked() {
            proposal.stop();
        } else {
            assist.ask(wish);
        }
    };
    view! {
        <section
            class="proposal"
            tabindex="-1"
            aria-label=Key::AssistProposal
            aria-busy=move || is_coming.get().to_string()
            node_ref=panel
            on:keydown=move |event: KeyboardEvent| {
                if event.key() == "Escape" {
                    event.prevent_default();
                    event.stop_propagation();
                    assist.close();
                }
            }
        >
            <p
                class="proposal__state"
                class=("proposal__state--broken", is_broken)
                role="status"
            >
                {move || t(state.get().key())}
            </p>
            <p class="proposal__text" dir="auto">
                {move || proposal.text.get()}
            </p>
            <div class="proposal__actions">
                {uses(assist, wish, proposal)} <Button label=again on_press=on_again />
                <Button label=Key::ActionDiscard on_press=move || assist.close() />
            </div>
        </section>
    }
}

/// The ways to take it. What only explains is not taken.
fn uses(assist: Assist, wish: Wish, proposal: Proposal) -> Option<AnyView> {
    let cannot_use = Signal::derive(move || {
        let is_empty = proposal.text.with(|text| outgoing(text).is_empty());
        is_empty || proposal.state.get() == State::Coming
    });
    let use_in = move |place: Place| {
        proposal
            .text
            .with_untracked(|proposed| assist.take(place, proposed))
    };
    if wish.of_message {
        return None;
    }
    let (label, place) = match wish.task {
        AssistTask::Summarise => (Key::AssistUseAsNote, Place::Note),
        _ => (Key::AssistUse, Place::Draft),
    };
    let is_beside_draft = move || {
        wish.task == AssistTask::Suggest && assist.desk.writing.length.get() != Length::Blank
    };
    let insert = move || {
        view! {
            <Button
                label=Key::AssistInsert
                disabled=cannot_use
                on_press=move || use_in(Place::Caret)
            />
        }
    };
    let uses = view! {
        <Button
            label
            kind=ButtonKind::Primary
            icon=Icon::Check
            disabled=cannot_use
            on_press=move || use_in(place)
        />
        {shown_while(is_beside_draft, insert)}
    };
    Some(uses)
}
