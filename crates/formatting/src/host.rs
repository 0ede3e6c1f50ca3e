//! The part of an address that says whose it is, and how it is written so that it can't be mistaken.

/// The scheme of mail addresses.
pub const MAIL: &str = "mailto:";

/// The host of a web address, without a name before it and a port behind it; none for a mail address.
pub fn of(address: &str) -> Option<&str> {
    let authority = authority(address)?;
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    if host.starts_with('[') {
        return Some(host.split_inclusive(']').next().unwrap_or(host));
    }
    Some(host.split(':').next().unwrap_or(host))
}

/// Whether something stands before the host that could be taken for it.
pub fn has_name_before(address: &str) -> bool {
    authority(address).is_some_and(|authority| authority.contains('@'))
}

/// Whether no letter of a host can be taken for another one: Latin letters, with accents that are seen.
pub fn is_plain(host: &str) -> bool {
    host.chars()
        .all(|letter| letter.is_ascii() || is_accented_latin(letter))
}

/// A host as the network knows it: `xn--` words for all letters that are not ASCII.
pub fn in_full(host: &str) -> String {
    let labels = host.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']);
    let labels: Vec<String> = labels
        .map(|label| {
            let label = label.to_ascii_lowercase();
            match punycode(&label) {
                Some(code) if !label.is_ascii() => ["xn--", &code].concat(),
                _ => label,
            }
        })
        .collect();
    labels.join(".")
}

fn authority(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    rest.split(['/', '?', '#']).next()
}

fn is_accented_latin(letter: char) -> bool {
    matches!(letter, '\u{c0}'..='\u{ff}') && !matches!(letter, '\u{d7}' | '\u{f7}')
}

/// RFC 3492 with the figures for host names. Nothing where a label is too long to be one.
fn punycode(label: &str) -> Option<String> {
    const BASE: u32 = 36;
    const FIRST_BIAS: u32 = 72;
    const LONGEST: usize = 253;
    if label.len() > LONGEST {
        return None;
    }
    let mut code: String = label.chars().filter(char::is_ascii).collect();
    let mut handled = u32::try_from(code.len()).ok()?;
    let basic = handled;
    if basic > 0 {
        code.push('-');
    }
    let (mut next, mut delta, mut bias) = (128, 0_u32, FIRST_BIAS);
    while let Some(smallest) = label.chars().map(u32::from).filter(|it| *it >= next).min() {
        delta = delta.checked_add((smallest - next).checked_mul(handled + 1)?)?;
        for letter in label.chars().map(u32::from) {
            if letter < smallest {
                delta = delta.checked_add(1)?;
            }
            if letter == smallest {
                let mut rest = delta;
                for step in (BASE..).step_by(BASE as usize) {
                    let threshold = (step.saturating_sub(bias)).clamp(1, 26);
                    if rest < threshold {
                        break;
                    }
                    let digit = threshold + (rest - threshold) % (BASE - threshold);
                    code.push(digit_letter(digit));
                    rest = (rest - threshold) / (BASE - threshold);
                }
                code.push(digit_letter(rest));
                bias = adapted(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.checked_add(1)?;
        next = smallest + 1;
    }
    Some(code)
}

fn adapted(delta: u32, length: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / length;
    let mut steps = 0;
    while delta > 455 {
        delta /= 35;
        steps += 36;
    }
    steps + 36 * delta / (delta + 38)
}

fn digit_letter(digit: u32) -> char {
    let letter = if digit < 26 {
        u32::from('a') + digit
    } else {
        u32::from('0') + digit - 26
    };
    char::from_u32(letter).unwrap_or('?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_found_among_names_ports_and_paths() {
        for (address, host) in [
            ("https://a.example", "a.example"),
            ("http://a.example:80/b?c#d", "a.example"),
            ("https://a.example?x=https://b.example", "a.example"),
            ("https://u:p@a.example/x@y", "a.example"),
            ("https://[::1]:8080/x", "[::1]"),
        ] {
            assert_eq!(of(address), Some(host), "{address}");
        }
        assert_eq!(of("ana@a.example"), None);
    }

    #[test]
    fn other_alphabets_are_written_as_the_network_knows_them() {
        for (host, full) in [
            ("a.Example", "a.example"),
            ("b\u{fc}cher.example", "xn--bcher-kva.example"),
            (
                "\u{430}\u{440}\u{440}\u{4cf}\u{435}.example",
                "xn--80ak6aa92e.example",
            ),
            ("ma\u{f1}ana.example", "xn--maana-pta.example"),
            (
                "\u{4ed6}\u{4eec}\u{4e3a}\u{4ec0}\u{4e48}\u{4e0d}\u{8bf4}\u{4e2d}\u{6587}",
                "xn--ihqwcrb4cv8a8dqg056pqjye",
            ),
            ("a\u{3002}example", "a.example"),
        ] {
            assert_eq!(in_full(host), full);
        }
    }

    #[test]
    fn a_label_that_is_too_long_for_a_host_costs_nothing() {
        let host = "\u{430}".repeat(100_000);
        assert_eq!(in_full(&host), host);
    }
}
