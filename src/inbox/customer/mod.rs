//! The card of the person who writes: who they are, and what was said with them before.

mod address;
mod attributes;
mod comment;
mod conflict;
mod contact_form;
mod edits;
mod exchanged;
mod insights;
mod merge;
mod overtaken;
mod person;
mod pick;
mod privacy;
mod profile;
mod register;
mod talks;
mod tickets;
mod unsaved;

use crate::markup::view;
use crate::reactive::{RwSignal, Signal, live, memo, shown_while};
use leptos::prelude::*;
use recado_protocol::{Contact, ConversationId};

use crate::keyboard::Section;
use crate::later::{self, About, Record};
use crate::locale::{Key, t, text};
use crate::session::{Lookup, Topic, use_session};
use crate::ui::{Avatar, AvatarSize, Disclosure};
pub use attributes::PersonAttributes;
use comment::comment;
pub use conflict::conflict_choices;
use conflict::conflicts;
pub use contact_form::contact_form;
pub use exchanged::ExchangedFiles;
pub use insights::CustomerInsights;
pub use merge::MergeWindow;
pub use person::Person;
pub use privacy::PersonPrivacy;
use profile::profile;
use talks::talks;
pub use tickets::{PersonTickets, is_ticket_wanted};
pub use unsaved::provide_unsaved;

/// The customer panel beside one conversation.
#[component]
pub fn CustomerPanel(conversation: ConversationId) -> impl IntoView {
    let session = use_session();
    let person = Person::behind(session, conversation.clone());
    let is_known = memo(move || person.contact.with(Option::is_some));
    let card = move || {
        if is_known.get() {
            head(person)
        } else if session.lookup(&conversation) == Lookup::NotFound {
            ().into_any()
        } else {
            skeleton()
        }
    };
    let count = Signal::derive(move || Some(person.talks.with(Vec::len) as u64));
    view! {
        <aside class="customer" aria-label=text(Key::CustomerRegion)>
            {card}
            {move || {
                is_known
                    .get()
                    .then(|| {
                        view! {
                            {conflicts(person)}
                            <Disclosure section=Section::Profile>{profile(person)}</Disclosure>
                            <Disclosure section=Section::Comment>{comment(person)}</Disclosure>
                            {section(person, Section::Insights, |id| later::about(About::Insights(id)))}
                            <Disclosure section=Section::Conversations count=count>
                                {talks(person)}
                            </Disclosure>
                            {more(person)}
                        }
                    })
            }}
        </aside>
    }
}

/// What a look at the person seldom needs: made when it is first wanted.
fn section(person: Person, section: Section, part: fn(ConversationId) -> AnyView) -> AnyView {
    let open = RwSignal::new(false);
    let feature = section.feature();
    let can = move || feature.as_ref().is_none_or(|it| person.session.can(it));
    shown_while(can, move || {
        let content = shown_while(
            move || open.get(),
            move || part(person.conversation.get_value()),
        );
        view! {
            <Disclosure section state=open>
                {content}
            </Disclosure>
        }
    })
}

fn more(person: Person) -> AnyView {
    view! {
        {section(person, Section::Attachments, |id| later::about(About::Exchanged(id)))}
        {section(person, Section::Tickets, |id| later::about(About::Tickets(id)))}
        {section(person, Section::Attributes, |id| later::record(Record::Attributes(id)))}
        {section(person, Section::Privacy, |id| later::record(Record::Privacy(id)))}
    }
}

fn head(person: Person) -> AnyView {
    let of_contact = move |read: fn(&Contact) -> String| {
        Signal::derive(move || {
            person
                .contact
                .with(|contact| contact.as_ref().map(read).unwrap_or_default())
        })
    };
    let name = of_contact(|contact| contact.name.clone());
    let channel = Signal::derive(move || Some(person.channel.get()?.kind));
    let handle = move || {
        person
            .contact
            .with(|contact| contact.as_ref()?.handle.clone())
    };
    let company = move || person.company.get();
    let is_blocked = move || {
        let id = person.conversation.get_value();
        let topic = Topic::Conversation(id.clone());
        let session = person.session;
        session.watch(topic, |store| {
            store.conversation(&id).is_some_and(|it| it.blocked)
        })
    };
    // Each part may be written in another direction.
    let about = live(move || {
        let blocked = is_blocked().then(|| t(Key::CustomerBlocked));
        let parts: Vec<String> = [blocked, handle(), company()]
            .into_iter()
            .flatten()
            .collect();
        parts
            .into_iter()
            .enumerate()
            .map(|(index, part)| {
                view! { {(index > 0).then_some(" · ")} <bdi>{part}</bdi> }
            })
            .collect::<Vec<_>>()
    });
    view! {
        <header class="customer__head">
            <Avatar
                name=name
                seed=of_contact(|contact| contact.id.to_string())
                size=AvatarSize::Large
                channel=channel
            />
            <h2 class="customer__name" dir="auto">{name}</h2>
            <p class="customer__about">{about}</p>
        </header>
    }
}

/// The room of the card while the conversation is on its way.
fn skeleton() -> AnyView {
    view! {
        <div class="customer__head customer__head--loading" aria-hidden="true">
            <span class="customer__bone customer__bone--avatar"></span>
            <span class="customer__bone customer__bone--name"></span>
            <span class="customer__bone customer__bone--about"></span>
        </div>
    }
}
