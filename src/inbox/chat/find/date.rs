//! Jumping to a day.

use leptos::task::spawn_local;
use recado_protocol::{MessageId, Timestamp};
use recado_store::{FIRST_POSITION, Timeline};
use serde::Deserialize;

use super::Find;
use crate::browser::local_time::from_field;
use crate::locale::{Key, t};
use crate::ui::Toaster;

/// What is read of a page of messages.
#[derive(Deserialize)]
struct Page {
    items: Vec<First>,
}

#[derive(Deserialize)]
struct First {
    id: MessageId,
}

impl Find {
    /// Shows the first message of a day, as a date field has it, or the next one after it.
    pub fn jump_to_day(self, day: &str, toaster: Toaster) {
        let Some(from) = from_field(&format!("{day}T00:00")) else {
            return;
        };
        let (session, conversation) = (self.open.session, self.open.id());
        let known = session.peek(|store| first_from(store.timeline(&conversation)?, from));
        if known.is_some() {
            self.calls.show_message.set(known);
            return;
        }
        let from = from.to_rfc3339();
        spawn_local(async move {
            let resource = format!("conversations/{conversation}/messages?from={from}&limit=1");
            let answer = session.resource(&resource).await;
            if self.is_open.try_get_untracked() != Some(true) {
                return;
            }
            let page = answer
                .ok()
                .and_then(|page| recado_json::from_str::<Page>(page.as_json()).ok());
            match page.map(|page| page.items.into_iter().next()) {
                Some(Some(first)) => self.calls.show_message.set(Some(first.id)),
                Some(None) => {
                    self.calls
                        .show_newest
                        .update(|count| *count = count.wrapping_add(1));
                    toaster.notice(t(Key::FindNothingLater));
                }
                None => toaster.notice(t(Key::FindDayUnknown)),
            }
        });
    }
}

/// The first message of this time or later, where it is certain that there is none before it.
fn first_from(timeline: &Timeline, from: Timestamp) -> Option<MessageId> {
    let mut above = None;
    for message in timeline.messages() {
        let follows = message.position == FIRST_POSITION
            || above.is_some_and(|above| above + 1 == message.position);
        if message.at >= from {
            return (follows && !timeline.is_stale()).then(|| message.id.clone());
        }
        above = Some(message.position);
    }
    None
}

#[cfg(test)]
mod tests {
    use recado_protocol::http::{MessagePage, MessageWindow};
    use recado_protocol::{Author, Content, Message};

    use super::*;

    fn timeline(positions: impl IntoIterator<Item = u64>) -> Timeline {
        let message = |position: u64| Message {
            id: format!("m{position}").as_str().into(),
            conversation: "c".into(),
            position,
            at: at(position),
            author: Author::System,
            content: Content::Text { text: "x".into() },
            delivery: None,
            more: None,
            revision: 1,
        };
        let items: Vec<Message> = positions.into_iter().map(message).collect();
        let has_older = items.first().is_some_and(|first| first.position > 1);
        let mut timeline = Timeline::default();
        timeline.add_page(
            MessageWindow::Latest,
            MessagePage {
                items,
                has_older,
                has_newer: false,
            },
        );
        timeline
    }

    fn at(hour: u64) -> Timestamp {
        Timestamp::from_millis(i64::try_from(hour).unwrap() * 3_600_000)
    }

    #[test]
    fn a_day_is_known_here_only_where_what_is_before_it_is() {
        let whole = timeline(1..=9);
        assert_eq!(first_from(&whole, at(0)), Some("m1".into()));
        assert_eq!(first_from(&whole, at(4).plus_millis(1)), Some("m5".into()));
        assert_eq!(first_from(&whole, at(10)), None);
        let newest = timeline(5..=9);
        assert_eq!(first_from(&newest, at(3)), None);
        assert_eq!(first_from(&newest, at(5)), None);
        assert_eq!(first_from(&newest, at(6)), Some("m6".into()));
    }
}
