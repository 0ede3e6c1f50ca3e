//! Files that belong to messages: what is known of them, and how one gets at their bytes.
//!
//! Files are sent with the tus 1.0 protocol to `/uploads`, and a message then names them by id.
//! Their bytes come from signed URLs that expire; fresh ones are given for ids, so that a message
//! that was kept for months still shows what it holds.

use serde::{Deserialize, Serialize};

use crate::message::rich::Attachment;
use crate::{FileId, Timestamp};

/// Most URLs that can be asked for at once.
pub const URLS_AT_ONCE: usize = 200;
/// Most files that one message may hold where a channel states no other number.
pub const FILES_PER_MESSAGE: usize = 10;
/// How many bars the waveform of a voice note has at the most.
pub const WAVEFORM_BARS: usize = 64;

/// How an attachment is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AttachmentKind {
    /// A raster picture that every browser shows.
    Image,
    Video,
    Audio,
    /// A sound that somebody recorded for this conversation.
    Voice,
    /// Anything else: to be downloaded.
    File,
}

impl AttachmentKind {
    pub fn of(attachment: &Attachment) -> Self {
        match attachment.media_type.as_str() {
            "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif" => Self::Image,
            "video/mp4" | "video/webm" | "video/ogg" | "video/quicktime" => Self::Video,
            sound if sound.starts_with("audio/") => {
                if attachment.voice {
                    Self::Voice
                } else {
                    Self::Audio
                }
            }
            _ => Self::File,
        }
    }
}

/// Body of `POST /files/urls`: at most [`URLS_AT_ONCE`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WantedUrls {
    pub ids: Vec<FileId>,
}

/// Answer to [`WantedUrls`]. What is gone, or what the caller may not see, is left out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FileUrls {
    pub items: Vec<FileUrl>,
}

/// Where the bytes of a file can be had for a while, without a token. The paths begin at the API's
/// origin. With `&download=1` behind it, a URL gives the file to be saved, whatever it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FileUrl {
    pub id: FileId,
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
    pub until: Timestamp,
}

/// Finds the limit of a media type among stated limits, whose keys are types, families such as
/// `image/*`, or `*/*`: the nearest one counts. `None` when the type is not taken at all.
pub fn limit_for<'a>(
    limits: impl IntoIterator<Item = (&'a str, u64)>,
    media_type: &str,
) -> Option<u64> {
    let media_type = media_type.to_ascii_lowercase();
    let nearness = |pattern: &str| match pattern.strip_suffix('*') {
        Some("*/") => Some(1),
        Some(family) => media_type.starts_with(family).then_some(2),
        None => (pattern == media_type).then_some(3),
    };
    let fitting = limits
        .into_iter()
        .filter_map(|(pattern, limit)| Some((nearness(pattern)?, limit)));
    fitting
        .max_by_key(|(nearness, _)| *nearness)
        .map(|(_, limit)| limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_limit_counts_and_what_none_fits_is_not_taken() {
        let limits = [("image/*", 5), ("image/gif", 1), ("video/mp4", 16)];
        assert_eq!(limit_for(limits, "image/PNG"), Some(5));
        assert_eq!(limit_for(limits, "image/gif"), Some(1));
        assert_eq!(limit_for(limits, "video/webm"), None);
        assert_eq!(limit_for([("*/*", 9)], "text/plain"), Some(9));
    }

    #[test]
    fn a_drawing_that_could_hold_a_script_is_a_file() {
        let kind = |media_type: &str| {
            AttachmentKind::of(&Attachment {
                file: "f".into(),
                name: String::new(),
                media_type: media_type.to_owned(),
                size: 1,
                width: None,
                height: None,
                duration_ms: None,
                colour: None,
                voice: true,
                waveform: Vec::new(),
            })
        };
        assert_eq!(kind("image/png"), AttachmentKind::Image);
        assert_eq!(kind("audio/ogg"), AttachmentKind::Voice);
        for media_type in ["image/svg+xml", "text/html", "application/pdf", ""] {
            assert_eq!(kind(media_type), AttachmentKind::File, "{media_type}");
        }
    }
}
