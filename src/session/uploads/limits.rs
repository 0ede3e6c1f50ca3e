//! Whether a channel takes a file, before a byte of it is sent.

use recado_protocol::ChannelLimits;
use recado_protocol::attachment::{FILES_PER_MESSAGE, limit_for};

use super::parcel::Refused;

/// What is said of bytes that nobody knows.
const JUST_BYTES: &str = "application/octet-stream";

/// Why the channel does not take a file of this type and size.
pub fn refused(limits: &ChannelLimits, media_type: &str, size: u64) -> Option<Refused> {
    if size == 0 {
        return Some(Refused::Empty);
    }
    let limits = limits.attachments.as_ref()?;
    let media_type = match media_type.split(';').next() {
        Some(known) if known.contains('/') => known.trim(),
        _ => JUST_BYTES,
    };
    let limits = limits
        .iter()
        .map(|(pattern, most)| (pattern.as_str(), *most));
    match limit_for(limits, media_type) {
        None => Some(Refused::Type),
        Some(most) if size > most => Some(Refused::Size(most)),
        Some(_) => None,
    }
}

/// How many files one message of the channel can hold.
pub fn most_files(limits: &ChannelLimits) -> usize {
    let stated = limits.attachment_count;
    stated.map_or(FILES_PER_MESSAGE, |most| {
        usize::try_from(most).unwrap_or(usize::MAX)
    })
}

/// Whether the channel takes any file at all.
pub fn takes_files(limits: &ChannelLimits) -> bool {
    let takes_none = |limits: &std::collections::BTreeMap<String, u64>| limits.is_empty();
    !limits.attachments.as_ref().is_some_and(takes_none) && most_files(limits) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_measured_by_the_limits_of_its_channel() {
        let limits = ChannelLimits {
            attachments: Some([("image/*".to_owned(), 10)].into()),
            ..ChannelLimits::default()
        };
        assert_eq!(refused(&limits, "image/png", 10), None);
        assert_eq!(refused(&limits, "image/png", 11), Some(Refused::Size(10)));
        assert_eq!(refused(&limits, "image/png", 0), Some(Refused::Empty));
        assert_eq!(refused(&limits, "", 1), Some(Refused::Type));
        assert_eq!(refused(&ChannelLimits::default(), "", 1 << 40), None);
        assert!(takes_files(&limits) && most_files(&limits) == 10);
        let none = ChannelLimits {
            attachments: Some([].into()),
            ..ChannelLimits::default()
        };
        assert!(!takes_files(&none));
    }
}
