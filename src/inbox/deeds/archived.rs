//! The line above the messages of a conversation that is archived.

use leptos::prelude::*;
use recado_protocol::deed::may_delete;
use recado_protocol::{Conversation, ConversationId, Feature};

use super::{Deed, Doer, Targets};
use crate::locale::{Key, text};
use crate::markup::view;
use crate::reactive::{live, memo};
use crate::session::Session;
use crate::ui::{Button, ButtonKind, small_drawing};

/// A box with a lid.
pub const ARCHIVE: &str = "M3.5 4h13v3.5h-13zM4.5 7.5V16h11V7.5M8 10.5h4";

/// Whether this person may delete conversations, and take that back.
pub fn may_delete_here(session: Session) -> bool {
    session.can(&Feature::DELETE_CONVERSATION) && session.peek(|store| may_delete(store.me().role))
}

/// Says so, with the way back where there is one; who was erased does not come back.
pub fn archived_line(conversation: ConversationId) -> AnyView {
    let doer = Doer::here();
    let id = conversation.clone();
    let way = memo(move || {
        let session = doer.session;
        let is = |of| session.holds(&id, of);
        if is(|it: &Conversation| it.erased) {
            None
        } else if is(|it| it.deleted) {
            may_delete_here(session).then_some(Key::DeedRestoreIt)
        } else {
            let can = session.can(&Feature::ARCHIVE);
            can.then_some(Key::DeedUnarchiveIt)
        }
    });
    let way_back = live(move || {
        let (label, conversation) = (way.get()?, conversation.clone());
        let back = move || {
            let deed = match label {
                Key::DeedRestoreIt => Deed::Deleted(false),
                _ => Deed::Archived(false),
            };
            doer.act(Targets::one(conversation.clone()), deed);
        };
        Some(view! { <Button label=label kind=ButtonKind::Quiet on_press=back /> })
    });
    view! {
        <div class="archived">
            {small_drawing(ARCHIVE)}
            <p class="archived__text">{text(Key::DeedArchived)}</p>
            {way_back}
        </div>
    }
}
