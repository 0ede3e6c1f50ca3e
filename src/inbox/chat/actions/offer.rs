//! What this person can do to a message on this backend and channel. What can't be done is not offered.

use recado_protocol::capability::ChangesWithin;
use recado_protocol::masking::DOTS;
use recado_protocol::message::write::is_same;
use recado_protocol::privacy::may_reveal;
use recado_protocol::{
    Author, ChannelLimits, ChannelState, Content, Conversation, Delivery, Feature, Fields, Message,
    OutgoingContent, Role, Timestamp,
};

use crate::browser::clock;
use crate::inbox::chat::open_conversation::OpenConversation;

/// What is offered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one line of the menu, there or not"
)]
pub struct Offer {
    pub is_placed: bool,
    pub reply: bool,
    pub react: bool,
    pub copy_text: bool,
    pub forward: bool,
    pub resend: bool,
    pub translate: bool,
    pub pin: bool,
    pub is_pinned: bool,
    pub edit: bool,
    pub reveal: bool,
    pub delete: bool,
}

/// What the offer depends on besides the message.
pub struct Circumstances {
    pub me: Author,
    pub role: Role,
    pub limits: ChannelLimits,
    pub features: Vec<Feature>,
    /// Whether the channel takes messages.
    pub is_open: bool,
    /// Whether the conversation was deleted or erased: it is only read.
    pub is_over: bool,
    pub now: Timestamp,
}

impl Circumstances {
    /// Reactive.
    pub fn of(open: OpenConversation) -> Self {
        let session = open.session;
        let (me, role) = session.peek(|store| {
            let me = store.me();
            let author = Author::Agent {
                id: me.id.clone(),
                name: me.name.clone(),
            };
            (author, me.role)
        });
        let takes = |state: &ChannelState| {
            !matches!(state, ChannelState::Disabled | ChannelState::TokenExpired)
        };
        let is_blocked = open.read(|record| record.blocked_by_customer);
        let takes = open
            .channel
            .with(|channel| channel.as_ref().is_some_and(|it| takes(&it.state)));
        Self {
            me,
            role,
            limits: session.limits_in(&open.id()),
            features: session.capabilities().features.into_iter().collect(),
            is_open: takes && !is_blocked,
            is_over: open.read(Conversation::is_over),
            now: clock::now(),
        }
    }

    pub fn offer(&self, message: &Message) -> Offer {
        let has_text = message.content.text().is_some_and(|text| !text.is_empty());
        let is_gone = message.content.kind() == "deleted";
        // One that the backend has no place for yet can only be looked at.
        let is_placed = message.revision > 0;
        let is_note = matches!(message.content, Content::Note { .. });
        let is_lasting = is_placed && !is_gone;
        let can = |feature: &Feature| is_lasting && self.features.contains(feature);
        let can_change = |feature: &Feature| !self.is_over && can(feature);
        let is_mine = is_same(&message.author, &self.me);
        let is_teams = matches!(message.author, Author::Agent { .. } | Author::Bot { .. });
        let leads = matches!(self.role, Role::Supervisor | Role::Administrator);
        let is_text = matches!(message.content, Content::Text { .. });
        let has_failed = matches!(message.delivery, Some(Delivery::Failed { .. }));
        // What the channel has to carry to the customer.
        let is_carried = |can: bool| is_note || (can && self.is_open && !has_failed);
        let within: ChangesWithin = self
            .limits
            .within
            .as_ref()
            .and_then(Fields::read)
            .unwrap_or_default();
        let in_time = |within| ChangesWithin::is_in_time(within, message, self.now);
        Offer {
            is_placed,
            reply: is_lasting && !self.is_over,
            react: can_change(&Feature::REACT) && is_carried(self.limits.react),
            copy_text: has_text,
            forward: can(&Feature::FORWARD) && content_of(message).is_some(),
            resend: is_placed
                && !self.is_over
                && is_teams
                && !is_note
                && self.is_open
                && content_of(message).is_some(),
            translate: can(&Feature::ASSIST) && has_text,
            pin: can_change(&Feature::PIN),
            is_pinned: message.read_more().pinned.is_some(),
            reveal: can(&Feature::MASKING)
                && (is_mine || may_reveal(self.role))
                && is_masked(message),
            edit: can_change(&Feature::EDIT)
                && is_mine
                && is_carried(is_text && self.limits.edit && in_time(within.edit)),
            delete: can_change(&Feature::DELETE)
                && (is_mine || (is_teams && leads))
                && is_carried(self.limits.delete && in_time(within.delete)),
        }
    }
}

/// Whether something is hidden in what it says, or in what was filled in.
fn is_masked(message: &Message) -> bool {
    let more = message.read_more();
    let said = (&message.content, &more.answer, &more.link_preview);
    Fields::of(&said).as_json().contains(DOTS)
}

/// What of a message can be sent once more, or to somebody else: a note stays a note.
pub fn content_of(message: &Message) -> Option<OutgoingContent> {
    Some(match &message.content {
        Content::Text { text } => OutgoingContent::Text { text: text.clone() },
        Content::Note { text } => OutgoingContent::Note { text: text.clone() },
        Content::Rich(rich) => match rich.kind() {
            "media" | "location" | "contact_card" | "template" | "buttons" | "quick_replies"
            | "list" | "cards" | "form" => OutgoingContent::Rich(rich.clone()),
            _ => OutgoingContent::Text {
                text: rich.text().filter(|text| !text.is_empty())?.to_owned(),
            },
        },
        Content::System { .. } => return None,
    })
}

#[cfg(test)]
mod tests {
    use recado_protocol::Timestamp;

    use super::*;

    fn livia() -> Author {
        Author::Agent {
            id: "livia".into(),
            name: "Lívia".to_owned(),
        }
    }

    fn circumstances(role: Role, limits: ChannelLimits) -> Circumstances {
        Circumstances {
            me: livia(),
            role,
            limits,
            features: vec![
                Feature::REACT,
                Feature::PIN,
                Feature::EDIT,
                Feature::DELETE,
                Feature::FORWARD,
                Feature::MASKING,
            ],
            is_open: true,
            is_over: false,
            now: Timestamp::from_millis(60_000),
        }
    }

    fn all() -> ChannelLimits {
        ChannelLimits {
            edit: true,
            delete: true,
            react: true,
            ..ChannelLimits::default()
        }
    }

    fn message(author: Author, content: Content) -> Message {
        Message {
            id: "m".into(),
            conversation: "c".into(),
            position: 1,
            at: Timestamp::from_millis(0),
            author,
            content,
            delivery: None,
            more: None,
            revision: 1,
        }
    }

    fn text() -> Content {
        Content::Text { text: "hi".into() }
    }

    #[test]
    fn what_the_channel_cannot_carry_is_not_offered_but_for_notes() {
        let here = circumstances(Role::Agent, ChannelLimits::default());
        let offer = here.offer(&message(livia(), text()));
        assert!(!offer.edit && !offer.delete && !offer.react, "{offer:?}");
        assert!(offer.pin && offer.reply && offer.resend && offer.forward);
        let note = Content::Note { text: "hi".into() };
        let offer = here.offer(&message(livia(), note));
        assert!(offer.edit && offer.delete && offer.react, "{offer:?}");
        assert!(!offer.resend);
    }

    #[test]
    fn only_ones_own_is_changed_and_who_leads_may_take_the_teams_back() {
        let other = Author::Agent {
            id: "rafael".into(),
            name: String::new(),
        };
        let customer = Author::Contact { id: "ana".into() };
        let offered = |role, author: &Author| {
            let offer = circumstances(role, all()).offer(&message(author.clone(), text()));
            (offer.edit, offer.delete)
        };
        assert_eq!(offered(Role::Agent, &livia()), (true, true));
        assert_eq!(offered(Role::Agent, &other), (false, false));
        assert_eq!(offered(Role::Supervisor, &other), (false, true));
        assert_eq!(offered(Role::Administrator, &customer), (false, false));
    }

    #[test]
    fn hidden_numbers_are_revealed_to_who_may_and_to_who_wrote_them() {
        let customer = Author::Contact { id: "ana".into() };
        let masked = Content::Text {
            text: "card ••••1111".into(),
        };
        let offered = |role, author: Author, content: Content| {
            circumstances(role, all())
                .offer(&message(author, content))
                .reveal
        };
        for (role, may) in [
            (Role::Agent, false),
            (Role::Supervisor, false),
            (Role::Administrator, true),
        ] {
            assert_eq!(offered(role, customer.clone(), masked.clone()), may);
            assert!(offered(role, livia(), masked.clone()));
            assert!(!offered(role, livia(), text()));
        }
    }

    #[test]
    fn what_the_channel_carries_for_a_while_is_offered_for_that_while() {
        let within = ChangesWithin {
            edit: Some(60),
            delete: Some(61),
        };
        let limits = ChannelLimits {
            within: Some(Fields::of(&within)),
            ..all()
        };
        let here = circumstances(Role::Agent, limits);
        let offer = here.offer(&message(livia(), text()));
        assert_eq!((offer.edit, offer.delete, offer.react), (false, true, true));
        let failed = Message {
            delivery: Some(Delivery::Failed {
                code: String::new(),
                reason: String::new(),
                retryable: true,
            }),
            ..message(livia(), text())
        };
        let closed = Circumstances {
            is_open: false,
            ..circumstances(Role::Agent, all())
        };
        for (here, message) in [(&here, failed), (&closed, message(livia(), text()))] {
            let offer = here.offer(&message);
            assert!(!offer.edit && !offer.delete && !offer.react, "{offer:?}");
        }
    }

    #[test]
    fn what_is_over_can_be_read_and_passed_on_and_no_more() {
        let over = Circumstances {
            is_over: true,
            ..circumstances(Role::Administrator, all())
        };
        let only = Offer {
            is_placed: true,
            copy_text: true,
            forward: true,
            ..Offer::default()
        };
        let note = Content::Note { text: "hi".into() };
        for content in [text(), note] {
            assert_eq!(over.offer(&message(livia(), content)), only);
        }
    }

    #[test]
    fn of_one_that_waits_the_text_can_be_copied_and_no_more() {
        let waiting = Message {
            revision: 0,
            ..message(livia(), text())
        };
        let offer = circumstances(Role::Administrator, all()).offer(&waiting);
        let only = Offer {
            copy_text: true,
            ..Offer::default()
        };
        assert_eq!(offer, only);
    }

    #[test]
    fn what_was_taken_back_can_only_be_looked_at() {
        let rich = recado_protocol::Rich::known("deleted".into(), None, Fields::from_json("{}"));
        let gone = message(livia(), Content::Rich(rich));
        let offer = circumstances(Role::Administrator, all()).offer(&gone);
        let only = Offer {
            is_placed: true,
            ..Offer::default()
        };
        assert_eq!(offer, only);
    }
}
