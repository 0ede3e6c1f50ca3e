//! How the customer feels, how urgent it is, and what is like it; read anew with each of their messages.

use std::time::Duration;

use leptos::task::spawn_local;
use leptos::{ev, prelude::*};
use recado_protocol::insight::{
    InsightSource, Insights, MessageInsight, Mood, SimilarConversation, SimilarTicket, Trend,
    Urgency,
};
use recado_protocol::{Author, ConversationId, Feature, MessageId, TicketId, Verb, deed, ticket};

use crate::browser::clock;
use crate::inbox::place::InboxPlace;
use crate::locale::{Key, ago, full_date_time, listed, status_name, t, t_with, text};
use crate::markup::view;
use crate::reactive::{RwSignal, Signal, StoredValue, effect, live, memo};
use crate::session::{Intent, Session, Topic, use_session};
use crate::shell::{Address, use_address};
use crate::ui::{Button, Icon, IconButton, Toaster, use_toaster};

use super::tickets::{ticket_status, want_ticket};

/// How long the assistant is given before it is asked for again what it said.
const AGAIN_AFTER: Duration = Duration::from_secs(2);
/// As many of the customer's messages may be among what is said.
const LATEST: usize = Insights::MESSAGES as usize;

/// What is known of one conversation.
#[derive(Clone, Copy)]
struct Insight {
    session: Session,
    toaster: Toaster,
    address: Address,
    conversation: StoredValue<ConversationId>,
    known: RwSignal<Option<Insights>>,
    /// Whether the last question had no answer.
    has_failed: RwSignal<bool>,
    /// Tickets that were linked here since they were found.
    linked: RwSignal<Vec<TicketId>>,
    /// Counts the questions: an answer to an earlier one says nothing.
    asked: StoredValue<u32>,
}

/// The section's content.
#[component]
pub fn CustomerInsights(conversation: ConversationId) -> impl IntoView {
    let insight = Insight {
        session: use_session(),
        toaster: use_toaster(),
        address: use_address(),
        conversation: StoredValue::new(conversation),
        known: RwSignal::new(None),
        has_failed: RwSignal::new(false),
        linked: RwSignal::new(Vec::new()),
        asked: StoredValue::new(0),
    };
    let wrote = memo(move || {
        let id = insight.conversation.get_value();
        let topic = Topic::Conversation(id.clone());
        let session = insight.session;
        let (contact, wrote) = session.watch(topic, |store| {
            let known = store.conversation(&id)?;
            let wrote = (known.customer_wrote_at, known.status);
            Some((known.contact.clone(), wrote))
        })?;
        // What they said may be changed, taken back or hidden.
        let said = session.watch(Topic::Timeline(id.clone()), |store| {
            let timeline = store.timeline(&id)?;
            let latest = timeline.messages_in(timeline.latest_run()?).rev();
            let theirs = latest.filter(|it| matches!(it.author, Author::Contact { .. }));
            Some(theirs.take(LATEST).map(|it| it.revision).sum::<u64>())
        });
        // One who is erased has said nothing any more.
        let revision = session.watch(Topic::Contact(contact.clone()), |store| {
            Some(store.contact(&contact)?.revision)
        });
        Some((wrote, said, revision))
    });
    effect(move || {
        // Only what is read is followed.
        let _ = wrote.get();
        insight.ask();
    });
    insight
        .session
        .again_when_back(move || insight.has_failed.get(), move || insight.ask());
    view! {
        <div class="insights">
            {live(move || insight.content())}
            {live(move || insight.foot())}
        </div>
    }
}

impl Insight {
    fn ask(self) {
        let question = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(question);
        let resource = format!("conversations/{}/insights", self.conversation.get_value());
        spawn_local(async move {
            let answer = self.session.resource(&resource).await.ok();
            if self.asked.try_get_value() != Some(question) {
                return;
            }
            let read = answer.and_then(|fields| fields.read::<Insights>());
            if read.as_ref().is_some_and(|read| read.pending) {
                let again = move || {
                    if self.asked.try_get_value() == Some(question) {
                        self.ask();
                    }
                };
                set_timeout(again, AGAIN_AFTER);
            }
            self.has_failed.set(read.is_none());
            // What has not changed is not drawn again.
            if let Some(read) = read
                && self
                    .known
                    .with_untracked(|known| known.as_ref() != Some(&read))
            {
                self.known.set(Some(read));
            }
        });
    }

    fn content(self) -> AnyView {
        let Some(known) = self.known.get() else {
            return ().into_any();
        };
        if known.messages.is_empty() {
            return view! { <p>{text(Key::InsightsNothing)}</p> };
        }
        let source = match known.source {
            InsightSource::Assistant => Key::InsightsFromAssistant,
            InsightSource::Words | InsightSource::Unknown => Key::InsightsFromWords,
        };
        let mood = with_trend(known.mood, known.trend);
        let urgency = urgency_with_reasons(known.urgency, &known.reasons);
        let messages: Vec<AnyView> = known
            .messages
            .into_iter()
            .map(|message| self.message(message))
            .collect();
        let similar: Vec<AnyView> = known
            .similar
            .into_iter()
            .map(|similar| self.similar(similar))
            .collect();
        let linked = self.linked.get();
        let tickets: Vec<AnyView> = known
            .tickets
            .into_iter()
            .filter(|ticket| !linked.contains(&ticket.ticket))
            .map(|ticket| self.ticket(ticket))
            .collect();
        let tickets = (!tickets.is_empty()).then(|| {
            view! {
                <h4 class="insights__heading">{text(Key::InsightsTickets)}</h4>
                <ul class="insights__list">{tickets}</ul>
            }
        });
        let similar = if similar.is_empty() {
            view! { <p class="insights__none">{text(Key::InsightsNoneSimilar)}</p> }
        } else {
            view! { <ul class="insights__list">{similar}</ul> }
        };
        view! {
            <dl class="insights__facts">
                <dt>{text(Key::InsightsMood)}</dt>
                <dd class=mood_class(known.mood)>{mood}</dd>
                <dt>{text(Key::InsightsUrgency)}</dt>
                <dd class="insights__urgency" class=("insights__urgency--high", known.urgency == Urgency::High)>
                    {urgency}
                </dd>
            </dl>
            <p class="insights__source">{text(source)}</p>
            <h4 class="insights__heading">{text(Key::InsightsMessages)}</h4>
            <ul class="insights__list">{messages}</ul>
            <h4 class="insights__heading">{text(Key::InsightsSimilar)}</h4>
            {similar}
            {tickets}
        }
    }

    /// What stands where there is no answer, or none yet.
    fn foot(self) -> AnyView {
        let is_known = self.known.with(Option::is_some);
        let said = match (self.has_failed.get(), is_known) {
            (false, true) => return ().into_any(),
            (false, false) => return view! { <p role="status">{text(Key::MainLoading)}</p> },
            (true, true) => Key::InsightsKept,
            (true, false) => Key::InsightsFailed,
        };
        view! {
            <p role="status">{text(said)}</p>
            <Button label=Key::ActionRetry icon=Icon::Retry on_press=move || self.ask() />
        }
    }

    fn href(self, conversation: ConversationId, message: MessageId) -> String {
        let place = self.address.place_now().unwrap_or_default();
        self.address.href(&InboxPlace {
            message: Some(message),
            ..place.with_conversation(Some(conversation))
        })
    }

    /// A message of the customer, which leads to it.
    fn message(self, message: MessageInsight) -> AnyView {
        let href = self.href(self.conversation.get_value(), message.message);
        let at = message.at;
        let when = Signal::derive(move || ago(at, clock::minute().get()));
        let urgency = match message.urgency {
            Urgency::High => Some(t(Key::InsightsUrgent)),
            _ => None,
        };
        view! {
            <li>
                <a class="insights__link" href=href title=move || full_date_time(at)>
                    <span class="insights__line">
                        <span class=mood_class(message.mood)>{t(mood_name(message.mood))}</span>
                        <span class="insights__urgency insights__urgency--high">{urgency}</span>
                        <span class="insights__when">{when}</span>
                    </span>
                    <bdi class="insights__excerpt">{message.excerpt}</bdi>
                </a>
            </li>
        }
    }

    fn similar(self, similar: SimilarConversation) -> AnyView {
        let href = self.href(similar.conversation, similar.message);
        let (at, by, status) = (similar.at, similar.resolved_by, similar.status);
        let when = Signal::derive(move || ago(at, clock::minute().get()));
        let session = self.session;
        let how = Signal::derive(move || {
            let name = by.as_ref().and_then(|id| {
                session.watch(Topic::Directory, |store| {
                    Some(store.agent(id)?.name.clone())
                })
            });
            match name {
                Some(name) => t_with(Key::InsightsResolvedBy, &[("name", &name)]),
                None => status_name(status),
            }
        });
        view! {
            <li>
                <a class="insights__link" href=href title=move || full_date_time(at)>
                    <span class="insights__line">
                        <bdi class="insights__name truncate">{similar.name}</bdi>
                        <span class="insights__when">{when}</span>
                    </span>
                    <span class="insights__how">{how}</span>
                    <bdi class="insights__excerpt">{similar.excerpt}</bdi>
                </a>
            </li>
        }
    }
}

impl Insight {
    /// A ticket, which leads to a conversation that it is linked with, and a way to link it with this one.
    fn ticket(self, ticket: SimilarTicket) -> AnyView {
        let (id, at) = (ticket.ticket, ticket.created_at);
        let number = ticket.number.to_string();
        let label = t_with(
            Key::TicketLinkOne,
            &[("number", &number), ("subject", &ticket.subject)],
        );
        let when = Signal::derive(move || ago(at, clock::minute().get()));
        let line = view! {
            <span class="insights__line">
                <span class="insights__name">{format!("#{number}")}</span>
                <span class="insights__how">{text(ticket_status(ticket.status))}</span>
                <span class="insights__when">{when}</span>
            </span>
            <bdi class="insights__excerpt">{ticket.subject}</bdi>
        };
        let line = match ticket.conversation {
            Some(conversation) => {
                let place = self.address.place_now().unwrap_or_default();
                let there = place.with_conversation(Some(conversation));
                let href = self.address.href(&there);
                let wanted = id.clone();
                let follow = move |event: ev::MouseEvent| {
                    // In another tab it is another page that shows it.
                    if !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
                        want_ticket(wanted.clone());
                    }
                };
                view! {
                    <a class="insights__link" href=href title=move || full_date_time(at) on:click=follow>
                        {line}
                    </a>
                }
            }
            None => view! { <div class="insights__link">{line}</div> },
        };
        let can_link = self.session.can(&Feature::TICKETS);
        let link = can_link.then(|| {
            view! {
                <IconButton
                    icon=Icon::Plus
                    label=Signal::derive(move || label.clone())
                    small=true
                    on_press=move || self.link(&id, &number)
                />
            }
        });
        view! { <li class="insights__ticket">{line} {link}</li> }
    }

    /// Links a ticket with this conversation.
    fn link(self, id: &TicketId, number: &str) {
        self.session.dispatch(Intent::Write {
            conversation: self.conversation.get_value(),
            verb: Verb::Put,
            resource: ticket::linked(id),
            body: Some(deed::switch(true)),
        });
        self.linked.update(|linked| linked.push(id.clone()));
        let said = t_with(Key::ToastTicketLinked, &[("number", number)]);
        self.toaster.notice(said);
    }
}

const fn mood_name(mood: Mood) -> Key {
    match mood {
        Mood::Negative => Key::InsightsNegative,
        Mood::Positive => Key::InsightsPositive,
        Mood::Neutral | Mood::Unknown => Key::InsightsNeutral,
    }
}

/// The word says it; the colour repeats it.
const fn mood_class(mood: Mood) -> &'static str {
    match mood {
        Mood::Negative => "insights__mood insights__mood--negative",
        Mood::Positive => "insights__mood insights__mood--positive",
        Mood::Neutral | Mood::Unknown => "insights__mood",
    }
}

fn with_trend(mood: Mood, trend: Trend) -> String {
    let trend = match trend {
        Trend::Better => Key::InsightsBetter,
        Trend::Worse => Key::InsightsWorse,
        Trend::Steady | Trend::Unknown => return t(mood_name(mood)),
    };
    format!("{} · {}", t(mood_name(mood)), t(trend))
}

fn urgency_with_reasons(urgency: Urgency, reasons: &[String]) -> String {
    let word = t(match urgency {
        Urgency::High => Key::InsightsHigh,
        Urgency::Low => Key::InsightsLow,
        Urgency::Normal | Urgency::Unknown => Key::InsightsNormal,
    });
    if reasons.is_empty() {
        return word;
    }
    let reasons: Vec<String> = reasons.iter().map(|it| format!("“{it}”")).collect();
    format!("{word}: {}", listed(&reasons))
}
