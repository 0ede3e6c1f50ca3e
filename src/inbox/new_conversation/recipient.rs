//! Who is behind an address: looked up as soon as one is written, and before anything is sent.

use leptos::prelude::*;
use recado_protocol::first::{Barrier, Reach, Reached};
use recado_protocol::{ConversationRecord, Fields};

use super::draft::Way;
use crate::locale::{Key, failure_sentence, t, t_with};
use crate::markup::view;
use crate::session::Session;
use crate::ui::{Button, ButtonKind};

/// Asks the backend.
///
/// # Errors
/// A sentence that says why nobody knows.
pub async fn look_up(session: Session, way: &Way, address: &str) -> Result<Reached, String> {
    let reach = Reach {
        channel: way.channel.id.clone(),
        address: address.to_owned(),
    };
    let answer = session
        .call("conversations/reach", &Fields::of(&reach))
        .await;
    answer
        .map(|fields| fields.read().unwrap_or_default())
        .map_err(|failure| failure_sentence(&failure, Key::NewOffline))
}

/// Why somebody may not be written to.
pub fn barrier_words(barrier: Barrier) -> String {
    t(match barrier {
        Barrier::OptedOut => Key::NewOptedOut,
        Barrier::BlockedUs => Key::NewBlockedUs,
        Barrier::Blocked => Key::NewBlocked,
    })
}

/// The conversation that there is already.
pub fn known(record: &ConversationRecord, open: impl Fn() + 'static) -> AnyView {
    let words = t_with(Key::NewKnown, &[("name", &record.contact.name)]);
    view! {
        <div class="new-conversation__known" role="status">
            <span>{words}</span>
            <Button label=Key::NewOpen kind=ButtonKind::Primary on_press=open />
        </div>
    }
}
