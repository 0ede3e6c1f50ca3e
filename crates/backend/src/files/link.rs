//! Links under which bytes can be had for a while without a token, so that they work in `<img>` and
//! `<audio>`. A link says which bytes and until when, signed with the database's secret.

use recado_protocol::attachment::FileUrl;
use recado_protocol::{API_ROOT, FileId, Timestamp};

use crate::auth::tokens::Tokens;

/// A link lives for one to two of these, in milliseconds: an hour.
const STEP_MS: i64 = 60 * 60 * 1_000;

/// Which bytes of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Variant {
    Whole,
    Thumbnail,
}

impl Variant {
    const fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Thumbnail => "small",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Whole, Self::Thumbnail]
            .into_iter()
            .find(|variant| variant.word() == word)
    }
}

/// The links of a file. They stay the same for an hour, so that a browser fetches the bytes once.
pub fn urls(tokens: &Tokens, id: &FileId, has_thumbnail: bool, now: Timestamp) -> FileUrl {
    let step = now.millis().div_euclid(STEP_MS).saturating_add(2);
    let until = Timestamp::from_millis(step.saturating_mul(STEP_MS));
    let url = |variant: Variant| {
        let signature = tokens.file(id, variant.word(), until);
        format!(
            "{API_ROOT}/files/{id}?of={}&exp={}&sig={signature}",
            variant.word(),
            until.millis()
        )
    };
    FileUrl {
        id: id.clone(),
        url: url(Variant::Whole),
        thumbnail_url: has_thumbnail.then(|| url(Variant::Thumbnail)),
        until,
    }
}

/// Whether a link is ours and not over.
pub fn is_good(
    tokens: &Tokens,
    id: &FileId,
    variant: Variant,
    until: Timestamp,
    signature: &str,
    now: Timestamp,
) -> bool {
    until > now && tokens.is_file(id, variant.word(), until, signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_good_for_its_own_bytes_and_its_own_time() {
        let tokens = Tokens::new([7; 32]);
        let now = Timestamp::from_millis(1_795_253_400_000);
        let given = urls(&tokens, &"f1".into(), true, now);
        assert_eq!(given, urls(&tokens, &"f1".into(), true, now.plus_millis(1)));
        let signature = given.url.rsplit_once("sig=").unwrap().1;
        let check = |id: &str, variant, until, at| {
            is_good(&tokens, &id.into(), variant, until, signature, at)
        };
        let until = given.until;
        assert!(check("f1", Variant::Whole, until, now));
        assert!(!check("f2", Variant::Whole, until, now));
        assert!(!check("f1", Variant::Thumbnail, until, now));
        assert!(!check("f1", Variant::Whole, until.plus_millis(1), now));
        assert!(!check("f1", Variant::Whole, until, until));
        assert!(until.millis_since(now) > 60 * 60 * 1_000);
    }
}
