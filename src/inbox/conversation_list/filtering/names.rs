//! What the values of conditions are called.

use recado_protocol::filter::{NONE, Term};
use recado_protocol::{ChannelKind, Condition, ConversationStatus, Priority, Sort};
use recado_store::Store;

use crate::locale::{Key, channel_kind_name, priority_name, status_name, t, t_with};

/// The name of a condition.
pub const fn condition_name(condition: Condition) -> Key {
    match condition {
        Condition::Channel => Key::ListChannels,
        Condition::Kind => Key::FilterMessenger,
        Condition::Company => Key::FilterCompany,
        Condition::Assignee => Key::FilterAssignee,
        Condition::Team => Key::FilterTeam,
        Condition::Label => Key::FilterLabel,
        Condition::Priority => Key::FilterPriority,
        Condition::Status => Key::FilterStatus,
        Condition::Answered | Condition::Mentions | Condition::Archived => Key::FilterOnly,
    }
}

pub const fn sort_name(sort: Sort) -> Key {
    match sort {
        Sort::Activity => Key::SortActivity,
        Sort::Waiting => Key::SortWaiting,
        Sort::Priority => Key::SortPriority,
        Sort::Created => Key::SortCreated,
    }
}

/// The name of a value; of one that nobody knows, as in an old link, what it would be.
pub fn value_name(store: &Store, term: &Term) -> String {
    let value = &*term.value;
    let known = match term.condition {
        Condition::Channel => store.channel(&value.into()).map(|it| it.name.clone()),
        Condition::Kind => {
            let kind = ChannelKind::from(value.to_owned());
            let is_known = !matches!(kind, ChannelKind::Other(_))
                || store.channels().any(|channel| channel.kind == kind);
            is_known.then(|| channel_kind_name(&kind))
        }
        Condition::Company if value == NONE => Some(t(Key::FilterNoCompany)),
        Condition::Company => store.company(&value.into()).map(|it| it.name.clone()),
        Condition::Assignee if value == NONE => Some(t(Key::FilterNobody)),
        Condition::Assignee => store.agent(&value.into()).map(|it| it.name.clone()),
        Condition::Team if value == NONE => Some(t(Key::FilterNoTeam)),
        Condition::Team => store.team(&value.into()).map(|it| it.name.clone()),
        Condition::Label => Some(value.to_owned()),
        Condition::Priority if value == NONE => Some(t(Key::FilterNoPriority)),
        Condition::Priority => priority_of(value).map(priority_name),
        Condition::Status => status_of(value).map(status_name),
        Condition::Answered => Some(t(if value == "yes" {
            Key::FilterAnswered
        } else {
            Key::FilterUnanswered
        })),
        Condition::Mentions => Some(t(Key::FilterMentions)),
        Condition::Archived => Some(t(if value == "yes" {
            Key::FilterArchived
        } else {
            Key::FilterNotArchived
        })),
    };
    known.unwrap_or_else(|| {
        let what = t(condition_name(term.condition));
        t_with(Key::FilterUnknown, &[("what", &what)])
    })
}

fn priority_of(word: &str) -> Option<Priority> {
    [
        Priority::Low,
        Priority::Medium,
        Priority::High,
        Priority::Urgent,
    ]
    .into_iter()
    .find(|priority| priority.word() == word)
}

fn status_of(word: &str) -> Option<ConversationStatus> {
    [
        ConversationStatus::Open,
        ConversationStatus::Pending,
        ConversationStatus::Snoozed,
        ConversationStatus::Resolved,
    ]
    .into_iter()
    .find(|status| status.word() == word)
}
