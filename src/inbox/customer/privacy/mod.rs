//! What the person has allowed, what is blocked for them, and what is held of them.

mod blocks;
mod consent;
mod erasing;
mod held;
mod masking;
mod noting;

use leptos::prelude::*;
use recado_protocol::{ConversationId, Feature};

use crate::markup::view;
use crate::reactive::shown_while;
use crate::session::use_session;
use blocks::PersonBlocks;
use consent::consent;
use held::held;
use masking::masking;

/// The section's content.
#[component]
pub fn PersonPrivacy(conversation: ConversationId) -> impl IntoView {
    let session = use_session();
    let here = conversation.clone();
    let blocks = shown_while(
        move || session.capabilities().can(&Feature::BLOCK),
        move || {
            let conversation = here.clone();
            view! { <PersonBlocks conversation /> }
        },
    );
    view! {
        <div class="privacy">
            {consent(session, conversation.clone())}
            {blocks}
            {held(session, conversation)}
            {masking(session)}
        </div>
    }
}
