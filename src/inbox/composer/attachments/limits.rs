//! What the channel takes, said before anything is chosen.

use recado_protocol::ChannelLimits;
use recado_store::ordered;

use super::Attachments;
use crate::locale::{Key, file_size, listed, t, t_count_with, t_with};
use crate::session::uploads;

/// In words. Reactive.
pub fn limits_sentence(attachments: Attachments) -> String {
    sentence(&attachments.session.limits_in(&attachments.conversation()))
}

fn sentence(limits: &ChannelLimits) -> String {
    let Some(largest) = limits
        .attachments
        .as_ref()
        .and_then(|all| all.values().max())
    else {
        return t(Key::ComposerAttach);
    };
    let count = u64::try_from(uploads::most_files(limits)).unwrap_or(u64::MAX);
    let said = t_count_with(Key::FilesLimits, count, &[("size", &file_size(*largest))]);
    let Some(patterns) = patterns(limits) else {
        return said;
    };
    let mut types = ordered(patterns.into_iter().map(type_name), String::cmp);
    types.dedup();
    t_with(
        Key::FilesTypes,
        &[("limits", &said), ("types", &listed(&types))],
    )
}

/// The types that are taken; none where all are.
fn patterns(limits: &ChannelLimits) -> Option<Vec<&str>> {
    let all = limits.attachments.as_ref()?;
    let takes_all = all.keys().any(|pattern| pattern == "*/*" || pattern == "*");
    (!takes_all).then(|| all.keys().map(String::as_str).collect())
}

/// A type as people call it: the ending of its files where that is short.
fn type_name(pattern: &str) -> String {
    let (kind, of_kind) = pattern.split_once('/').unwrap_or((pattern, ""));
    match (kind, of_kind) {
        ("image", _) => t(Key::FilesTypeImage),
        ("audio", _) => t(Key::FilesTypeAudio),
        ("video", _) => t(Key::FilesTypeVideo),
        ("text", _) => t(Key::FilesTypeText),
        (_, ending) if (2..=4).contains(&ending.len()) => ending.to_uppercase(),
        _ => t(Key::FilesTypeDocument),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(patterns: &[&str], count: u32) -> ChannelLimits {
        let attachments = patterns.iter().map(|it| ((*it).to_owned(), 2 << 20));
        ChannelLimits {
            attachments: Some(attachments.collect()),
            attachment_count: Some(count),
            ..ChannelLimits::default()
        }
    }

    #[test]
    fn the_number_of_files_and_their_types_are_said() {
        assert_eq!(
            sentence(&limits(&["image/jpeg", "image/png", "application/pdf"], 1)),
            "1 file in a message, up to 2 MB: PDF and images"
        );
        assert_eq!(
            sentence(&limits(&["*/*"], 3)),
            "3 files in a message, up to 2 MB each"
        );
    }
}
