//! What the words of the protocol are called in the reader's language.

use recado_protocol::{
    AgentId, AgentStatus, Author, BaseView, ChannelKind, ChannelState, ConversationStatus, Preview,
    Priority, Problem, ProblemKind, SystemEvent,
};

use super::{Key, full_date_time, t, t_with};

/// How much of a backend's own sentence is shown, in characters.
const DETAIL_CHARS: usize = 300;

/// The name of a view, for its tab.
pub const fn view_name(view: BaseView) -> Key {
    match view {
        BaseView::Mine => Key::ViewMine,
        BaseView::Pending => Key::ViewPending,
        BaseView::Unread => Key::ViewUnread,
        BaseView::All => Key::ViewAll,
        BaseView::Unassigned => Key::ViewUnassigned,
    }
}

/// The name of a kind of channel; one that this version does not know is shown by its word.
pub fn channel_kind_name(kind: &ChannelKind) -> String {
    t(match kind {
        ChannelKind::LiveChat => Key::ChannelLiveChat,
        ChannelKind::Whatsapp => Key::ChannelWhatsapp,
        ChannelKind::WhatsappBusinessApi => Key::ChannelWhatsappBusinessApi,
        ChannelKind::Instagram => Key::ChannelInstagram,
        ChannelKind::Messenger => Key::ChannelMessenger,
        ChannelKind::Telegram => Key::ChannelTelegram,
        ChannelKind::TelegramPersonal => Key::ChannelTelegramPersonal,
        ChannelKind::Line => Key::ChannelLine,
        ChannelKind::Wechat => Key::ChannelWechat,
        ChannelKind::Sms => Key::ChannelSms,
        ChannelKind::AppleMessages => Key::ChannelAppleMessages,
        ChannelKind::Email => Key::ChannelEmail,
        ChannelKind::Api => Key::ChannelApi,
        ChannelKind::Other(word) => {
            let mut name = word.replace('_', " ");
            if let Some(first) = name.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            return name;
        }
    })
}

/// The name of a conversation's status.
pub fn status_name(status: ConversationStatus) -> String {
    t(match status {
        ConversationStatus::Open => Key::StatusOpen,
        ConversationStatus::Pending => Key::StatusPending,
        ConversationStatus::Snoozed => Key::StatusSnoozed,
        ConversationStatus::Resolved => Key::StatusResolved,
        ConversationStatus::Unknown => Key::StatusUnknown,
    })
}

/// The name of a priority.
pub fn priority_name(priority: Priority) -> String {
    t(match priority {
        Priority::Low => Key::PriorityLow,
        Priority::Medium => Key::PriorityMedium,
        Priority::High => Key::PriorityHigh,
        Priority::Urgent => Key::PriorityUrgent,
        Priority::Unknown => Key::PriorityUnknown,
    })
}

/// The name of an agent's status.
pub fn agent_status_name(status: AgentStatus) -> String {
    t(match status {
        AgentStatus::Available => Key::AgentStatusAvailable,
        AgentStatus::Busy => Key::AgentStatusBusy,
        AgentStatus::Away => Key::AgentStatusAway,
        AgentStatus::Offline => Key::AgentStatusOffline,
        AgentStatus::Unknown => Key::AgentStatusUnknown,
    })
}

/// Why nothing can be sent to the customer; `None` where it can. A limited channel still takes
/// messages: they wait at the backend.
pub fn channel_closed(state: &ChannelState, blocked: Option<Key>) -> Option<String> {
    if let Some(by_whom) = blocked {
        return Some(t(by_whom));
    }
    match state {
        ChannelState::Active => None,
        ChannelState::Disabled => Some(t(Key::ClosedDisabled)),
        ChannelState::TokenExpired => Some(t(Key::ClosedTokenExpired)),
        ChannelState::Limited { until } => Some(t_with(
            Key::ClosedLimited,
            &[("time", &full_date_time(*until))],
        )),
        ChannelState::Unknown => Some(t(Key::ClosedUnknown)),
    }
}

/// Why a channel did not bring a message to the customer: ours where the code is known, else what the
/// channel says.
pub fn channel_failure(code: &str, reason: &str) -> String {
    t(match code {
        "blocked_by_customer" => Key::FailureBlocked,
        "channel_closed" => Key::ProblemChannelClosed,
        "unreachable" => Key::FailureUnreachable,
        "invalid_recipient" => Key::FailureRecipient,
        "rate_limited" => Key::FailureRateLimited,
        _ => return reason.to_owned(),
    })
}

/// What went wrong, as a sentence. Ours rather than the backend's, which knows no language.
pub fn problem_sentence(kind: &ProblemKind) -> String {
    t(match kind {
        ProblemKind::MalformedBody | ProblemKind::KeyReused | ProblemKind::KeyMissing => {
            Key::ProblemMalformedBody
        }
        ProblemKind::InvalidField => Key::ProblemInvalidField,
        ProblemKind::BodyTooLarge => Key::ProblemBodyTooLarge,
        ProblemKind::WrongCredentials => Key::ProblemWrongCredentials,
        ProblemKind::Unauthenticated => Key::ProblemUnauthenticated,
        ProblemKind::Forbidden => Key::ProblemForbidden,
        ProblemKind::NotFound => Key::ProblemNotFound,
        ProblemKind::StaleRevision => Key::ProblemStaleRevision,
        ProblemKind::ChannelClosed => Key::ProblemChannelClosed,
        ProblemKind::WindowClosed => Key::ProblemWindowClosed,
        ProblemKind::PatternUnreadable => Key::MaskingUnreadable,
        ProblemKind::PatternEmpty => Key::MaskingFindsNothing,
        ProblemKind::PatternLarge => Key::MaskingTooLarge,
        ProblemKind::TooManyRequests => Key::ProblemTooManyRequests,
        ProblemKind::Internal => Key::ProblemInternal,
        ProblemKind::Unavailable => Key::ProblemUnavailable,
        ProblemKind::Other(_) => Key::ProblemUnknown,
    })
}

/// Why something was refused. Where our sentence does not say what is the matter, the backend's own
/// follows it.
pub fn refusal_sentence(problem: &Problem) -> String {
    let reason = problem_sentence(&problem.kind);
    if problem.kind == ProblemKind::PatternUnreadable && !problem.detail.is_empty() {
        let detail: String = problem.detail.chars().take(DETAIL_CHARS).collect();
        return format!("{reason} “{detail}”");
    }
    let says_little = matches!(
        problem.kind,
        ProblemKind::MalformedBody | ProblemKind::InvalidField | ProblemKind::Other(_)
    );
    if !says_little || problem.detail.is_empty() {
        return reason;
    }
    let detail: String = problem.detail.chars().take(DETAIL_CHARS).collect();
    t_with(
        Key::ProblemInItsWords,
        &[("reason", &reason), ("detail", &detail)],
    )
}

/// The newest message as one line: who wrote it where it was not the customer, and its words.
pub fn preview_text(preview: &Preview, me: Option<&AgentId>) -> String {
    let text = preview_words(preview);
    said_by(preview, me).map_or_else(
        || text.clone(),
        |(key, name)| t_with(key, &[("name", name), ("text", &text)]),
    )
}

/// What stands before the words of the newest message: who wrote it, where it was not the customer.
pub fn preview_sender(preview: &Preview, me: &AgentId) -> String {
    said_by(preview, Some(me)).map_or_else(String::new, |(key, name)| {
        t_with(key, &[("name", name), ("text", "")])
    })
}

/// The text of the newest message, or what kind of thing it is where it has none.
pub fn preview_words(preview: &Preview) -> String {
    let is_length = preview
        .text
        .bytes()
        .all(|it| it.is_ascii_digit() || it == b':');
    match (file_sign(&preview.kind), &*preview.text) {
        (None, "") => kind_name(&preview.kind),
        (None, text) => text.to_owned(),
        (Some(sign), "") => format!("{sign} {}", kind_name(&preview.kind)),
        (Some(sign), length) if is_length => {
            format!("{sign} {} ({length})", kind_name(&preview.kind))
        }
        (Some(sign), text) => format!("{sign} {text}"),
    }
}

/// The sentence that says who wrote it, and their name.
fn said_by<'a>(preview: &'a Preview, me: Option<&AgentId>) -> Option<(Key, &'a str)> {
    if preview.kind == "note" {
        return Some((Key::RowNote, ""));
    }
    match &preview.author {
        Author::Agent { id, .. } if Some(id) == me => Some((Key::RowYou, "")),
        Author::Agent { name, .. } | Author::Bot { name } => {
            Some((Key::RowColleague, first_name(name)))
        }
        Author::Contact { .. } | Author::System | Author::Unknown => None,
    }
}

/// The sign of a kind of file.
fn file_sign(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "image" => "📷",
        "video" => "🎥",
        "audio" => "🎵",
        "voice" => "🎤",
        "file" => "📎",
        _ => return None,
    })
}

/// What happened to a conversation, as a whole sentence.
pub fn system_line(event: &SystemEvent) -> String {
    match event {
        SystemEvent::Assigned { by: Some(by), to } if by == to => said(Key::SystemTaken, by, &[]),
        SystemEvent::Assigned { by, to } => by_whom(
            by,
            Key::SystemAssigned,
            Key::SystemAssignedBy,
            &[("to", to)],
        ),
        SystemEvent::Unassigned { by } => {
            by_whom(by, Key::SystemUnassigned, Key::SystemUnassignedBy, &[])
        }
        SystemEvent::Resolved { by } => {
            by_whom(by, Key::SystemResolved, Key::SystemResolvedBy, &[])
        }
        SystemEvent::Reopened { by } => {
            by_whom(by, Key::SystemReopened, Key::SystemReopenedBy, &[])
        }
        SystemEvent::StatusChanged { by, status } => {
            let status = status_name(*status);
            by_whom(
                by,
                Key::SystemStatus,
                Key::SystemStatusBy,
                &[("status", &status)],
            )
        }
        SystemEvent::Snoozed { by, until: None } => {
            by_whom(by, Key::SystemSnoozed, Key::SystemSnoozedBy, &[])
        }
        SystemEvent::Snoozed {
            by,
            until: Some(until),
        } => {
            let time = full_date_time(*until);
            by_whom(
                by,
                Key::SystemSnoozedUntil,
                Key::SystemSnoozedUntilBy,
                &[("time", &time)],
            )
        }
        SystemEvent::PriorityChanged { by, priority } => {
            let priority = priority.map_or_else(|| t(Key::PriorityNone), priority_name);
            by_whom(
                by,
                Key::SystemPriority,
                Key::SystemPriorityBy,
                &[("priority", &priority)],
            )
        }
        SystemEvent::LabelAdded { by, label } => by_whom(
            by,
            Key::SystemLabelAdded,
            Key::SystemLabelAddedBy,
            &[("label", label)],
        ),
        SystemEvent::LabelRemoved { by, label } => by_whom(
            by,
            Key::SystemLabelRemoved,
            Key::SystemLabelRemovedBy,
            &[("label", label)],
        ),
        SystemEvent::Joined { who } => t_with(Key::SystemJoined, &[("who", who)]),
        SystemEvent::Transferred { by, to } => by_whom(
            by,
            Key::SystemTransferred,
            Key::SystemTransferredBy,
            &[("to", to)],
        ),
        SystemEvent::NotificationsBlocked { by } => by_whom(
            by,
            Key::SystemNotificationsBlocked,
            Key::SystemNotificationsBlockedBy,
            &[],
        ),
        SystemEvent::NotificationsAllowed { by } => by_whom(
            by,
            Key::SystemNotificationsAllowed,
            Key::SystemNotificationsAllowedBy,
            &[],
        ),
        SystemEvent::CustomerBlocked { by } => by_whom(
            by,
            Key::SystemCustomerBlocked,
            Key::SystemCustomerBlockedBy,
            &[],
        ),
        SystemEvent::CustomerUnblocked { by } => by_whom(
            by,
            Key::SystemCustomerUnblocked,
            Key::SystemCustomerUnblockedBy,
            &[],
        ),
        SystemEvent::Unknown => t(Key::SystemUnknown),
    }
}

fn by_whom(by: &Option<String>, by_rule: Key, by_person: Key, values: &[(&str, &str)]) -> String {
    match by {
        Some(by) => said(by_person, by, values),
        None => t_with(by_rule, values),
    }
}

fn said(key: Key, by: &str, values: &[(&str, &str)]) -> String {
    let mut all = vec![("by", by)];
    all.extend_from_slice(values);
    t_with(key, &all)
}

/// The name of a kind of message, by its word on the wire.
pub fn kind_name(kind: &str) -> String {
    t(match kind {
        "media" | "file" => Key::KindMedia,
        "image" => Key::KindImage,
        "video" => Key::KindVideo,
        "audio" => Key::KindAudio,
        "voice" => Key::KindVoice,
        "location" => Key::KindLocation,
        "contact_card" => Key::KindContactCard,
        "form" => Key::KindForm,
        "template" => Key::KindTemplate,
        "email" => Key::KindEmail,
        "rating" => Key::KindRating,
        "deleted" => Key::KindDeleted,
        "buttons" | "quick_replies" | "list" | "cards" => Key::KindButtons,
        _ => Key::KindUnknown,
    })
}

fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_protocol::Timestamp;

    fn preview(author: Author, kind: &str, text: &str) -> Preview {
        Preview {
            message: "m1".into(),
            author,
            kind: kind.to_owned(),
            text: text.to_owned(),
            delivery: None,
        }
    }

    #[test]
    fn a_preview_says_who_wrote_unless_it_was_the_customer() {
        let me = AgentId::new("a1");
        let customer = Author::Contact { id: "c1".into() };
        let mine = Author::Agent {
            id: me.clone(),
            name: "Lívia Martins".into(),
        };
        let other = Author::Agent {
            id: "a2".into(),
            name: "Rafael Torres".into(),
        };
        let line = |author: &Author, kind, text| {
            preview_text(&preview(author.clone(), kind, text), Some(&me))
        };
        assert_eq!(line(&customer, "text", "Oi"), "Oi");
        assert_eq!(line(&mine, "text", "Oi"), "You: Oi");
        assert_eq!(line(&other, "text", "Oi"), "Rafael: Oi");
        let sender = |author: &Author| preview_sender(&preview(author.clone(), "text", ""), &me);
        assert_eq!(sender(&other), "Rafael: ");
        assert_eq!(sender(&customer), "");
        assert_eq!(line(&other, "note", "Oi"), "Note: Oi");
        assert_eq!(line(&customer, "media", ""), "Attachment");
        assert_eq!(line(&customer, "image", ""), "📷 Photo");
        assert_eq!(line(&customer, "image", "look"), "📷 look");
        assert_eq!(line(&mine, "voice", "0:18"), "You: 🎤 Voice message (0:18)");
        assert_eq!(line(&customer, "file", "receipt.pdf"), "📎 receipt.pdf");
        assert_eq!(
            line(&customer, "hologram", ""),
            "A message that this version can't show"
        );
    }

    #[test]
    fn a_system_line_names_who_did_it_where_somebody_did() {
        let by = |name: &str| Some(name.to_owned());
        let line = |event| system_line(&event);
        assert_eq!(
            line(SystemEvent::Resolved { by: by("Lívia") }),
            "Resolved by Lívia"
        );
        assert_eq!(
            line(SystemEvent::Reopened { by: None }),
            "Reopened: the customer wrote again"
        );
        assert_eq!(
            line(SystemEvent::Assigned {
                by: by("Lívia"),
                to: "Lívia".into()
            }),
            "Lívia took this conversation"
        );
        assert_eq!(
            line(SystemEvent::Assigned {
                by: by("Lívia"),
                to: "Rafael".into()
            }),
            "Lívia assigned this to Rafael"
        );
        assert_eq!(
            line(SystemEvent::PriorityChanged {
                by: None,
                priority: None
            }),
            "Priority is now: None"
        );
    }

    #[test]
    fn a_closed_channel_says_why_and_an_open_one_nothing() {
        assert_eq!(channel_closed(&ChannelState::Active, None), None);
        assert!(
            channel_closed(&ChannelState::Active, Some(Key::ClosedBlocked))
                .unwrap()
                .contains("blocked you")
        );
        let until = Timestamp::parse("2026-11-21T09:30:00Z").unwrap();
        let limited = channel_closed(&ChannelState::Limited { until }, None).unwrap();
        assert!(limited.contains("21 Nov 2026"), "{limited}");
    }

    #[test]
    fn an_unknown_channel_kind_is_shown_by_its_word_as_a_name() {
        assert_eq!(
            channel_kind_name(&ChannelKind::Other("pigeon_post".into())),
            "Pigeon post"
        );
    }
}
