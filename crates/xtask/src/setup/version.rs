//! Versions as programs print them and as Cargo.lock holds them.

use anyhow::{Context as _, Result};

/// The version in what `--version` prints: the first word that starts with a digit.
pub fn printed(output: &str) -> Option<&str> {
    output
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

/// The version of a package in the text of a Cargo.lock.
pub fn locked<'lock>(lock: &'lock str, package: &str) -> Result<&'lock str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines
        .next()
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .with_context(|| format!("{package} is not in Cargo.lock"))
}

/// Whether a version that is there does for one that is wanted: the same, or a later one with the same meaning (the same
/// first number, and below 1.0 the same second one).
pub fn does_for(there: &str, wanted: &str) -> bool {
    let (Some(there), Some(wanted)) = (numbers(there), numbers(wanted)) else {
        return there == wanted;
    };
    let meaning = |version: &[u64; 3]| {
        if version[0] == 0 {
            (0, version[1])
        } else {
            (version[0], 0)
        }
    };
    meaning(&there) == meaning(&wanted) && there >= wanted
}

fn numbers(version: &str) -> Option<[u64; 3]> {
    let mut parts = version.split('.').map(|part| part.parse().ok());
    let numbers = [
        parts.next()??,
        parts.next().unwrap_or(Some(0))?,
        parts.next().unwrap_or(Some(0))?,
    ];
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_in_what_each_tool_prints() {
        let printed = [
            "trunk 0.21.14\n",
            "wasm-bindgen 0.2.130",
            "wasm-opt version 132 (version_132)",
            "nothing",
        ]
        .map(printed);
        assert_eq!(
            printed,
            [Some("0.21.14"), Some("0.2.130"), Some("132"), None]
        );
    }

    #[test]
    fn a_version_is_found_in_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n[[package]]\nname = \
                    \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked(lock, "wasm-bindgen").ok(), Some("0.2.130"));
        assert!(locked(lock, "wasm").is_err());
    }

    #[test]
    fn a_later_version_does_when_it_means_the_same() {
        assert!(does_for("0.21.14", "0.21.14"));
        assert!(does_for("0.21.20", "0.21.14"));
        assert!(does_for("1.96.0", "1.95"));
        assert!(!does_for("0.21.9", "0.21.14"));
        assert!(!does_for("0.22.0", "0.21.14"));
        assert!(!does_for("2.0.0", "1.9.0"));
        assert!(
            !does_for("0.21.15-beta.1", "0.21.14"),
            "what can't be read is only equal to itself"
        );
    }
}
