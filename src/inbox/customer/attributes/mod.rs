//! The attributes of the person, as administrators define them, and where a visitor of the live chat came from.

mod definitions;
mod edits;
mod form;
mod seen;
mod value;
mod visit;

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::attribute::{ATTRIBUTES, Attributes, AttributesEdit};
use recado_protocol::{ConversationId, Fields, Role, Verb};

use super::conflict::{Sides, choice};
use super::person::revisions;
use crate::keyboard::{Goal, use_keyboard};
use crate::locale::{Key, t, text};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, Signal, StoredValue, effect, live, memo};
use crate::session::{Intent, LinkState, Session, Topic, use_session};
use crate::shell::focus_first_of;
use crate::ui::{Button, ButtonKind, Icon};
use definitions::definitions;
use edits::{Edit, Fact, edits_of, facts_of, pairs};
use form::form;
pub use value::value_text;
use value::value_view;
use visit::visit;

/// The place of the buttons below the list.
const BUTTONS_ID: &str = "attributes-buttons";

/// The attributes of one conversation's person.
#[derive(Clone, Copy)]
struct Desk {
    session: Session,
    conversation: StoredValue<ConversationId>,
    /// As the backend gave them last; `None` before it has.
    known: RwSignal<Option<Attributes>>,
    has_failed: RwSignal<bool>,
    /// What the backend has not taken yet.
    edits: Memo<Vec<Edit>>,
    is_edited: RwSignal<bool>,
    is_managed: RwSignal<bool>,
}

/// The section's content.
#[component]
pub fn PersonAttributes(conversation: ConversationId) -> impl IntoView {
    let session = use_session();
    let conversation = StoredValue::new(conversation);
    let desk = Desk {
        session,
        conversation,
        known: RwSignal::new(None),
        has_failed: RwSignal::new(false),
        edits: memo(move || {
            session.watch(Topic::Outbox, |store| {
                edits_of(store, &conversation.get_value())
            })
        }),
        is_edited: RwSignal::new(false),
        is_managed: RwSignal::new(false),
    };
    use_keyboard().arrive(Goal::ManageAttributes, move || desk.is_managed.set(true));
    let revisions = memo(move || revisions(session, &conversation.get_value()));
    let is_cut_off = memo(move || session.link() == LinkState::Down);
    effect(move || {
        // Only what is read is followed; a link that is back may bring what did not come.
        let _ = (revisions.get(), is_cut_off.get());
        session.watch(Topic::Directory, |_| ());
        if desk.edits.with(|edits| edits.iter().all(Edit::waits)) {
            desk.ask();
        }
    });
    let facts = memo(move || desk.facts());
    view! {
        <div class="attributes">
            {live(move || desk.conflicts())}
            {live(move || match desk.is_edited.get() {
                true => form(desk),
                false => facts.with(|facts| list(facts)),
            })}
            {live(move || desk.foot(facts.with(Vec::is_empty)))}
            {live(move || (!desk.is_edited.get()).then(|| desk.buttons()))}
            {live(move || desk.known.with(|known| visit(known.as_ref()?.visit.as_ref()?)))}
            {definitions(session, desk.is_managed, move || desk.ask())}
        </div>
    }
}

/// What the person has of each attribute; of one that is archived only what is given.
fn list(facts: &[Fact]) -> AnyView {
    let row = |fact: &Fact| {
        let name = fact.attribute.name.clone();
        view! {
            <div class="facts__row">
                <dt class="facts__label" dir="auto">{name}</dt>
                <dd class="facts__value">{value_view(&fact.attribute, &fact.value.value)}</dd>
            </div>
        }
    };
    let rows: Vec<AnyView> = facts.iter().map(row).collect();
    view! { <dl class="facts attributes__facts">{rows}</dl> }
}

impl Desk {
    fn ask(self) {
        let conversation = self.conversation.get_value();
        let resource = format!("conversations/{conversation}/{ATTRIBUTES}");
        spawn_local(async move {
            let answer = self.session.resource(&resource).await;
            let attributes = seen::last(self.session, &conversation, answer);
            if self.known.try_get_untracked().is_none() {
                return;
            }
            self.has_failed.set(attributes.is_none());
            // Without a network they stay as they were, and what has not changed is not drawn again.
            if attributes.is_some() && attributes != self.known.get_untracked() {
                self.known.set(attributes);
            }
        });
    }

    /// As they will be with what is on its way. Reactive.
    fn facts(self) -> Vec<Fact> {
        let known = self.known.get().unwrap_or_default();
        self.edits.with(|edits| facts_of(known, edits))
    }

    fn dispatch(self, conversation: ConversationId, edit: &AttributesEdit) {
        self.session.dispatch(Intent::Write {
            conversation,
            verb: Verb::Put,
            resource: ATTRIBUTES.to_owned(),
            body: Some(Fields::of(edit)),
        });
    }

    fn close(self) {
        self.is_edited.set(false);
        focus_first_of(vec![format!("#{BUTTONS_ID} button")]);
    }

    /// One choice for each edit that a colleague's overtook. Reactive.
    fn conflicts(self) -> Vec<AnyView> {
        let known = self.known.get().unwrap_or_default();
        self.edits.with(|edits| {
            let overtaken = edits.iter().filter(|edit| edit.waits());
            overtaken.map(|edit| self.conflict(edit, &known)).collect()
        })
    }

    fn conflict(self, edit: &Edit, known: &Attributes) -> AnyView {
        let pairs = pairs(edit, known);
        let again = AttributesEdit {
            values: pairs.iter().map(|pair| pair.again()).collect(),
        };
        let sides = pairs.into_iter().filter(|pair| pair.is_conflict());
        let sides = sides.map(|pair| {
            let name = pair.attribute.name.clone();
            Sides {
                label: Signal::derive(move || name.clone()),
                mine: value_text(&pair.attribute, &pair.mine),
                theirs: value_text(&pair.attribute, &pair.theirs.value),
            }
        });
        let (id, conversation) = (edit.id.clone(), edit.conversation.clone());
        let discarded = id.clone();
        // The old edit is given up only when the new one is in the outbox.
        choice(
            sides.collect(),
            move || {
                self.dispatch(conversation.clone(), &again);
                self.session.dispatch(Intent::Discard(id.clone()));
            },
            move || self.session.dispatch(Intent::Discard(discarded.clone())),
        )
    }

    /// What stands where there is nothing to see, or no answer. Reactive.
    fn foot(self, is_empty: bool) -> AnyView {
        if self.has_failed.get() {
            let is_cut_off = self.session.link() == LinkState::Down;
            let said = match is_cut_off {
                true => Key::MainNoNetwork,
                false => Key::AttributeFailed,
            };
            return view! {
                <p role="status">{t(said)}</p>
                <Button label=Key::ActionRetry icon=Icon::Retry on_press=move || self.ask() />
            };
        }
        let said = match self.known.with(Option::is_some) {
            false => Some(Key::MainLoading),
            true => is_empty.then_some(Key::AttributeNone),
        };
        view! { <p class="attributes__said" role="status">{said.map(t)}</p> }
    }

    /// Reactive.
    fn buttons(self) -> AnyView {
        let is_erased = self
            .session
            .holds(&self.conversation.get_value(), |it| it.erased);
        let can_edit = self.known.with(|known| {
            let mut attributes = known.iter().flat_map(|known| &known.attributes);
            attributes.any(|attribute| !attribute.archived && !is_erased)
        });
        let edit = can_edit.then(|| {
            view! {
                <Button
                    label=text(Key::AttributeEdit)
                    kind=ButtonKind::Quiet
                    icon=Icon::Pencil
                    on_press=move || self.is_edited.set(true)
                />
            }
        });
        let is_administrator = self
            .session
            .peek(|store| store.me().role == Role::Administrator);
        let manage = is_administrator.then(|| {
            view! {
                <Button
                    label=text(Key::AttributeManage)
                    kind=ButtonKind::Quiet
                    icon=Icon::Gear
                    on_press=move || self.is_managed.set(true)
                />
            }
        });
        view! { <div class="attributes__buttons" id=BUTTONS_ID>{edit} {manage}</div> }
    }
}
