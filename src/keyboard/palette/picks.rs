//! What one conversation can be given: somebody responsible, labels, a time at which it comes back.

use leptos::prelude::*;
use recado_protocol::prepared::{NewLabels, NewSnooze};
use recado_protocol::{ConversationId, ConversationStatus, Feature, Fields, Timestamp, Verb};
use recado_store::ordered;

use super::commands::{Command, Screen};
use crate::browser::clock;
use crate::browser::local_time::{days_to_monday, hour_of_day};
use crate::inbox::assignment::{assign, colleagues};
use crate::inbox::deeds::known_labels;
use crate::locale::{Key, agent_status_name, full_date_time, t, t_with};
use crate::session::{Intent, Session};
use crate::shell::done_with;
use crate::ui::{Icon, Toaster};

/// Longest label, as the backend takes it.
const LABEL_CHARS: usize = 40;
const HOUR_MS: i64 = 60 * 60 * 1_000;
/// When people begin to work.
const MORNING: u32 = 9;

impl Screen {
    pub fn agents(self, conversation: &ConversationId) -> Vec<Command> {
        let Self {
            session, toaster, ..
        } = self;
        if !session.can(&Feature::ASSIGN) {
            return Vec::new();
        }
        let (me, now) = session.peek(|store| {
            let known = store.conversation(conversation);
            let now = known.and_then(|known| known.assignee.clone());
            (store.me().id.clone(), now)
        });
        let give = |to: Option<recado_protocol::AgentId>| {
            let conversation = conversation.clone();
            move || assign(session, toaster, &conversation, to.clone())
        };
        let mut all = Vec::new();
        if now.as_ref() != Some(&me) {
            let take = Command::new("assign me", t(Key::ChatAssignToMe), "", give(Some(me)));
            all.push(take.with_icon(Icon::UserPlus));
        }
        for agent in colleagues(session) {
            let id = format!("assign {}", agent.id);
            let is_now = now.as_ref() == Some(&agent.id);
            let detail = agent_status_name(agent.status);
            let command = Command::new(id, agent.name, detail, give(Some(agent.id)));
            all.push(command.with_icon(if is_now { Icon::Check } else { Icon::Contacts }));
        }
        if now.is_some() {
            let nobody = t(Key::ChatAssignToNobody);
            all.push(Command::new("assign nobody", nobody, "", give(None)).with_icon(Icon::Close));
        }
        all
    }

    pub fn labels(self, conversation: &ConversationId) -> Vec<Command> {
        let own = labels_of(self.session, conversation);
        let all = known_labels(self.session).into_iter();
        let mut known = ordered(all.chain(own.iter().cloned()), String::cmp);
        known.dedup();
        let commands = known.into_iter().map(|label| {
            let has = own.contains(&label);
            let key = if has {
                Key::MacroRemoveLabel
            } else {
                Key::MacroAddLabel
            };
            let detail = t_with(key, &[("label", &label)]);
            let command = self.toggle_label(conversation, label.clone(), label, detail);
            command.with_icon(if has { Icon::Check } else { Icon::Note })
        });
        commands.collect()
    }

    /// A label that nobody has given yet.
    pub fn new_label(self, conversation: &ConversationId, query: &str) -> Option<Command> {
        let label = query.trim();
        let is_known = self.labels(conversation).iter().any(|it| it.label == label);
        let is_good = !label.is_empty() && label.chars().nth(LABEL_CHARS).is_none();
        (is_good && !is_known).then(|| {
            let name = t_with(Key::MacroAddLabel, &[("label", label)]);
            self.toggle_label(conversation, label.to_owned(), name, String::new())
                .with_icon(Icon::Pencil)
        })
    }

    fn toggle_label(
        self,
        conversation: &ConversationId,
        label: String,
        name: String,
        detail: String,
    ) -> Command {
        let (session, toaster, conversation) = (self.session, self.toaster, conversation.clone());
        Command::new(format!("label {label}"), name, detail, move || {
            let before = labels_of(session, &conversation);
            let mut labels = before.clone();
            if before.contains(&label) {
                labels.retain(|it| *it != label);
            } else {
                labels.push(label.clone());
            }
            let key = if labels.len() > before.len() {
                Key::SystemLabelAdded
            } else {
                Key::SystemLabelRemoved
            };
            set_labels(session, &conversation, labels);
            let conversation = conversation.clone();
            let said = t_with(key, &[("label", &label)]);
            let said = done_with(session, &conversation, &said);
            toaster.offer(said, t(Key::ActionUndo), move || {
                set_labels(session, &conversation, before.clone());
            });
        })
    }

    pub fn times(self, conversation: &ConversationId) -> Vec<Command> {
        let Self {
            session, toaster, ..
        } = self;
        let now = clock::now();
        let until = |id: &str, name: Key, at: Timestamp| {
            let conversation = conversation.clone();
            let command = Command::new(id, t(name), full_date_time(at), move || {
                snooze(session, toaster, &conversation, Some(at));
            });
            command.with_icon(Icon::Clock)
        };
        let monday = days_to_monday(now);
        let mut all = vec![
            until("snooze hour", Key::SendLaterHour, now.plus_millis(HOUR_MS)),
            until(
                "snooze tomorrow",
                Key::SendLaterTomorrow,
                hour_of_day(now, 1, MORNING),
            ),
        ];
        // On a Sunday that is tomorrow.
        if monday > 1 {
            let at = hour_of_day(now, monday, MORNING);
            all.push(until("snooze monday", Key::SendLaterMonday, at));
        }
        let (ask, asked) = (self.on_choose_time, conversation.clone());
        let choose = move || ask.run((asked.clone(),));
        all.push(Command::new(
            "snooze at",
            t(Key::KeyboardSnoozeAt),
            "",
            choose,
        ));
        let is_snoozed = session.peek(|store| {
            let known = store.conversation(conversation);
            known.is_some_and(|known| known.status == ConversationStatus::Snoozed)
        });
        if is_snoozed {
            let conversation = conversation.clone();
            let end = move || snooze(session, toaster, &conversation, None);
            let name = t(Key::KeyboardSnoozeEnd);
            all.push(Command::new("snooze end", name, "", end).with_icon(Icon::Undo));
        }
        all
    }
}

fn labels_of(session: Session, conversation: &ConversationId) -> Vec<String> {
    session.peek(|store| {
        let known = store.conversation(conversation);
        known.map(|known| known.labels.clone()).unwrap_or_default()
    })
}

fn set_labels(session: Session, conversation: &ConversationId, labels: Vec<String>) {
    session.dispatch(Intent::Write {
        conversation: conversation.clone(),
        verb: Verb::Put,
        resource: "labels".to_owned(),
        body: Some(Fields::of(&NewLabels { labels })),
    });
}

/// Puts a conversation off until a time, or brings it back, and offers the way back.
pub fn snooze(
    session: Session,
    toaster: Toaster,
    conversation: &ConversationId,
    until: Option<Timestamp>,
) {
    let before = session.peek(|store| {
        let known = store.conversation(conversation)?;
        known.snoozed_until
    });
    let set = move |conversation: ConversationId, until| {
        session.dispatch(Intent::Write {
            conversation,
            verb: Verb::Put,
            resource: "snooze".to_owned(),
            body: Some(Fields::of(&NewSnooze { until })),
        });
    };
    set(conversation.clone(), until);
    let said = match until {
        Some(until) => t_with(Key::ChatSnoozedUntil, &[("time", &full_date_time(until))]),
        None => t(Key::ToastReopened),
    };
    let said = done_with(session, conversation, &said);
    let conversation = conversation.clone();
    toaster.offer(said, t(Key::ActionUndo), move || {
        set(conversation.clone(), before.filter(|at| *at > clock::now()));
    });
}
