//! How long a text may be and which files are taken, by channel kind. The same figures are stated in the capabilities and
//! held to when a message comes in.

pub mod attachments;
pub mod changes;
mod structure;

use std::collections::BTreeMap;

use recado_protocol::capability::ChangesWithin;
use recado_protocol::message::rich::Bounds;
use recado_protocol::{ChannelKind, ChannelLimits, Fields};

use crate::masking::is_invisible;
use crate::refusal::{Outcome, Refusal};

/// Largest request body, in bytes.
pub const BODY_BYTES: usize = 256 * 1024;
/// Largest e-mail that comes in, with what its files become in letters, in bytes.
pub const MAIL_BYTES: usize = 40 * 1024 * 1024;

/// Longest text where the channel states no limit, and longest note, in characters.
const DEFAULT_TEXT: u32 = 10_000;

/// The customer service window of the platform behind `whatsapp_business_api`, in seconds.
const ANSWER_WITHIN: u32 = 24 * 60 * 60;

/// Longest text that the platform behind each kind takes, in characters.
const TEXT: [(ChannelKind, u32); 13] = [
    (ChannelKind::LiveChat, 10_000),
    (ChannelKind::Whatsapp, 4_096),
    (ChannelKind::WhatsappBusinessApi, 4_096),
    (ChannelKind::Instagram, 1_000),
    (ChannelKind::Messenger, 2_000),
    (ChannelKind::Telegram, 4_096),
    (ChannelKind::TelegramPersonal, 4_096),
    (ChannelKind::Line, 5_000),
    (ChannelKind::Wechat, 2_048),
    (ChannelKind::Sms, 1_600),
    (ChannelKind::AppleMessages, 10_000),
    (ChannelKind::Email, 50_000),
    (ChannelKind::Api, 10_000),
];

/// What the platform behind each kind carries besides texts, by the words of the protocol.
const KINDS: [(ChannelKind, &[&str]); 11] = [
    (
        ChannelKind::LiveChat,
        &[
            "buttons",
            "quick_replies",
            "list",
            "cards",
            "form",
            "location",
            "contact_card",
        ],
    ),
    (ChannelKind::Whatsapp, &["location", "contact_card"]),
    (
        ChannelKind::WhatsappBusinessApi,
        &["buttons", "list", "location", "contact_card"],
    ),
    (
        ChannelKind::Instagram,
        &["buttons", "quick_replies", "cards"],
    ),
    (
        ChannelKind::Messenger,
        &["buttons", "quick_replies", "cards"],
    ),
    (
        ChannelKind::Telegram,
        &["buttons", "quick_replies", "location", "contact_card"],
    ),
    (ChannelKind::TelegramPersonal, &["location", "contact_card"]),
    (
        ChannelKind::Line,
        &["buttons", "quick_replies", "cards", "location"],
    ),
    (
        ChannelKind::AppleMessages,
        &["quick_replies", "list", "form"],
    ),
    (ChannelKind::Email, &["email"]),
    (
        ChannelKind::Api,
        &[
            "buttons",
            "quick_replies",
            "list",
            "cards",
            "form",
            "location",
            "contact_card",
        ],
    ),
];

fn kinds_of(kind: &ChannelKind) -> &'static [&'static str] {
    KINDS
        .iter()
        .find(|(known, _)| known == kind)
        .map_or(&[], |(_, kinds)| kinds)
}

/// Whether a channel of this kind carries messages of the kind `content`.
pub fn carries(kind: &ChannelKind, content: &str) -> bool {
    kinds_of(kind).contains(&content)
}

/// The limits as the capabilities state them.
pub fn stated() -> BTreeMap<String, Fields> {
    TEXT.iter()
        .filter_map(|(kind, _)| {
            let word = serde_json::to_value(kind).ok()?.as_str()?.to_owned();
            Some((word, Fields::of(&of(kind))))
        })
        .collect()
}

/// For how long a message can be called back: whoever chats sees the other wait, a letter has time.
pub fn undo_seconds(kind: &ChannelKind) -> u32 {
    match kind {
        ChannelKind::LiveChat => 0,
        ChannelKind::Email => 10,
        _ => 5,
    }
}

/// How long after the customer's last message free text is taken, in seconds.
pub fn answer_within(kind: &ChannelKind) -> Option<u32> {
    (*kind == ChannelKind::WhatsappBusinessApi).then_some(ANSWER_WITHIN)
}

/// Whether approved templates can be sent through a channel of this kind.
pub fn takes_templates(kind: &ChannelKind) -> bool {
    *kind == ChannelKind::WhatsappBusinessApi
}

/// The limits of one kind, as they are held to.
pub fn of(kind: &ChannelKind) -> ChannelLimits {
    let (files, count) = attachments::stated(kind);
    let changes = changes::of(kind);
    ChannelLimits {
        text_length: Some(text(kind)),
        undo_seconds: Some(undo_seconds(kind)),
        answer_within: answer_within(kind),
        templates: takes_templates(kind),
        attachments: Some(files),
        attachment_count: Some(count),
        edit: changes.edit,
        delete: changes.delete,
        react: changes.react,
        within: (changes.within != ChangesWithin::default()).then(|| Fields::of(&changes.within)),
        kinds: kinds_of(kind).iter().map(|&word| word.to_owned()).collect(),
        bounds: stated_bounds(kind),
    }
}

/// How much of a kind of message a channel of this kind carries.
pub fn bounds(channel: &ChannelKind, kind: &str) -> Bounds {
    structure::bounds(channel, kind, text(channel))
}

/// The bounds of every structured kind, by its word.
fn stated_bounds(channel: &ChannelKind) -> Option<Fields> {
    let kinds = kinds_of(channel).iter().filter(|kind| **kind != "email");
    let all: BTreeMap<&str, Bounds> = kinds.map(|&kind| (kind, bounds(channel, kind))).collect();
    (!all.is_empty()).then(|| Fields::of(&all))
}

/// Refuses an empty text and one that is too long for a channel of this kind.
///
/// # Errors
/// `InvalidField` at `field`, with the limit in the sentence.
pub fn check_message(text: &str, kind: &ChannelKind, field: &str) -> Outcome<()> {
    check(text, self::text(kind), field)
}

/// Refuses an empty note and one that is too long.
///
/// # Errors
/// `InvalidField` at `field`, with the limit in the sentence.
pub fn check_note(text: &str, field: &str) -> Outcome<()> {
    check(text, DEFAULT_TEXT, field)
}

fn text(kind: &ChannelKind) -> u32 {
    TEXT.iter()
        .find(|(known, _)| known == kind)
        .map_or(DEFAULT_TEXT, |(_, limit)| *limit)
}

/// Whether there is nothing to be seen in a text.
pub fn says_nothing(text: &str) -> bool {
    text.chars()
        .all(|it| it.is_whitespace() || it.is_control() || is_invisible(it))
}

fn check(text: &str, limit: u32, field: &str) -> Outcome<()> {
    if says_nothing(text) {
        return Err(Refusal::field(field, "The text is empty. Write something."));
    }
    let longest = usize::try_from(limit).unwrap_or(usize::MAX);
    if text.chars().nth(longest).is_some() {
        return Err(Refusal::field(
            field,
            format!("The text is too long: at most {limit} characters can be sent here."),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_at_the_limit_passes_and_one_character_more_does_not() {
        let full = "é".repeat(1_600);
        assert!(check_message(&full, &ChannelKind::Sms, "text").is_ok());
        let refusal = check_message(&(full + "é"), &ChannelKind::Sms, "text").unwrap_err();
        assert!(refusal.problem().detail.contains("1600"));
        assert_eq!(refusal.problem().field.as_deref(), Some("text"));
    }

    #[test]
    fn white_space_is_no_message() {
        assert!(check_message(" \n\t\u{a0}", &ChannelKind::LiveChat, "text").is_err());
        assert!(check_note("", "text").is_err());
    }

    #[test]
    fn every_kind_of_the_protocol_has_its_limit_stated() {
        assert_eq!(stated().len(), TEXT.len());
        let limits = |kind: &str| stated()[kind].read::<ChannelLimits>().unwrap();
        assert_eq!(limits("sms").text_length, Some(1_600));
        let undo = |kind: &str| limits(kind).undo_seconds;
        assert_eq!(undo("live_chat"), Some(0));
        assert_eq!((undo("whatsapp"), undo("email")), (Some(5), Some(10)));
    }

    #[test]
    fn changes_are_stated_with_the_time_that_they_have() {
        let limits = |kind: &str| stated()[kind].read::<ChannelLimits>().unwrap();
        let can = |kind: &str| (limits(kind).edit, limits(kind).delete, limits(kind).react);
        assert_eq!(can("whatsapp"), (true, true, true));
        assert_eq!(can("whatsapp_business_api"), (false, false, true));
        assert_eq!(can("sms"), (false, false, false));
        let within = |kind: &str| limits(kind).within?.read::<ChangesWithin>();
        assert_eq!(within("whatsapp").unwrap().edit, Some(900));
        assert_eq!(within("telegram").unwrap().delete, Some(172_800));
        assert_eq!(within("live_chat"), None);
    }

    #[test]
    fn bounds_are_stated_for_what_a_channel_carries() {
        let bounds = |kind: &str| -> BTreeMap<String, Bounds> {
            let limits: ChannelLimits = stated()[kind].read().unwrap();
            let bounds = limits.bounds;
            bounds.and_then(|bounds| bounds.read()).unwrap_or_default()
        };
        let whatsapp = bounds("whatsapp_business_api");
        assert_eq!(
            (whatsapp["buttons"].choices, whatsapp["list"].title),
            (3, 24)
        );
        // Never more text than the channel carries at all.
        assert_eq!(bounds("telegram")["buttons"].text, 4_096);
        assert!(bounds("sms").is_empty() && bounds("email").is_empty());
    }
}
