//! What bytes are, by how they begin. A browser is only ever told a type that was found here: what
//! somebody says of a file is no reason to run it.

/// How many bytes of a file's beginning are looked at.
pub const HEAD_BYTES: usize = 4_096;

/// A type that is safe to be shown inside a page: no such file can hold a script.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    Png,
    Jpeg,
    Gif,
    Webp,
    Avif,
    Wav,
    OtherAudio(&'static str),
    Video(&'static str),
}

impl Found {
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Avif => "image/avif",
            Self::Wav => "audio/wav",
            Self::OtherAudio(media_type) | Self::Video(media_type) => media_type,
        }
    }
}

/// What begins like this; `None` for everything that is only to be saved. `said` decides between
/// sound and film where both are packed in the same way.
pub fn find(head: &[u8], said: &str) -> Option<Found> {
    let is_sound = said.starts_with("audio/");
    let sound_or_film = |sound, film| {
        if is_sound {
            Found::OtherAudio(sound)
        } else {
            Found::Video(film)
        }
    };
    let at =
        |from: usize, bytes: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(bytes));
    if at(0, b"\x89PNG\r\n\x1a\n") {
        return Some(Found::Png);
    }
    if at(0, b"\xff\xd8\xff") {
        return Some(Found::Jpeg);
    }
    if at(0, b"GIF87a") || at(0, b"GIF89a") {
        return Some(Found::Gif);
    }
    if at(0, b"RIFF") && at(8, b"WEBP") {
        return Some(Found::Webp);
    }
    if at(0, b"RIFF") && at(8, b"WAVE") {
        return Some(Found::Wav);
    }
    if at(0, b"OggS") {
        let holds = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
        let has_film = holds(b"theora") || holds(b"BBCD");
        let has_sound = holds(b"OpusHead") || holds(b"\x01vorbis") || holds(b"Speex   ");
        return match (has_film, has_sound || holds(b"\x7fFLAC")) {
            (true, _) => Some(Found::Video("video/ogg")),
            (false, true) => Some(Found::OtherAudio("audio/ogg")),
            (false, false) => None,
        };
    }
    if at(0, b"\x1a\x45\xdf\xa3") {
        let is_webm = head.iter().take(64).copied().collect::<Vec<_>>();
        let is_webm = is_webm.windows(4).any(|window| window == b"webm");
        return is_webm.then(|| sound_or_film("audio/webm", "video/webm"));
    }
    if at(4, b"ftyp") {
        return match head.get(8..12)? {
            b"avif" => Some(Found::Avif),
            // Pictures that most browsers can't show.
            b"heic" | b"heix" | b"mif1" | b"msf1" | b"avis" => None,
            b"M4A " | b"M4B " => Some(Found::OtherAudio("audio/mp4")),
            b"qt  " => Some(Found::Video("video/quicktime")),
            _ => Some(sound_or_film("audio/mp4", "video/mp4")),
        };
    }
    if at(0, b"ID3") || matches!(head, [0xff, 0xfb | 0xfa | 0xf3 | 0xf2, ..]) {
        return Some(Found::OtherAudio("audio/mpeg"));
    }
    if matches!(head, [0xff, 0xf1 | 0xf9, ..]) {
        return Some(Found::OtherAudio("audio/aac"));
    }
    if at(0, b"fLaC") {
        return Some(Found::OtherAudio("audio/flac"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_makes_nothing_safe() {
        for head in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..],
            b"<!doctype html><script>alert(1)</script>",
            b"%PDF-1.7",
            b"PK\x03\x04",
            b"",
            b"RIFF",
        ] {
            for said in ["image/png", "image/svg+xml", "text/html", "video/mp4"] {
                assert_eq!(find(head, said), None, "{said}");
            }
        }
    }

    #[test]
    fn pictures_sounds_and_films_are_known_by_their_beginning() {
        for (head, said, found) in [
            (&b"\x89PNG\r\n\x1a\n..."[..], "text/html", "image/png"),
            (b"RIFF....WEBPVP8 ", "", "image/webp"),
            (b"RIFF....WAVEfmt ", "", "audio/wav"),
            (b"OggS\0\0OpusHead", "", "audio/ogg"),
            (
                b"\x1a\x45\xdf\xa3....webm",
                "audio/webm;codecs=opus",
                "audio/webm",
            ),
            (b"\x1a\x45\xdf\xa3....webm", "video/webm", "video/webm"),
            (b"\0\0\0\x18ftypisom", "video/mp4", "video/mp4"),
            (b"\0\0\0\x18ftypM4A ", "", "audio/mp4"),
            (b"ID3\x04", "", "audio/mpeg"),
        ] {
            assert_eq!(find(head, said).unwrap().media_type(), found);
        }
    }
}
