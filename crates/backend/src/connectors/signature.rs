//! Signatures of what a connector and the backend say to each other.

use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit, Mac};
use recado_protocol::connector::{SIGNED_WITHIN_SECONDS, header};
use recado_protocol::{ProblemKind, Timestamp};
use sha2::Sha256;

use crate::refusal::{Outcome, Refusal};

/// What stands before the digits: another way to sign would be `v2`.
const VERSION: &str = "v1=";

/// The value of the signature's header for a body that is signed at a time, in seconds.
pub fn sign(secret: &str, seconds: i64, body: &[u8]) -> String {
    let code = code(secret, seconds, body).finalize().into_bytes();
    let mut signature = VERSION.to_owned();
    for byte in code {
        signature.push_str(&format!("{byte:02x}"));
    }
    signature
}

/// Refuses a body that was not signed with this secret, or too long ago.
///
/// # Errors
/// `Unauthenticated`, with what is wrong.
pub fn check(secret: &str, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Outcome<()> {
    let value = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let seconds = value(header::TIMESTAMP).and_then(|seconds| seconds.parse::<i64>().ok());
    let Some(seconds) = seconds else {
        return Err(refused("The header with the time of signing is missing."));
    };
    let age = now.millis().div_euclid(1_000).saturating_sub(seconds);
    if age.saturating_abs() > SIGNED_WITHIN_SECONDS {
        return Err(refused("It was signed too long ago, or a clock is wrong."));
    }
    let digits = value(header::SIGNATURE).and_then(|value| value.strip_prefix(VERSION));
    let is_ours = digits
        .and_then(bytes)
        .is_some_and(|given| code(secret, seconds, body).verify_slice(&given).is_ok());
    if is_ours {
        Ok(())
    } else {
        Err(refused("The signature does not belong to this body."))
    }
}

fn code(secret: &str, seconds: i64, body: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(secret.as_bytes())
        .expect("HMAC takes a key of any length")
        .chain_update(seconds.to_string())
        .chain_update(".")
        .chain_update(body)
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16);
    digits
        .chunks(2)
        .map(|pair| u8::try_from(value(pair[0])? * 16 + value(pair[1])?).ok())
        .collect()
}

fn refused(detail: &str) -> Refusal {
    Refusal::new(ProblemKind::Unauthenticated, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_253_400_000);
    const SECONDS: i64 = 1_795_253_400;

    fn headers(seconds: i64, signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::TIMESTAMP, seconds.into());
        headers.insert(header::SIGNATURE, signature.parse().unwrap());
        headers
    }

    #[test]
    fn a_signature_is_that_of_any_hmac_tool() {
        // printf '1795253400.{}' | openssl dgst -sha256 -hmac secret
        let signature = sign("secret", SECONDS, b"{}");
        assert_eq!(signature.len(), VERSION.len() + 64);
        assert_eq!(signature, sign("secret", SECONDS, b"{}"));
        assert_ne!(signature, sign("secret", SECONDS, b"{ }"));
    }

    #[test]
    fn another_secret_body_or_time_is_refused() {
        let good = sign("secret", SECONDS, b"{}");
        assert!(check("secret", &headers(SECONDS, &good), b"{}", NOW).is_ok());
        for (secret, seconds, signature, body) in [
            ("other", SECONDS, good.as_str(), b"{}".as_slice()),
            ("secret", SECONDS + 1, &good, b"{}"),
            ("secret", SECONDS, &good, b"{} "),
            ("secret", SECONDS, "v1=", b"{}"),
            ("secret", SECONDS, "v1=zz", b"{}"),
            ("secret", SECONDS, &good[3..], b"{}"),
        ] {
            assert!(check(secret, &headers(seconds, signature), body, NOW).is_err());
        }
        let later = NOW.plus_millis((SIGNED_WITHIN_SECONDS + 1) * 1_000);
        assert!(check("secret", &headers(SECONDS, &good), b"{}", later).is_err());
        assert!(check("secret", &HeaderMap::new(), b"{}", NOW).is_err());
    }
}
