//! How much room a picture or film takes, known before it is there.

use recado_protocol::{Attachment, AttachmentKind};

/// The longest sides in a bubble, in CSS pixels.
const WIDEST: u32 = 320;
const HIGHEST: u32 = 320;
/// The shortest sides: what is smaller is shown in the middle of that.
const NARROWEST: u32 = 96;
const LOWEST: u32 = 64;
/// What is taken for a picture of which nobody knows how large it is.
const UNKNOWN: (u32, u32) = (280, 200);
/// A player, and a file with its name, in CSS pixels.
const SOUND: u32 = 48;
const FILE: u32 = 44;
/// Between two files.
const SPACE: u32 = 6;

/// Width and height of a picture in a bubble.
pub fn of(file: &Attachment) -> (u32, u32) {
    let (Some(width), Some(height)) = (file.width, file.height) else {
        return UNKNOWN;
    };
    if width == 0 || height == 0 {
        return UNKNOWN;
    }
    let (width, height) = (u64::from(width), u64::from(height));
    let (mut wide, mut high) = (width, height);
    if wide > u64::from(WIDEST) {
        high = high * u64::from(WIDEST) / wide;
        wide = u64::from(WIDEST);
    }
    if high > u64::from(HIGHEST) {
        wide = wide * u64::from(HIGHEST) / high;
        high = u64::from(HIGHEST);
    }
    let fit = |side: u64, least: u32| u32::try_from(side).unwrap_or(least).max(least);
    (fit(wide, NARROWEST), fit(high, LOWEST))
}

/// The height of files below one another, in CSS pixels.
pub fn height(files: &[Attachment]) -> u32 {
    let height = |file: &Attachment| match AttachmentKind::of(file) {
        AttachmentKind::Image | AttachmentKind::Video => of(file).1,
        AttachmentKind::Audio | AttachmentKind::Voice => SOUND,
        AttachmentKind::File => FILE,
    };
    files.iter().map(|file| height(file) + SPACE).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(width: u32, height: u32) -> (u32, u32) {
        of(&Attachment {
            file: "f".into(),
            name: String::new(),
            media_type: "image/png".to_owned(),
            size: 1,
            width: Some(width),
            height: Some(height),
            duration_ms: None,
            colour: None,
            voice: false,
            waveform: Vec::new(),
        })
    }

    #[test]
    fn a_picture_keeps_its_shape_within_the_bubble() {
        assert_eq!(room(3_200, 1_600), (320, 160));
        assert_eq!(room(1_000, 4_000), (96, 320));
        assert_eq!(room(200, 100), (200, 100));
        assert_eq!(room(1, 1), (96, 64));
        assert_eq!(room(0, 7), UNKNOWN);
        assert_eq!(room(u32::MAX, u32::MAX), (320, 320));
    }
}
