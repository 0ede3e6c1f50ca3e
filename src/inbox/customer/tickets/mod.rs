//! The tickets of the person: what is asked for beyond a conversation, with the ways to make, edit, link and close one.

mod conflict;
mod finding;
mod foreseen;
mod form;
mod row;
mod wanted;

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::ticket::{self, NewTicketStatus, Ticket, TicketStatus, Tickets};
use recado_protocol::{ConversationId, Fields, TicketId, Verb, deed};
use recado_store::ordered;

use crate::keyboard::{Goal, use_keyboard};
use crate::locale::{Key, t, t_with, text};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, StoredValue, effect, live, memo};
use crate::session::{Intent, Session, Topic, use_session};
use crate::shell::focus_first_of;
use crate::ui::{Button, ButtonKind, Icon, KeyedRow, Toaster, keyed_rows, use_toaster};
use conflict::{Edit, conflicts, edits_in};
use finding::finding;
use foreseen::{Foreseen, foreseen_in, laid_over};
use form::{is_half_written, new_ticket};
use row::row;
pub use row::status_name as ticket_status;
pub use wanted::{is_ticket_wanted, want_ticket};

/// The place of the buttons below the list.
const BUTTONS_ID: &str = "tickets-buttons";

/// What is open below the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Opened {
    New,
    Link,
}

/// The tickets of one conversation's person.
#[derive(Clone, Copy)]
struct Desk {
    session: Session,
    toaster: Toaster,
    conversation: StoredValue<ConversationId>,
    /// As the backend gave them last; `None` before it has.
    known: RwSignal<Option<Vec<Ticket>>>,
    has_failed: RwSignal<bool>,
    /// Tickets that were found or unlinked here: they may come into the list before the backend says so.
    met: RwSignal<Vec<Ticket>>,
    on_its_way: Memo<Vec<Foreseen>>,
    /// The edits in the outbox, those that a colleague's overtook among them.
    edits: Memo<Vec<Edit>>,
    opened: RwSignal<Option<Opened>>,
    /// The one that somebody came to see.
    wanted: StoredValue<Option<TicketId>>,
}

/// The section's content.
#[component]
pub fn PersonTickets(conversation: ConversationId) -> impl IntoView {
    let session = use_session();
    let begun = is_half_written(&conversation).then_some(Opened::New);
    let desk = Desk {
        session,
        toaster: use_toaster(),
        conversation: StoredValue::new(conversation),
        known: RwSignal::new(None),
        has_failed: RwSignal::new(false),
        met: RwSignal::new(Vec::new()),
        on_its_way: memo(move || session.watch(Topic::Outbox, foreseen_in)),
        edits: memo(move || session.watch(Topic::Outbox, edits_in)),
        opened: RwSignal::new(begun),
        wanted: StoredValue::new(wanted::take()),
    };
    let keyboard = use_keyboard();
    for (goal, part) in [
        (Goal::NewTicket, Opened::New),
        (Goal::LinkTicket, Opened::Link),
    ] {
        keyboard.arrive(goal, move || {
            // What is written in a form that is open stays.
            if desk.opened.get_untracked() != Some(part) {
                desk.opened.set(Some(part));
            }
        });
    }
    let changes = memo(move || desk.revisions());
    effect(move || {
        changes.with(|_| ());
        if desk.on_its_way.with(Vec::is_empty) {
            desk.ask();
        }
    });
    session.again_when_back(move || desk.has_failed.get(), move || desk.ask());
    let shown = memo(move || {
        let known = desk.known.get().unwrap_or_default();
        let here = desk.conversation.get_value();
        desk.met.with(|met| {
            desk.on_its_way
                .with(|on_its_way| laid_over(known, met, on_its_way, &here))
        })
    });
    let rows = move || {
        shown.with(|now| {
            let row_of = |ticket: &Ticket| {
                let ticket = ticket.clone();
                KeyedRow::new(ticket.id.to_string(), move |_| {
                    row(desk, shown, ticket.clone())
                })
            };
            now.iter().map(row_of).collect()
        })
    };
    view! {
        <div class="tickets">
            {live(move || conflicts(desk))}
            <ul class="tickets__list">{keyed_rows(rows)}</ul>
            {live(move || desk.coming())}
            {live(move || desk.foot(shown.with(Vec::is_empty)))}
            {live(move || match desk.opened.get() {
                None => desk.buttons(),
                Some(Opened::New) => new_ticket(desk),
                Some(Opened::Link) => finding(desk, shown),
            })}
        </div>
    }
}

impl Desk {
    /// Everything with which the tickets may have changed. Reactive.
    fn revisions(self) -> Vec<Option<u64>> {
        let mut all = BTreeSet::from([self.conversation.get_value()]);
        self.known.with(|known| {
            let tickets = known.iter().flatten();
            all.extend(tickets.flat_map(|ticket| ticket.conversations.iter().cloned()));
        });
        let revision = |id: ConversationId| {
            self.session
                .watch(Topic::Conversation(id.clone()), |store| {
                    store.conversation(&id).map(|known| known.revision)
                })
        };
        all.into_iter().map(revision).collect()
    }

    fn ask(self) {
        let conversation = self.conversation.get_value();
        let resource = format!("conversations/{conversation}/{}", ticket::TICKETS);
        spawn_local(async move {
            let answer = self.session.resource(&resource).await.ok();
            let tickets = answer.and_then(|fields| fields.read::<Tickets>());
            if self.known.try_get_untracked().is_none() {
                return;
            }
            self.has_failed.set(tickets.is_none());
            // Without a network they stay as they were.
            if let Some(tickets) = tickets {
                let known = self.known.get_untracked().unwrap_or_default();
                self.known.set(Some(in_place(&known, tickets.items)));
            }
        });
    }

    fn write(self, conversation: ConversationId, verb: Verb, resource: String, body: Fields) {
        self.session.dispatch(Intent::Write {
            conversation,
            verb,
            resource,
            body: Some(body),
        });
    }

    /// Closes a ticket or opens it again, until that is taken back.
    fn set_status(self, ticket: &Ticket, status: TicketStatus) {
        let (session, here) = (self.session, self.conversation.get_value());
        let (resource, before) = (ticket::status(&ticket.id), ticket.status);
        let write = move |status| {
            session.dispatch(Intent::Write {
                conversation: here.clone(),
                verb: Verb::Put,
                resource: resource.clone(),
                body: Some(Fields::of(&NewTicketStatus { status })),
            });
        };
        write(status);
        let said = format!("#{} · {}", ticket.number, t(ticket_status(status)));
        self.toaster
            .offer(said, t(Key::ActionUndo), move || write(before));
    }

    fn link(self, conversation: ConversationId, ticket: &TicketId, on: bool) {
        self.write(
            conversation,
            Verb::Put,
            ticket::linked(ticket),
            deed::switch(on),
        );
    }

    /// Links a ticket that was found with this conversation.
    fn take(self, ticket: Ticket) {
        let said = t_with(
            Key::ToastTicketLinked,
            &[("number", &ticket.number.to_string())],
        );
        let id = ticket.id.clone();
        self.meet(ticket);
        self.link(self.conversation.get_value(), &id, true);
        self.toaster.notice(said);
        self.close();
    }

    /// Takes a ticket from every conversation of the person, until that is taken back.
    fn give_up(self, ticket: &Ticket) {
        let (id, conversations) = (ticket.id.clone(), ticket.conversations.clone());
        let said = t_with(
            Key::ToastTicketUnlinked,
            &[("number", &ticket.number.to_string())],
        );
        self.meet(ticket.clone());
        let set = move |on| {
            for conversation in &conversations {
                self.link(conversation.clone(), &id, on);
            }
        };
        set(false);
        self.toaster
            .offer(said, t(Key::ActionUndo), move || set(true));
        focus_first_of(vec![format!("#{BUTTONS_ID} button")]);
    }

    fn meet(self, ticket: Ticket) {
        // The panel may be gone when something is taken back.
        let _ = self.met.try_update(|met| {
            met.retain(|known| known.id != ticket.id);
            met.push(ticket);
        });
    }

    fn close(self) {
        self.opened.set(None);
        focus_first_of(vec![format!("#{BUTTONS_ID} button")]);
    }

    /// Those that are being made. Reactive.
    fn coming(self) -> Vec<AnyView> {
        let here = self.conversation.get_value();
        self.on_its_way.with(|all| {
            let subject = |one: &Foreseen| match one {
                Foreseen::New(conversation, subject) if *conversation == here => {
                    Some(subject.clone())
                }
                _ => None,
            };
            let line = |subject: String| {
                view! {
                    <p class="ticket ticket--coming">
                        <span class="ticket__subject" dir="auto">{subject}</span>
                        <span class="ticket__status">{t(Key::TicketOnItsWay)}</span>
                    </p>
                }
            };
            all.iter().filter_map(subject).map(line).collect()
        })
    }

    /// Reactive.
    fn foot(self, is_empty: bool) -> AnyView {
        if self.has_failed.get() {
            return view! {
                <p role="status">{t(Key::TicketFailed)}</p>
                <Button label=Key::ActionRetry icon=Icon::Retry on_press=move || self.ask() />
            };
        }
        let said = match self.known.with(Option::is_some) {
            false => Some(Key::MainLoading),
            true => (is_empty && self.on_its_way.with(Vec::is_empty)).then_some(Key::TicketNone),
        };
        view! { <p class="tickets__said" role="status">{said.map(t)}</p> }
    }

    fn buttons(self) -> AnyView {
        // Nothing is asked for beyond what was erased.
        if self
            .session
            .holds(&self.conversation.get_value(), |it| it.erased)
        {
            return ().into_any();
        }
        view! {
            <div class="tickets__buttons" id=BUTTONS_ID>
                <Button
                    label=text(Key::TicketNew)
                    kind=ButtonKind::Quiet
                    icon=Icon::Plus
                    on_press=move || self.opened.set(Some(Opened::New))
                />
                <Button
                    label=text(Key::TicketLink)
                    kind=ButtonKind::Quiet
                    icon=Icon::Search
                    on_press=move || self.opened.set(Some(Opened::Link))
                />
            </div>
        }
    }
}

/// The tickets in the places in which they stand, those that are new before them: one that is closed is not taken from
/// under the focus.
fn in_place(known: &[Ticket], tickets: Vec<Ticket>) -> Vec<Ticket> {
    // None is less than each place.
    let place = |ticket: &Ticket| known.iter().position(|one| one.id == ticket.id);
    ordered(tickets, |a, b| place(a).cmp(&place(b)))
}
