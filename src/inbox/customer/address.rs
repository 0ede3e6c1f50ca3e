//! Phone numbers and e-mail addresses that came from outside, as links.

/// The link that calls a number; `None` for what is no phone number.
pub fn phone_link(phone: &str) -> Option<String> {
    let is_number = phone
        .chars()
        .all(|c| c.is_ascii_digit() || " +-.()/\u{a0}".contains(c));
    let number: String = phone
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    (is_number && digits >= FEWEST_DIGITS).then(|| format!("tel:{number}"))
}

/// The link that writes to an address; `None` for what is no address, or one that would fill in
/// more of the letter than its receiver.
pub fn mail_link(email: &str) -> Option<String> {
    let (person, host) = email.split_once('@')?;
    let is_plain = !email
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || "?&%#,;<>\"".contains(c));
    (is_plain && !person.is_empty() && !host.is_empty()).then(|| format!("mailto:{email}"))
}

/// Emergency numbers have three digits; shorter ones can't be called.
const FEWEST_DIGITS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_can_be_called_however_it_is_written() {
        for (phone, link) in [
            ("+5581999992210", Some("tel:+5581999992210")),
            ("+55 (81) 99999-2210", Some("tel:+5581999992210")),
            ("+55 81 9••••-2210", None),
            ("12", None),
            ("", None),
            ("javascript:1234", None),
        ] {
            assert_eq!(phone_link(phone).as_deref(), link, "{phone}");
        }
    }

    #[test]
    fn an_address_can_be_written_to_unless_it_is_more_than_one() {
        for (email, link) in [
            ("bia@padaria.example", Some("mailto:bia@padaria.example")),
            (
                "maria+loja@exämple.test",
                Some("mailto:maria+loja@exämple.test"),
            ),
            ("bia@padaria.example?bcc=eve@evil.example", None),
            ("a@b.example,eve@evil.example", None),
            ("nobody", None),
            ("@example", None),
        ] {
            assert_eq!(mail_link(email).as_deref(), link, "{email}");
        }
    }
}
