//! Whether the person wants messages that they have not asked for: how it stands on each channel, and how that came.

use leptos::prelude::*;
use leptos::task::spawn_local;
use recado_protocol::privacy::{CONSENT, Consent, Consents, NewConsent};
use recado_protocol::{ChannelId, Command, ConversationId, Verb};
use recado_store::EntryState;

use super::noting::noting;
use crate::browser::clock;
use crate::inbox::customer::person::revisions;
use crate::keyboard::{Goal, use_keyboard};
use crate::locale::{Key, ago, full_date_time, t, t_with, text};
use crate::markup::view;
use crate::reactive::{Memo, RwSignal, StoredValue, effect, live, memo};
use crate::session::{Session, Topic};
use crate::shell::focus_first_of;
use crate::ui::{Button, ButtonKind, channel_badge};

/// The place of the button that begins a note.
const NOTE_ID: &str = "consent-note";

/// What one conversation's person has allowed.
#[derive(Clone, Copy)]
pub struct Allowed {
    pub session: Session,
    pub conversation: StoredValue<ConversationId>,
    /// As the backend gave it last; `None` before it has.
    known: RwSignal<Option<Consents>>,
    has_failed: RwSignal<bool>,
    /// As it will be with what is on its way.
    pub shown: Memo<Option<Consents>>,
    pub is_noting: RwSignal<bool>,
}

pub fn consent(session: Session, conversation: ConversationId) -> AnyView {
    let conversation = StoredValue::new(conversation);
    let known = RwSignal::new(None);
    let waiting = memo(move || on_its_way(session, &conversation.get_value()));
    let allowed = Allowed {
        session,
        conversation,
        known,
        has_failed: RwSignal::new(false),
        shown: memo(move || {
            let known: Option<Consents> = known.get();
            waiting.with(|waiting| Some(foreseen(known?, waiting)))
        }),
        is_noting: RwSignal::new(false),
    };
    let changes = memo(move || revisions(session, &conversation.get_value()));
    effect(move || {
        // Only what is read is followed.
        let _ = changes.get();
        if waiting.with(Vec::is_empty) {
            allowed.ask();
        }
    });
    session.again_when_back(move || allowed.has_failed.get(), move || allowed.ask());
    use_keyboard().arrive(Goal::NoteConsent, move || {
        // What is written in a form that is open stays.
        if !allowed.is_noting.get_untracked() {
            allowed.is_noting.set(true);
        }
    });
    let was_noting = StoredValue::new(false);
    effect(move || {
        let is_noting = allowed.is_noting.get();
        if was_noting.get_value() && !is_noting {
            focus_first_of(vec![format!("#{NOTE_ID} button")]);
        }
        was_noting.set_value(is_noting);
    });
    view! {
        <div class="privacy__part">
            <h4 class="privacy__title">{text(Key::PrivacyConsent)}</h4>
            {live(move || allowed.channels())}
            <div id=NOTE_ID>
                {live(move || {
                    if allowed.is_noting.get() { noting(allowed) } else { allowed.button() }
                })}
            </div>
            {live(move || allowed.history())}
        </div>
    }
}

/// What was noted and has not reached the backend, the oldest first. Reactive.
fn on_its_way(session: Session, conversation: &ConversationId) -> Vec<Consent> {
    session.watch(Topic::Outbox, |store| {
        let me = store.me().name.clone();
        let entries = store.outbox().of(conversation);
        let entries = entries.filter(|entry| !matches!(entry.state, EntryState::Failed { .. }));
        let mut notes = Vec::new();
        for entry in entries {
            let Command::Write {
                resource,
                verb,
                body,
                ..
            } = &entry.envelope.command
            else {
                continue;
            };
            if resource != CONSENT {
                continue;
            }
            if *verb == Verb::Delete {
                notes.pop();
            }
            let new = body.as_ref().and_then(|body| body.read::<NewConsent>());
            notes.extend(new.map(|new| Consent {
                at: entry.envelope.issued_at,
                channel: new.channel,
                opted_in: new.opted_in,
                by: Some(me.clone()),
                word: None,
                how: Some(new.how),
            }));
        }
        notes
    })
}

fn foreseen(mut known: Consents, waiting: &[Consent]) -> Consents {
    for step in waiting {
        for channel in &mut known.channels {
            if step.channel.is_none() || step.channel.as_ref() == Some(&channel.channel) {
                channel.opted_in = Some(step.opted_in);
            }
        }
        known.history.insert(0, step.clone());
    }
    known
}

/// What a step says, with its channel.
pub const fn step_text(opted_in: bool) -> Key {
    if opted_in {
        Key::PrivacyStepIn
    } else {
        Key::PrivacyStepOut
    }
}

impl Allowed {
    fn ask(self) {
        let resource = format!("conversations/{}/{CONSENT}", self.conversation.get_value());
        spawn_local(async move {
            let answer = self.session.resource(&resource).await.ok();
            let known = answer.and_then(|fields| fields.read::<Consents>());
            if self.known.try_get_untracked().is_none() {
                return;
            }
            self.has_failed.set(known.is_none());
            // Without a network it stays as it was.
            if known.is_some() {
                self.known.set(known);
            }
        });
    }

    /// The name of a channel. Reactive.
    pub fn channel_name(self, id: &ChannelId) -> String {
        self.session.watch(Topic::Directory, |store| {
            store
                .channel(id)
                .map_or_else(|| id.to_string(), |channel| channel.name.clone())
        })
    }

    fn channels(self) -> AnyView {
        let Some(shown) = self.shown.get() else {
            let said = if self.has_failed.get() {
                Key::PrivacyFailed
            } else {
                Key::MainLoading
            };
            return view! { <p class="privacy__hint" role="status">{t(said)}</p> };
        };
        let channel = |one: recado_protocol::privacy::ChannelConsent| {
            let kind = self.session.watch(Topic::Directory, |store| {
                store
                    .channel(&one.channel)
                    .map(|channel| channel.kind.clone())
            });
            let (state, class) = match one.opted_in {
                None => (Key::PrivacyNeither, "privacy__state"),
                Some(true) => (Key::PrivacyIn, "privacy__state privacy__state--in"),
                Some(false) => (Key::PrivacyOut, "privacy__state privacy__state--out"),
            };
            view! {
                <li class="privacy__channel">
                    {kind.map(|kind| channel_badge(&kind))}
                    <span class="privacy__name" dir="auto">{self.channel_name(&one.channel)}</span>
                    <span class=class>{t(state)}</span>
                </li>
            }
        };
        let channels: Vec<AnyView> = shown.channels.into_iter().map(channel).collect();
        view! { <ul class="privacy__list">{channels}</ul> }
    }

    fn button(self) -> AnyView {
        view! {
            <Button
                label=Key::PrivacyNote
                kind=ButtonKind::Quiet
                on_press=move || self.is_noting.set(true)
            />
        }
    }

    fn history(self) -> AnyView {
        let steps = self.shown.get().map(|shown| shown.history);
        let steps = steps.unwrap_or_default();
        if steps.is_empty() {
            return ().into_any();
        }
        let steps: Vec<AnyView> = steps.into_iter().map(|step| self.step(step)).collect();
        view! {
            <ol class="privacy__list" aria-label=t(Key::PrivacyHistory)>
                {steps}
            </ol>
        }
    }

    fn step(self, step: Consent) -> AnyView {
        let channel = match &step.channel {
            Some(channel) => self.channel_name(channel),
            None => t(Key::PrivacyEveryChannel),
        };
        let said = step_text(step.opted_in);
        let origin = match (&step.word, &step.how, &step.by) {
            (Some(word), ..) => t_with(Key::PrivacyWrote, &[("word", word)]),
            (None, Some(how), Some(by)) => t_with(Key::PrivacyNoted, &[("how", how), ("by", by)]),
            _ => t(Key::PrivacyNotedEarlier),
        };
        let at = step.at;
        view! {
            <li class="privacy__step">
                <span dir="auto">{t_with(said, &[("channel", &channel)])}</span>
                <span class="privacy__hint" dir="auto">{origin}</span>
                <time class="privacy__hint" title=full_date_time(at)>
                    {move || ago(at, clock::minute().get())}
                </time>
            </li>
        }
    }
}

#[cfg(test)]
mod tests {
    use recado_protocol::Timestamp;
    use recado_protocol::privacy::ChannelConsent;

    use super::*;

    #[test]
    fn what_is_on_its_way_counts_on_its_channel_alone() {
        let channel = |id: &str, opted_in| ChannelConsent {
            channel: id.into(),
            opted_in,
        };
        let known = Consents {
            channels: vec![channel("sms", None), channel("mail", Some(true))],
            history: Vec::new(),
        };
        let step = |channel: Option<&str>, opted_in| Consent {
            at: Timestamp::from_millis(0),
            channel: channel.map(Into::into),
            opted_in,
            by: None,
            word: None,
            how: None,
        };
        let one = foreseen(known.clone(), &[step(Some("sms"), false)]);
        assert_eq!(
            one.channels,
            [channel("sms", Some(false)), channel("mail", Some(true))]
        );
        let all = foreseen(known, &[step(Some("sms"), true), step(None, false)]);
        assert!(all.channels.iter().all(|it| it.opted_in == Some(false)));
        assert_eq!(all.history, [step(None, false), step(Some("sms"), true)]);
    }
}
