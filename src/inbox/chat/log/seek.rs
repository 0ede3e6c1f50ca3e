//! Fetches the message that a link leads to, where it is not known yet.

use leptos::task::spawn_local;
use recado_protocol::MessageId;
use recado_store::Fill;

use crate::inbox::chat::open_conversation::OpenConversation;
use crate::locale::{Key, t};
use crate::reactive::{RwSignal, StoredValue, effect, memo};
use crate::session::{Topic, Whereabouts};
use crate::ui::use_toaster;

/// Whether the message is being looked for. A message that can't be had is said to be so.
pub fn seek(open: OpenConversation, link: Option<MessageId>) -> RwSignal<bool> {
    let session = open.session;
    let is_known = |link: &MessageId| {
        session.peek(|store| {
            let known = store.timeline(&open.id());
            known.is_some_and(|known| !known.is_stale() && known.get(link).is_some())
        })
    };
    let Some(link) = link.filter(|link| !is_known(link)) else {
        return RwSignal::new(false);
    };
    let is_seeking = RwSignal::new(true);
    let toaster = use_toaster();
    // What is fetched before the first snapshot would be thrown away by it.
    let may_begin = memo(move || session.watch(Topic::Views, |store| *store.fill() != Fill::Empty));
    let wanted = StoredValue::new(Some(link));
    effect(move || {
        if !may_begin.get() {
            return;
        }
        let Some(link) = wanted.try_update_value(Option::take).flatten() else {
            return;
        };
        let conversation = open.id();
        spawn_local(async move {
            let whereabouts = session.find_message(&conversation, &link).await;
            if is_seeking
                .try_update(|is_seeking| *is_seeking = false)
                .is_none()
            {
                // The person has gone elsewhere meanwhile.
                return;
            }
            match whereabouts {
                Whereabouts::Here => {}
                Whereabouts::Nowhere => toaster.notice(t(Key::ChatMessageNotFound)),
                Whereabouts::Unknown => toaster.notice(t(Key::ChatMessageNotLoaded)),
            }
        });
    });
    is_seeking
}
