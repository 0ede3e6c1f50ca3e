//! What this page has seen of the attributes of each person, for as long as it lives. It is not kept on the device: who
//! is erased would stay there.

use std::cell::RefCell;

use recado_client::Failure;
use recado_protocol::attribute::Attributes;
use recado_protocol::{AgentId, ConversationId, Fields};
use rustc_hash::FxHashMap;

use crate::session::Session;

thread_local! {
    /// By who looks: another person of this page may see less.
    static SEEN: RefCell<FxHashMap<(AgentId, ConversationId), Attributes>> = RefCell::default();
}

/// What the backend answers, or what it answered last where it can't be reached.
pub fn last(
    session: Session,
    conversation: &ConversationId,
    answer: Result<Fields, Failure>,
) -> Option<Attributes> {
    let key = (
        session.peek(|store| store.me().id.clone()),
        conversation.clone(),
    );
    SEEN.with_borrow_mut(|seen| match answer {
        Err(failure) if failure.may_pass() => seen.get(&key).cloned(),
        answer => {
            let attributes = answer.ok().and_then(|fields| fields.read::<Attributes>());
            match &attributes {
                Some(attributes) => seen.insert(key, attributes.clone()),
                None => seen.remove(&key),
            };
            attributes
        }
    })
}
