//! The window in which two contacts who are one person become one: who the other is, what is kept, and the way back.

mod choice;
mod preview;
mod recent;
mod search;

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Failure;
use recado_protocol::attribute::{ATTRIBUTES, Attributes};
use recado_protocol::merge::{Merge, MergeField, Merged, Unmerged};
use recado_protocol::person::Siblings;
use recado_protocol::{CommandId, ContactId, ConversationId, Feature, Fields, ProblemKind};
use serde::de::DeserializeOwned;

use crate::browser::clock;
use crate::locale::{Key, failure_sentence, listed, refusal_sentence, t, t_count_with, t_with};
use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, live};
use crate::session::{Session, use_session};
use crate::ui::{Dialog, Notice, NoticeTone, Toaster, close_for_good, use_toaster};
use choice::{Both, Side, kept_of};
pub use recent::recent_merges;
pub use search::Candidates;

/// What is being merged.
#[derive(Clone, Copy)]
struct Merging {
    session: Session,
    toaster: Toaster,
    /// The window, which gives the focus back before it goes.
    shown: RwSignal<bool>,
    open: RwSignal<bool>,
    /// The conversation whose contact stays.
    conversation: StoredValue<ConversationId>,
    candidates: Candidates,
    both: RwSignal<Option<Both>>,
    failure: RwSignal<Option<String>>,
    is_busy: RwSignal<bool>,
    /// What was tried, under its id: the same again is no second one.
    tried: StoredValue<Option<Merge>>,
}

/// The window, open from the beginning.
#[component]
pub fn MergeWindow(conversation: ConversationId, open: RwSignal<bool>) -> impl IntoView {
    let session = use_session();
    session.prepare_search();
    let contact = session.peek(|store| Some(store.conversation(&conversation)?.contact.clone()));
    let merging = Merging {
        session,
        toaster: use_toaster(),
        shown: RwSignal::new(true),
        open,
        conversation: StoredValue::new(conversation),
        candidates: Candidates::besides(session, contact),
        both: RwSignal::new(None),
        failure: RwSignal::new(None),
        is_busy: RwSignal::new(false),
        tried: StoredValue::new(None),
    };
    let failure = move || {
        let words = merging.failure.get()?;
        Some(view! { <Notice tone=NoticeTone::Danger>{words}</Notice> })
    };
    let content = move || match merging.both.get() {
        Some(both) => merging.preview(&both),
        None => merging.search(),
    };
    view! {
        <Dialog
            open=merging.shown
            on_close=move || merging.close()
            title=Key::MergeTitle
            class="merge"
        >
            {live(content)}
            {live(failure)}
        </Dialog>
    }
}

impl Merging {
    fn close(self) {
        let open = self.open;
        close_for_good(self.shown, move || open.set(false));
    }

    /// Asks what is known of both, and shows it.
    fn look_at(self, other: ConversationId) {
        self.failure.set(None);
        self.is_busy.set(true);
        spawn_local(async move {
            let both = self.both_with(&other).await;
            if self
                .is_busy
                .try_update(|is_busy| *is_busy = false)
                .is_none()
            {
                return;
            }
            match both {
                Ok(Some(both)) => self.both.set(Some(both)),
                Ok(None) => self.failure.set(Some(t(Key::MergeSame))),
                Err(failure) => self
                    .failure
                    .set(Some(failure_sentence(&failure, Key::MergeUnreachable))),
            }
        });
    }

    /// What is known of this contact and the other one; `None` when they are one already.
    async fn both_with(self, other: &ConversationId) -> Result<Option<Both>, Failure> {
        let here = self.conversation.get_value();
        let stays: Siblings = self.read(&here, "siblings").await?;
        let goes: Siblings = self.read(other, "siblings").await?;
        let mut both = Both::of(stays, goes);
        let can = untrack(|| self.session.can(&Feature::ATTRIBUTES));
        if let Some(both) = both.as_mut().filter(|_| can) {
            let stays: Attributes = self.read(&here, ATTRIBUTES).await?;
            both.attributes = kept_of(stays, self.read(other, ATTRIBUTES).await?);
        }
        Ok(both)
    }

    async fn read<T: DeserializeOwned>(
        self,
        conversation: &ConversationId,
        what: &str,
    ) -> Result<T, Failure> {
        let resource = format!("conversations/{conversation}/{what}");
        let fields = self.session.resource(&resource).await?;
        fields.read().ok_or(Failure::Unreadable { status: 200 })
    }

    /// Does it. Untracked.
    fn merge(self, both: &Both) {
        let mut asked = both.asked();
        let tried = self.tried.get_value().filter(|tried| {
            asked.id.clone_from(&tried.id);
            *tried == asked
        });
        if tried.is_none() {
            asked.id = CommandId::make(clock::now(), self.session.random());
        }
        self.tried.set_value(Some(asked.clone()));
        self.failure.set(None);
        self.is_busy.set(true);
        let names = (both.stays.name.clone(), both.goes.name.clone());
        let other = both.conversation.clone();
        let resource = format!("contacts/{}/merge", both.stays.id);
        spawn_local(async move {
            let answer = self.session.call(&resource, &Fields::of(&asked)).await;
            if self
                .is_busy
                .try_update(|is_busy| *is_busy = false)
                .is_none()
            {
                return;
            }
            match answer {
                Ok(fields) => {
                    let after: Option<Merged> = fields.read();
                    let name = after.map_or(names.0, |merged| merged.contact.name);
                    self.tell(asked.id, &name, &names.1);
                    self.close();
                }
                Err(Failure::Refused(problem)) if problem.kind == ProblemKind::StaleRevision => {
                    self.look_at(other);
                    self.failure.set(Some(refusal_sentence(&problem)));
                }
                Err(failure) => self
                    .failure
                    .set(Some(failure_sentence(&failure, Key::MergeUnreachable))),
            }
        });
    }

    fn tell(self, id: CommandId, name: &str, other: &str) {
        let (session, toaster, name) = (self.session, self.toaster, name.to_owned());
        toaster.offer(told(&name, other), t(Key::ActionUndo), move || {
            take_back(session, toaster, id.clone(), name.clone());
        });
    }
}

/// What was done.
fn told(name: &str, other: &str) -> String {
    t_with(Key::MergeDone, &[("name", name), ("other", other)])
}

/// Makes them two again, and says what could not be.
fn take_back(session: Session, toaster: Toaster, id: CommandId, name: String) {
    spawn_local(async move {
        let resource = format!("merges/{id}/undo");
        let nothing = Fields::from_json("{}");
        match session.call(&resource, &nothing).await {
            Ok(fields) => {
                let undone: Unmerged = fields.read().unwrap_or_default();
                toaster.notice(undone_words(&undone, &name));
            }
            Err(failure) => toaster.alert(failure_sentence(&failure, Key::MergeUnreachable)),
        }
    });
}

fn undone_words(undone: &Unmerged, name: &str) -> String {
    let mut said = vec![t(Key::MergeUndone)];
    if !undone.kept.is_empty() {
        let fields: Vec<String> = undone.kept.iter().map(|field| t(label(*field))).collect();
        said.push(t_with(
            Key::MergeUndoneKept,
            &[("fields", &listed(&fields))],
        ));
    }
    if undone.begun_since > 0 {
        let values = [("name", name)];
        said.push(t_count_with(
            Key::MergeUndoneBegun,
            undone.begun_since,
            &values,
        ));
    }
    said.join(" ")
}

const fn label(field: MergeField) -> Key {
    match field {
        MergeField::Name => Key::CustomerName,
        MergeField::Company => Key::CustomerCompany,
        MergeField::Phone => Key::CustomerPhone,
        MergeField::Email => Key::CustomerEmail,
        MergeField::Handle => Key::CustomerHandle,
        MergeField::Picture => Key::MergePicture,
        MergeField::Comment => Key::CustomerComment,
    }
}

/// The one contact of those that are found.
fn is_other(contact: &ContactId, besides: Option<&ContactId>) -> bool {
    besides != Some(contact)
}
