//! What somebody wrote, with the time in its corner.

use crate::markup::view;
use crate::reactive::{Memo, Signal, live, memo};
use leptos::prelude::*;
use recado_protocol::{AgentId, Author, Content, Delivery, Message, MessageId};

use super::MessageSetting;
use super::delivery_mark::delivery_mark;
use super::failure::Outcome;
use super::held::{held_view, waiting_view};
use super::link_preview::link_preview;
use super::marks;
use super::message_text::message_text;
use super::message_time::MessageTime;
use super::rich::rich_view;
use crate::inbox::chat::actions::actions_button;
use crate::locale::{Key, t_with};

/// Whose bubble it is, and of what kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bubble {
    side: Side,
    author: Author,
    /// Whether it holds more than a text.
    is_rich: bool,
}

/// Where a bubble stands, and in which colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    Customer,
    Mine,
    /// On our side, but not by this agent: a colleague or a bot.
    Colleague,
    /// Seen by the team only.
    Note,
}

impl Bubble {
    pub fn of(message: &Message, me: &AgentId) -> Self {
        let side = match (&message.content, &message.author) {
            (Content::Note { .. }, _) => Side::Note,
            (_, Author::Contact { .. } | Author::Unknown) => Side::Customer,
            (_, Author::Agent { id, .. }) if id == me => Side::Mine,
            (_, Author::Agent { .. } | Author::Bot { .. } | Author::System) => Side::Colleague,
        };
        Self {
            side,
            author: message.author.clone(),
            is_rich: matches!(message.content, Content::Rich(_)),
        }
    }

    const fn class(&self) -> &'static str {
        match self.side {
            Side::Customer => "message message--customer",
            Side::Mine => "message message--ours",
            Side::Colleague => "message message--ours message--colleague",
            Side::Note => "message message--note",
        }
    }
}

/// A message in its bubble.
pub fn bubble_view(
    id: MessageId,
    bubble: Bubble,
    message: Memo<Option<Message>>,
    setting: MessageSetting,
) -> AnyView {
    let open = setting.open;
    let more = memo(move || {
        message.with(|message| message.as_ref().map(Message::read_more).unwrap_or_default())
    });
    let time = MessageTime::of(message);
    let author = bubble.author.clone();
    let sender = Signal::derive(move || open.name_of(&author));
    let key = if bubble.side == Side::Note {
        Key::ChatNoteName
    } else {
        Key::ChatMessageName
    };
    let name = Signal::derive(move || {
        t_with(
            key,
            &[("sender", &sender.get()), ("time", &time.label.get())],
        )
    });
    let (is_ours, is_note) = (bubble.side != Side::Customer, bubble.side == Side::Note);
    let delivery = is_ours.then(|| {
        let delivery = memo(move || {
            let delivery = message.with(|message| message.as_ref()?.delivery.clone());
            // A note goes no further than the team: only that it is not there yet is news.
            let is_news = |it: &Delivery| matches!(it, Delivery::Queued | Delivery::Failed { .. });
            delivery.filter(|delivery| !is_note || is_news(delivery))
        });
        live(move || delivery.with(|delivery| delivery.as_ref().map(delivery_mark)))
    });
    let held = (bubble.side == Side::Mine)
        .then(|| view! { {held_view(&id, open)} {waiting_view(message, open)} });
    let outcome = Outcome {
        id: id.clone(),
        message,
        more,
        actions: setting.actions,
    };
    let failure = outcome.view();
    // Below all others the time has a line of its own.
    let has_own_foot = bubble.is_rich
        && message.with_untracked(|message| {
            let kind = message.as_ref().map(|message| message.content.kind());
            !matches!(kind, Some("media" | "location"))
        });
    let translation = marks::translation(&id, setting);
    let actions = actions_button(&id, setting.actions);
    let reactions = marks::reactions(id.clone(), more, setting);
    let content = if bubble.is_rich {
        rich_view(id, message, setting, time)
    } else {
        message_text(id, message, setting, time)
    };
    view! {
        <article class=bubble.class() aria-label=name>
            <div class="message__line">
                <div class="bubble">
                    <div class="bubble__body" class=("bubble__body--rich", has_own_foot) dir="auto">
                        {head(&bubble, sender)}
                        {marks::above(more, setting)}
                        {content}
                        {translation} {link_preview(more)}
                        <span class="bubble__meta">
                            {marks::edited(more)} {time.view()} {delivery}
                        </span>
                    </div>
                </div>
                {actions}
            </div>
            {reactions} {held} {failure}
        </article>
    }
}

/// Who wrote it, where that does not go without saying.
fn head(bubble: &Bubble, sender: Signal<String>) -> AnyView {
    let by = match (bubble.side, &bubble.author) {
        (Side::Note, _) => Some(Signal::derive(move || {
            t_with(Key::ChatNoteBy, &[("name", &sender.get())])
        })),
        (Side::Colleague, _) | (_, Author::Unknown) => Some(sender),
        (Side::Customer | Side::Mine, _) => None,
    };
    let by = by.map(|by| view! { <p class="bubble__sender" dir="auto">{by}</p> });
    view! { {by} }
}

#[cfg(test)]
mod tests {
    use recado_protocol::Timestamp;

    use super::*;

    fn class_of(author: Author, content: Content) -> &'static str {
        let message = Message {
            id: "m".into(),
            conversation: "c".into(),
            position: 1,
            at: Timestamp::from_millis(0),
            author,
            content,
            delivery: None,
            more: None,
            revision: 1,
        };
        Bubble::of(&message, &"livia".into()).class()
    }

    fn agent(id: &str) -> Author {
        Author::Agent {
            id: id.into(),
            name: id.to_owned(),
        }
    }

    #[test]
    fn the_customer_stands_on_one_side_and_the_team_on_the_other() {
        let text = || Content::Text { text: "hi".into() };
        let customer = Author::Contact {
            id: "beatriz".into(),
        };
        assert_eq!(class_of(customer, text()), "message message--customer");
        assert_eq!(
            class_of(Author::Unknown, text()),
            "message message--customer"
        );
        assert_eq!(class_of(agent("livia"), text()), "message message--ours");
        assert!(class_of(agent("rafael"), text()).ends_with("message--colleague"));
        assert!(
            class_of(
                Author::Bot {
                    name: String::new()
                },
                text()
            )
            .ends_with("--colleague")
        );
    }

    #[test]
    fn a_note_is_a_note_whoever_wrote_it() {
        let note = || Content::Note {
            text: "psst".into(),
        };
        assert_eq!(class_of(agent("livia"), note()), "message message--note");
        assert_eq!(class_of(agent("rafael"), note()), "message message--note");
    }
}
