//! The line above the messages of a conversation that is archived.

use leptos::prelude::*;
use recado_protocol::{ConversationId, Feature};

use super::{Deed, Doer, Targets};
use crate::locale::{Key, text};
use crate::markup::view;
use crate::reactive::{memo, shown_while};
use crate::session::Topic;
use crate::ui::{Button, ButtonKind, small_drawing};

/// A box with a lid.
pub const ARCHIVE: &str = "M3.5 4h13v3.5h-13zM4.5 7.5V16h11V7.5M8 10.5h4";

/// Says so, with the way back where the backend has one; who was erased does not come back.
pub fn archived_line(conversation: ConversationId) -> AnyView {
    let doer = Doer::here();
    let id = conversation.clone();
    let is_erased = memo(move || {
        doer.session
            .watch(Topic::Conversation(id.clone()), |store| {
                store.conversation(&id).is_some_and(|it| it.erased)
            })
    });
    let way_back = shown_while(
        move || doer.session.can(&Feature::ARCHIVE) && !is_erased.get(),
        move || {
            let conversation = conversation.clone();
            view! {
                <Button
                    label=Key::DeedUnarchiveIt
                    kind=ButtonKind::Quiet
                    on_press=move || {
                        doer.act(Targets::one(conversation.clone()), Deed::Archived(false));
                    }
                />
            }
        },
    );
    view! {
        <div class="archived">
            {small_drawing(ARCHIVE)}
            <p class="archived__text">{text(Key::DeedArchived)}</p>
            {way_back}
        </div>
    }
}
