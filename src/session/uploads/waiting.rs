//! How many messages wait for their files, for those who only want the number: it is known without what carries
//! the files.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;

use super::Uploads;
use crate::reactive::effect;

thread_local! {
    static MESSAGES: ArcRwSignal<u64> = ArcRwSignal::new(0);
    static COUNTER: RefCell<Option<Owner>> = const { RefCell::new(None) };
}

/// How many messages were sent whose files are not there yet. Reactive.
pub fn messages_waiting() -> u64 {
    MESSAGES.with(Clone::clone).get()
}

/// Counts, and keeps nothing that nobody can send any more, as long as these uploads are the ones of this page.
pub(super) fn count(uploads: &Rc<Uploads>) {
    let uploads = Rc::downgrade(uploads);
    let keepers = uploads.clone();
    let counter = Owner::default();
    counter.with(|| {
        effect(move || {
            let Some(uploads) = uploads.upgrade() else {
                return;
            };
            uploads.session.phase();
            let all = uploads.parcels.read();
            let waiting = all.iter().filter(|it| it.sent.is_some()).count();
            let waiting = if uploads.is_over() { 0 } else { waiting as u64 };
            MESSAGES.with(Clone::clone).set(waiting);
        });
        effect(move || {
            if let Some(uploads) = keepers.upgrade() {
                uploads.forget_erased();
            }
        });
    });
    COUNTER.replace(Some(counter));
}
