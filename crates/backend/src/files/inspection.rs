//! What a file that is whole is found to be.

use std::io::Read;
use std::path::Path;

use recado_protocol::Attachment;

use super::sniffing::{self, Found, HEAD_BYTES};
use super::{picture, waveform};

/// What is said of bytes that are none of what was said of them.
pub const JUST_BYTES: &str = "application/octet-stream";
/// Longest media type, in bytes.
const TYPE_BYTES: usize = 100;

/// What a file is, and whether there is a smaller copy of it.
pub struct Inspected {
    pub attachment: Attachment,
    pub has_thumbnail: bool,
}

/// Completes what the sender said by what the bytes say. Reads the file, so it takes a while.
///
/// # Errors
/// When the disk refuses.
pub fn inspect(path: &Path, thumbnail: &Path, mut said: Attachment) -> std::io::Result<Inspected> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    std::fs::File::open(path)?
        .take(u64::try_from(HEAD_BYTES).unwrap_or(u64::MAX))
        .read_to_end(&mut head)?;
    let found = sniffing::find(&head, &said.media_type);
    match found {
        Some(found) => found.media_type().clone_into(&mut said.media_type),
        None if claims_to_be_shown(&said.media_type) => JUST_BYTES.clone_into(&mut said.media_type),
        None => {}
    }
    if !matches!(found, Some(Found::Wav | Found::OtherAudio(_))) {
        said.voice = false;
        said.duration_ms = None;
        said.waveform.clear();
    }
    if found == Some(Found::Wav)
        && let Some(sound) = waveform::read(path)
    {
        said.duration_ms = Some(sound.duration_ms);
        said.waveform = sound.waveform;
    }
    let mut has_thumbnail = false;
    if let Some(found) = found
        && let Some(picture) = picture::look(path, found, said.size, thumbnail)
    {
        said.width = Some(picture.width);
        said.height = Some(picture.height);
        said.colour = picture.colour;
        has_thumbnail = picture.has_thumbnail;
    }
    Ok(Inspected {
        attachment: said,
        has_thumbnail,
    })
}

/// A media type that may stand in a record: `type/subtype` in small letters, without parameters.
/// What is not one is just bytes.
pub fn clean_type(media_type: &str) -> String {
    let bare = media_type.split(';').next().unwrap_or_default().trim();
    let is_token = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    match bare.split_once('/') {
        Some((family, subtype))
            if bare.len() <= TYPE_BYTES && is_token(family) && is_token(subtype) =>
        {
            bare.to_ascii_lowercase()
        }
        _ => JUST_BYTES.to_owned(),
    }
}

/// A picture, sound or film by its own word, which its bytes have just denied.
fn claims_to_be_shown(media_type: &str) -> bool {
    ["image/", "audio/", "video/"]
        .iter()
        .any(|family| media_type.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_is_bare_and_small_or_none() {
        for (given, clean) in [
            ("image/PNG", "image/png"),
            ("audio/webm;codecs=opus", "audio/webm"),
            ("text/html\r\nX: y", JUST_BYTES),
            ("", JUST_BYTES),
            ("nonsense", JUST_BYTES),
            ("a/b/c", JUST_BYTES),
        ] {
            assert_eq!(clean_type(given), clean, "{given}");
        }
    }
}
