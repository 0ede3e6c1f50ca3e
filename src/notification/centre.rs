//! What has happened to the own work, kept on this device with what else is kept of this person.

use leptos::task::spawn_local;
use recado_protocol::{ConversationId, Fields, MessageId, Timestamp};
use recado_store::first_of;
use serde::{Deserialize, Serialize};

use super::arrival::Arrival;
use super::kind::Kind;
use super::{Notifications, UNREAD};
use crate::browser::{clock, storage};
use crate::reactive::RwSignal;
use crate::session::{Session, use_session};
use crate::shell::customer_name;

/// Under this name it is kept.
const KEPT: &str = "notification centre";
/// So many are kept, the newest.
const MOST: usize = 100;
/// So much of a text is kept, in characters.
const TEXT_CHARS: usize = 200;

/// Something that has happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// The word of its [`Kind`].
    pub kind: String,
    pub conversation: ConversationId,
    pub message: MessageId,
    /// The customer's name.
    pub name: String,
    #[serde(default)]
    pub text: String,
    pub at: Timestamp,
    #[serde(default)]
    pub read: bool,
}

/// The entries, the newest first.
#[derive(Clone, Copy)]
pub struct Centre {
    session: Session,
    notifications: Notifications,
    pub entries: RwSignal<Vec<Entry>>,
}

impl Centre {
    pub fn kept(notifications: Notifications) -> Self {
        let centre = Self {
            session: use_session(),
            notifications,
            entries: RwSignal::new(Vec::new()),
        };
        centre.read_kept();
        centre
    }

    /// Takes what this tab or another has kept.
    pub fn read_kept(self) {
        spawn_local(async move {
            let kept = self.session.kept_beside_drafts(KEPT).await;
            let kept: Vec<Entry> = kept
                .and_then(|text| Fields::from_json(text).read())
                .unwrap_or_default();
            // `None` when the person has left meanwhile.
            if let Some(now) = self.entries.try_get_untracked() {
                self.show(merged(now, kept));
            }
        });
    }

    /// Those that are no news any more: they stand here already.
    pub fn without_known(self, mut arrivals: Vec<Arrival>) -> Vec<Arrival> {
        self.entries.with_untracked(|entries| {
            arrivals.retain(|arrival| {
                !entries.iter().any(|entry| {
                    entry.kind == arrival.kind.word() && entry.message == arrival.message
                })
            });
        });
        arrivals
    }

    /// Adds what belongs here, and says whether something did. What is on the screen is read already.
    pub fn add(self, arrivals: &[Arrival], on_screen: Option<&ConversationId>) -> bool {
        let new: Vec<Entry> = arrivals
            .iter()
            .filter(|arrival| !matches!(arrival.kind, Kind::Mine | Kind::Nobodys))
            .map(|arrival| Entry {
                kind: arrival.kind.word().to_owned(),
                conversation: arrival.conversation.clone(),
                message: arrival.message.clone(),
                name: self
                    .session
                    .peek(|store| customer_name(store, &arrival.conversation)),
                text: shortened(arrival.text.as_deref().unwrap_or_default()),
                at: clock::now(),
                read: on_screen == Some(&arrival.conversation),
            })
            .collect();
        let before = self.entries.get_untracked();
        let after = merged(new, before.clone());
        let is_changed = after != before;
        if is_changed {
            self.show(after);
            self.keep();
        }
        is_changed
    }

    /// Notes entries as read; says whether there were some.
    pub fn read(self, which: impl Fn(&Entry) -> bool) -> bool {
        let mut entries = self.entries.get_untracked();
        let mut is_changed = false;
        for entry in &mut entries {
            if !entry.read && which(entry) {
                entry.read = true;
                is_changed = true;
            }
        }
        if is_changed {
            self.show(entries);
            self.keep();
        }
        is_changed
    }

    /// Lets go of what happened with people who are erased by now; says whether there was something. Reactive.
    pub fn forget_erased(self) -> bool {
        let mut entries = self.entries.get();
        let before = entries.len();
        entries.retain(|entry| !self.session.holds(&entry.conversation, |it| it.erased));
        let is_changed = entries.len() != before;
        if is_changed {
            self.show(entries);
            self.keep();
        }
        is_changed
    }

    fn show(self, entries: Vec<Entry>) {
        let unread = entries.iter().filter(|entry| !entry.read).count() as u64;
        self.entries.set(entries);
        self.notifications.unread.set(unread);
        if unread == 0 {
            storage::remove(UNREAD);
        } else {
            let me = self.notifications.me.get_value();
            storage::set(UNREAD, &format!("{me} {unread}"));
        }
    }

    fn keep(self) {
        let text = Fields::of(&self.entries.get_untracked());
        let text = text.as_json().to_owned();
        spawn_local(async move {
            self.session.keep_beside_drafts(KEPT, Some(text)).await;
        });
    }
}

/// Both, each thing once, read where either says so, the newest first and not too many.
fn merged(one: Vec<Entry>, other: Vec<Entry>) -> Vec<Entry> {
    let mut all = one;
    for entry in other {
        let known = all
            .iter_mut()
            .find(|it| it.kind == entry.kind && it.message == entry.message);
        match known {
            Some(known) => {
                known.read |= entry.read;
                known.at = known.at.min(entry.at);
            }
            None => all.push(entry),
        }
    }
    first_of(all, MOST, |a, b| b.at.cmp(&a.at))
}

fn shortened(text: &str) -> String {
    text.chars().take(TEXT_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(message: &str, at: i64, read: bool) -> Entry {
        Entry {
            kind: "mention".to_owned(),
            conversation: "c".into(),
            message: message.into(),
            name: "Ana".to_owned(),
            text: String::new(),
            at: Timestamp::from_millis(at),
            read,
        }
    }

    #[test]
    fn each_thing_stands_once_and_stays_read() {
        let here = vec![entry("a", 5, false)];
        let kept = vec![entry("a", 1, true), entry("b", 3, false)];
        assert_eq!(
            merged(here, kept),
            [entry("b", 3, false), entry("a", 1, true)]
        );
    }

    #[test]
    fn only_the_newest_are_kept() {
        let all = (0..150).map(|at| entry(&at.to_string(), at, false));
        let kept = merged(Vec::new(), all.collect());
        assert_eq!(kept.len(), MOST);
        assert_eq!(kept[0].at, Timestamp::from_millis(149));
    }

    #[test]
    fn an_entry_survives_being_kept() {
        let before = vec![entry("a", 5, true)];
        let text = Fields::of(&before);
        assert_eq!(text.read::<Vec<Entry>>(), Some(before));
    }
}
