//! The filters that an agent keeps under names.

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_client::Failure;
use recado_protocol::queue::{Queue, Queues as Listed};
use recado_protocol::{Feature, Fields, Filter};

use super::super::filters::count;
use super::MoreFilters;
use crate::inbox::place::InboxPlace;
use crate::locale::{Key, t};
use crate::reactive::{RwSignal, StoredValue, effect};
use crate::session::{Intent, Session, use_session};
use crate::shell::{Address, use_address};
use crate::ui::{Toaster, use_toaster};

/// Where they are.
const RESOURCE: &str = "queues";
/// So many show how many conversations they hold; each of these is kept sorted at all times.
const MOST_COUNTED: usize = 12;

/// The queues of this agent, in their order.
#[derive(Clone, Copy)]
pub struct Queues {
    pub all: RwSignal<Vec<Queue>>,
    more: MoreFilters,
    session: StoredValue<Session>,
}

impl Queues {
    /// Asks for them, and counts what is in them for as long as the current owner lives.
    pub fn of(more: MoreFilters) -> Self {
        let session = use_session();
        let queues = Self {
            all: RwSignal::new(Vec::new()),
            more,
            session: StoredValue::new(session),
        };
        let (address, toaster) = (use_address(), use_toaster());
        effect(move || {
            if session.can(&Feature::QUEUES) {
                queues.load(address, toaster);
            }
        });
        effect(move || {
            let counted = queues.all.with(|all| {
                let counted = all.iter().take(MOST_COUNTED);
                counted
                    .map(|queue| Filter::from_query(&queue.filter))
                    .collect()
            });
            session.dispatch(Intent::CountAlso(counted));
        });
        on_cleanup(move || session.dispatch(Intent::CountAlso(Vec::new())));
        queues
    }

    fn load(self, address: Address, toaster: Toaster) {
        let session = self.session.get_value();
        spawn_local(async move {
            let answer = session.kept_resource(RESOURCE).await;
            let listed = answer.ok().and_then(|fields| fields.read::<Listed>());
            if let Some(listed) = &listed {
                self.show(listed.items.clone());
            }
            let Some(place) = address.place_now().filter(|place| place.queue.is_some()) else {
                return;
            };
            let is_bare = place.is_bare_queue();
            let mut known = listed.iter().flat_map(|listed| &listed.items);
            match known.find(|it| Some(&it.id) == place.queue.as_ref()) {
                // The address may name a queue and leave what is in it to the app.
                Some(queue) if is_bare => address.replace(&self.place_of(queue, &place)),
                None if is_bare || listed.is_some() => {
                    toaster.alert_briefly(None, t(Key::QueueGone));
                    address.replace(&place.with_filter(place.filter.clone()));
                }
                _ => {}
            }
        });
    }

    fn show(self, all: Vec<Queue>) {
        let has_queues = !all.is_empty();
        // They are wanted nowhere any more when the list is gone.
        if self.all.try_update(|shown| *shown = all).is_some() {
            self.more.set_has_queues(has_queues);
        }
    }

    /// Changes what the backend has now, and keeps what it answers.
    ///
    /// # Errors
    /// See [`Failure`]; nothing changes then.
    pub async fn change(self, change: impl FnOnce(&mut Vec<Queue>)) -> Result<(), Failure> {
        let session = self.session.get_value();
        let fields = session.resource(RESOURCE).await?;
        let mut listed = fields.read::<Listed>().unwrap_or_default();
        change(&mut listed.items);
        session.call(RESOURCE, &Fields::of(&listed)).await?;
        // Once more by the way on which they are kept.
        let fields = session.kept_resource(RESOURCE).await?;
        self.show(fields.read::<Listed>().unwrap_or_default().items);
        Ok(())
    }

    /// The list that a queue shows; the open conversation stays open.
    pub fn place_of(self, queue: &Queue, now: &InboxPlace) -> InboxPlace {
        InboxPlace {
            queue: Some(queue.id.clone()),
            ..now.with_filter(Filter::from_query(&queue.filter))
        }
    }

    /// How many conversations a queue holds; `None` while nobody counts. Reactive.
    pub fn count(self, session: Session, filter: &Filter) -> Option<u64> {
        let is_counted = session.peek(|store| store.view(filter).is_some());
        count(session, filter).filter(|_| is_counted)
    }
}

/// Says what became of a change.
pub fn report(outcome: &Result<(), Failure>, wrong: RwSignal<Option<String>>) -> bool {
    let sentence = match outcome {
        Ok(()) => None,
        Err(Failure::Refused(problem)) => Some(problem.detail.clone()),
        Err(_) => Some(t(Key::QueueNotSaved)),
    };
    let is_done = sentence.is_none();
    // The window may have been closed meanwhile.
    wrong.try_update(|wrong| *wrong = sentence);
    is_done
}
