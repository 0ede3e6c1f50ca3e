//! Tokens: what they say, signed with the database's secret. No token needs to be looked up to know
//! that it is ours; whether its session still lives does.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use recado_protocol::{ChannelId, FileId, SessionId, Timestamp};
use sha2::Sha256;

/// How long an access token lives, in seconds: 15 minutes.
pub const ACCESS_SECONDS: u32 = 15 * 60;
/// How long a session lives after its last refresh, in milliseconds: 30 days.
pub const SESSION_MS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// How long a visitor's token lives, in milliseconds: a year. Every visit gives a new one.
pub const VISIT_MS: i64 = 365 * 24 * 60 * 60 * 1_000;

/// Signs tokens and reads them. Cheap to clone.
#[derive(Clone)]
pub struct Tokens {
    signer: Hmac<Sha256>,
}

/// What a valid refresh token says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefreshToken {
    pub session: SessionId,
    /// How often the session had been refreshed when the token was given, plus one.
    pub generation: u64,
}

/// What a valid visitor token says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VisitorToken {
    pub visitor: String,
    pub channel: ChannelId,
}

impl Tokens {
    pub fn new(secret: [u8; 32]) -> Self {
        let signer = Hmac::new_from_slice(&secret).expect("HMAC takes a key of any length");
        Self { signer }
    }

    /// An access token of a session, good for [`ACCESS_SECONDS`] from now.
    pub fn access(&self, session: &SessionId, now: Timestamp) -> String {
        let until = now.plus_millis(i64::from(ACCESS_SECONDS) * 1_000).millis();
        self.sign(&format!("access.{session}.{until}"))
    }

    /// The session of an access token that is ours and not over.
    pub fn read_access(&self, token: &str, now: Timestamp) -> Option<SessionId> {
        let (session, until) = self.read(token, "access")?.split_once('.')?;
        (until.parse::<i64>().ok()? > now.millis()).then(|| session.into())
    }

    /// The refresh token of a session's generation: always the same one.
    pub fn refresh(&self, token: &RefreshToken) -> String {
        self.sign(&format!("refresh.{}.{}", token.session, token.generation))
    }

    pub fn read_refresh(&self, token: &str) -> Option<RefreshToken> {
        let (session, generation) = self.read(token, "refresh")?.split_once('.')?;
        Some(RefreshToken {
            session: session.into(),
            generation: generation.parse().ok()?,
        })
    }

    /// A visitor's token, good for [`VISIT_MS`] from now.
    pub fn visitor(&self, token: &VisitorToken, now: Timestamp) -> String {
        let until = now.plus_millis(VISIT_MS).millis();
        self.sign(&format!(
            "visitor.{}.{until}.{}",
            token.visitor, token.channel
        ))
    }

    /// What a visitor's token says that is ours and not over.
    pub fn read_visitor(&self, token: &str, now: Timestamp) -> Option<VisitorToken> {
        let mut parts = self.read(token, "visitor")?.splitn(3, '.');
        let (visitor, until, channel) = (parts.next()?, parts.next()?, parts.next()?);
        (until.parse::<i64>().ok()? > now.millis()).then(|| VisitorToken {
            visitor: visitor.to_owned(),
            channel: channel.into(),
        })
    }

    /// The signature of a link to some bytes of a file.
    pub fn file(&self, id: &FileId, variant: &str, until: Timestamp) -> String {
        self.code(&file_payload(id, variant, until))
    }

    /// Whether a link to some bytes of a file was signed here.
    pub fn is_file(&self, id: &FileId, variant: &str, until: Timestamp, signature: &str) -> bool {
        let signed = format!("{}.{signature}", file_payload(id, variant, until));
        self.read(&signed, "file").is_some()
    }

    fn sign(&self, payload: &str) -> String {
        format!("{payload}.{}", self.code(payload))
    }

    fn code(&self, payload: &str) -> String {
        let code = self
            .signer
            .clone()
            .chain_update(payload)
            .finalize()
            .into_bytes();
        URL_SAFE_NO_PAD.encode(code)
    }

    /// What follows `{kind}.` in a token that was signed with our secret.
    fn read<'t>(&self, token: &'t str, kind: &str) -> Option<&'t str> {
        let (payload, code) = token.rsplit_once('.')?;
        let code = URL_SAFE_NO_PAD.decode(code).ok()?;
        self.signer
            .clone()
            .chain_update(payload)
            .verify_slice(&code)
            .ok()?;
        payload.strip_prefix(kind)?.strip_prefix('.')
    }
}

fn file_payload(id: &FileId, variant: &str, until: Timestamp) -> String {
    format!("file.{variant}.{}.{id}", until.millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);

    #[test]
    fn tokens_say_what_was_put_in_until_they_are_over() {
        let tokens = Tokens::new([7; 32]);
        let access = tokens.access(&"s1".into(), NOW);
        assert_eq!(tokens.read_access(&access, NOW), Some("s1".into()));
        let later = NOW.plus_millis(i64::from(ACCESS_SECONDS) * 1_000);
        assert_eq!(tokens.read_access(&access, later), None);

        let visitor = VisitorToken {
            visitor: "v1".into(),
            channel: "a.b.c".into(),
        };
        let token = tokens.visitor(&visitor, NOW);
        assert_eq!(tokens.read_visitor(&token, NOW), Some(visitor));
        assert_eq!(tokens.read_visitor(&token, NOW.plus_millis(VISIT_MS)), None);
    }

    #[test]
    fn a_token_of_another_kind_another_secret_or_with_one_letter_changed_is_none() {
        let tokens = Tokens::new([7; 32]);
        let refresh = tokens.refresh(&RefreshToken {
            session: "s1".into(),
            generation: 3,
        });
        assert_eq!(tokens.read_access(&refresh, NOW), None);
        assert_eq!(Tokens::new([8; 32]).read_refresh(&refresh), None);
        assert_eq!(tokens.read_refresh(&refresh.replace(".3.", ".4.")), None);
        for nonsense in ["", ".", "..", "refresh", "refresh.s1.3.", "refresh.s1.3.!!"] {
            assert_eq!(tokens.read_refresh(nonsense), None, "{nonsense}");
        }
    }
}
