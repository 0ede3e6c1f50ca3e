//! Which files a channel takes, by its kind. The same figures are stated in the capabilities and
//! held to when an upload begins and when a message is to hold it.

use std::collections::BTreeMap;

use recado_protocol::attachment::{FILES_PER_MESSAGE, limit_for};
use recado_protocol::{Attachment, ChannelKind, ProblemKind};

use crate::refusal::{Outcome, Refusal};

/// Largest file that is taken at all, in bytes: 2 GiB.
pub const LARGEST: u64 = 2 * 1024 * MIB;
/// What a person may have uploaded without sending it, in bytes and in files.
pub const UNUSED_OF_AGENT: (u64, u64) = (8 * 1024 * MIB, 200);
pub const UNUSED_OF_VISITOR: (u64, u64) = (512 * MIB, 40);

const MIB: u64 = 1024 * 1024;

/// Types, or families of types, and the largest file of each.
type Limits = &'static [(&'static str, u64)];

const ANY_512: Limits = &[("*/*", 512 * MIB)];
/// What Meta's cloud API takes.
const WHATSAPP: Limits = &[
    ("image/jpeg", 5 * MIB),
    ("image/png", 5 * MIB),
    ("video/mp4", 16 * MIB),
    ("audio/*", 16 * MIB),
    ("application/*", 100 * MIB),
    ("text/plain", 100 * MIB),
    ("text/csv", 100 * MIB),
];
const META: Limits = &[
    ("image/*", 8 * MIB),
    ("video/*", 25 * MIB),
    ("audio/*", 25 * MIB),
];
const MESSENGER: Limits = &[("*/*", 25 * MIB)];
const TELEGRAM: Limits = &[("image/*", 10 * MIB), ("*/*", 50 * MIB)];
const TELEGRAM_PERSONAL: Limits = &[("*/*", LARGEST)];
const LINE: Limits = &[
    ("image/*", 10 * MIB),
    ("video/mp4", 200 * MIB),
    ("audio/*", 200 * MIB),
];
const WECHAT: Limits = &[
    ("image/*", 10 * MIB),
    ("audio/*", 2 * MIB),
    ("video/mp4", 10 * MIB),
];
const APPLE: Limits = &[("*/*", 100 * MIB)];
const EMAIL: Limits = &[("*/*", 25 * MIB)];
const NOTHING: Limits = &[];

fn limits_of(kind: &ChannelKind) -> Limits {
    match kind {
        ChannelKind::Whatsapp | ChannelKind::WhatsappBusinessApi => WHATSAPP,
        ChannelKind::Instagram => META,
        ChannelKind::Messenger => MESSENGER,
        ChannelKind::Telegram => TELEGRAM,
        ChannelKind::TelegramPersonal => TELEGRAM_PERSONAL,
        ChannelKind::Line => LINE,
        ChannelKind::Wechat => WECHAT,
        ChannelKind::AppleMessages => APPLE,
        ChannelKind::Email => EMAIL,
        ChannelKind::Sms => NOTHING,
        _ => ANY_512,
    }
}

/// How many files one message may hold: messengers send each by itself.
fn count_of(kind: &ChannelKind) -> usize {
    match kind {
        ChannelKind::Sms => 0,
        ChannelKind::Instagram | ChannelKind::Line | ChannelKind::Wechat => 1,
        _ => FILES_PER_MESSAGE,
    }
}

/// The limits of a kind as the capabilities state them.
pub fn stated(kind: &ChannelKind) -> (BTreeMap<String, u64>, u32) {
    let limits = limits_of(kind).iter();
    let limits = limits.map(|(pattern, bytes)| ((*pattern).to_owned(), *bytes));
    let count = u32::try_from(count_of(kind)).unwrap_or(u32::MAX);
    (limits.collect(), count)
}

/// Refuses a file that a channel of this kind does not take. Without a kind it is for the team
/// alone, and only [`LARGEST`] counts.
///
/// # Errors
/// `InvalidField` at `field` for its type, `BodyTooLarge` for its size, with the limit in the
/// sentence.
pub fn check_file(
    media_type: &str,
    size: u64,
    kind: Option<&ChannelKind>,
    field: &str,
) -> Outcome<()> {
    if size == 0 {
        return Err(Refusal::field(field, "The file is empty."));
    }
    let limit = match kind {
        None => LARGEST,
        Some(kind) => {
            let limits = limits_of(kind).iter();
            let limits = limits.map(|(pattern, bytes)| (*pattern, *bytes));
            limit_for(limits, media_type).ok_or_else(|| {
                Refusal::field(
                    field,
                    format!("Files of the type {media_type} can't be sent on this channel."),
                )
            })?
        }
    };
    if size > limit {
        return Err(Refusal::new(
            ProblemKind::BodyTooLarge,
            format!(
                "The file is too large: at most {} MB of this type can be sent here.",
                limit / MIB
            ),
        ));
    }
    Ok(())
}

/// Refuses files that one message on a channel of this kind can't hold.
///
/// # Errors
/// See [`check_file`].
pub fn check_message(files: &[Attachment], kind: Option<&ChannelKind>, field: &str) -> Outcome<()> {
    let most = kind.map_or(FILES_PER_MESSAGE, count_of);
    if files.len() > most {
        return Err(Refusal::field(
            field,
            format!("One message can hold at most {most} files here."),
        ));
    }
    files
        .iter()
        .try_for_each(|file| check_file(&file.media_type, file.size, kind, field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_channel_takes_what_its_platform_takes() {
        let check = |kind: ChannelKind, media_type: &str, size: u64| {
            check_file(media_type, size, Some(&kind), "Upload-Length").is_ok()
        };
        assert!(check(ChannelKind::Whatsapp, "image/jpeg", 5 * MIB));
        assert!(!check(ChannelKind::Whatsapp, "image/jpeg", 5 * MIB + 1));
        assert!(!check(ChannelKind::Whatsapp, "image/webp", 1));
        assert!(!check(ChannelKind::Sms, "image/png", 1));
        assert!(check(ChannelKind::LiveChat, "application/zip", 200 * MIB));
        assert!(!check(ChannelKind::LiveChat, "application/zip", 0));
        assert!(check(ChannelKind::Other("fax".into()), "text/plain", 1));
        assert!(check_file("x/y", LARGEST, None, "f").is_ok());
    }

    #[test]
    fn a_limit_is_a_sentence_with_the_limit_in_it() {
        let refusal =
            check_file("image/png", 6 * MIB, Some(&ChannelKind::Whatsapp), "f").unwrap_err();
        assert!(refusal.problem().detail.contains("5 MB"));
        assert_eq!(refusal.problem().status, 413);
    }
}
