//! What the person has allowed, what is blocked for them, and what is held of them.

mod blocks;
mod consent;
mod erasing;
mod held;
mod masking;
mod noting;

use leptos::prelude::*;
use recado_protocol::{ConversationId, Feature};

use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{memo, shown_while};
use crate::session::use_session;
use blocks::PersonBlocks;
use consent::consent;
use held::held;
use masking::masking;

/// The section's content.
#[component]
pub fn PersonPrivacy(conversation: ConversationId) -> impl IntoView {
    let session = use_session();
    let id = conversation.clone();
    let is_erased = memo(move || session.holds(&id, |it| it.erased));
    let held = held(session, conversation.clone());
    // Of who was erased nothing is known.
    let of_person = move || {
        let here = conversation.clone();
        let blocks = shown_while(
            move || session.can(&Feature::BLOCK),
            move || {
                let conversation = here.clone();
                view! { <PersonBlocks conversation /> }
            },
        );
        view! {
            {consent(session, conversation.clone())}
            {blocks}
        }
    };
    let nothing = move || is_erased.get().then(|| t(Key::ClosedErased));
    view! {
        <div class="privacy">
            <p class="privacy__hint" role="status">{nothing}</p>
            {shown_while(move || !is_erased.get(), of_person)}
            {held}
            {masking(session)}
        </div>
    }
}
