//! Passwords as argon2id hashes.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::random;

/// Longest password that is hashed at all, in bytes.
const LONGEST: usize = 1_024;
const SALT_BYTES: usize = 16;

/// Hashes a password under a random salt, as a PHC string. Takes tens of milliseconds on purpose.
///
/// # Errors
/// When the password is longer than 1,024 bytes.
pub fn hash(password: &str) -> Result<String, &'static str> {
    if password.len() > LONGEST {
        return Err("The password is too long: at most 1024 bytes.");
    }
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &random::bytes::<SALT_BYTES>())
        .map(|hash| hash.to_string())
        .map_err(|_| "The password can't be hashed.")
}

/// Whether `password` is the one of `hash`. Takes as long when there is no hash, so that the time
/// does not tell which e-mail addresses have an account.
pub fn is_right(password: &str, hash: Option<&str>) -> bool {
    static NOBODYS: LazyLock<String> =
        LazyLock::new(|| self::hash("nobody has this password").unwrap_or_default());
    if password.len() > LONGEST {
        return false;
    }
    let matches = Argon2::default()
        .verify_password(password.as_bytes(), hash.unwrap_or(&NOBODYS))
        .is_ok();
    matches && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_of_an_account_passes() {
        let hash = hash("secret").unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(is_right("secret", Some(&hash)));
        assert!(!is_right("Secret", Some(&hash)));
        assert!(!is_right("nobody has this password", None));
        assert!(!is_right(&"x".repeat(2_000), Some(&hash)));
    }
}
