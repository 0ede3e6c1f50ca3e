//! Changing what is known of a contact.

use serde::{Deserialize, Serialize};

use crate::Contact;

/// Body of `PUT /conversations/{id}/contact`. A field that is absent stays as it is; an empty one is
/// taken away.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ContactEdit {
    /// The revision of the contact that the edit was made on. When somebody else has changed the
    /// contact since, the edit is refused with `stale-revision` and the contact as it is now.
    pub revision: u64,
    /// Never empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The company's name: one that does not exist yet is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// In international form: `+` and 8 to 15 digits (E.164).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What the team says of the customer. The customer never sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl ContactEdit {
    /// The resource of a conversation that takes it.
    pub const RESOURCE: &str = "contact";
    /// Longest name of a person or a company, in characters.
    pub const NAME_CHARS: usize = 120;
    /// Longest comment, in characters.
    pub const COMMENT_CHARS: usize = 5_000;

    /// Lays the edit over a contact. The company is only known by its name here: it is left alone.
    pub fn lay_over(&self, contact: &mut Contact) {
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        if let Some(name) = &self.name {
            contact.name.clone_from(name);
        }
        if let Some(phone) = &self.phone {
            contact.phone = given(phone);
        }
        if let Some(email) = &self.email {
            contact.email = given(email);
        }
        if let Some(comment) = &self.comment {
            contact.comment = given(comment);
        }
    }
}

/// A name as it is kept: without spaces around it, control characters, and the invisible ones that turn the direction of
/// whatever follows, of a sentence around it too. As in names of files, they are left out and the rest stays.
pub fn plain_name(text: &str) -> String {
    let is_plain = |letter: &char| {
        !letter.is_control() && !matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let plain: String = text.chars().filter(is_plain).collect();
    plain.trim().to_owned()
}

/// A phone number in international form without what people write between its digits; `None` when it
/// is none.
pub fn international_phone(text: &str) -> Option<String> {
    let (plus, rest) = text.trim().split_at_checked(1)?;
    let is_between = |c: char| " -./()\u{a0}".contains(c);
    let digits: String = rest.chars().filter(|c| !is_between(*c)).collect();
    let is_number = plus == "+"
        && (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    is_number.then(|| format!("+{digits}"))
}

/// Whether a text has the shape of one e-mail address.
pub fn is_email(text: &str) -> bool {
    let Some((person, host)) = text.rsplit_once('@') else {
        return false;
    };
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
    let labels = || host.split('.');
    text.len() <= LONGEST_EMAIL
        && !person.is_empty()
        && text.chars().filter(|c| *c != '@').all(is_plain)
        && !person.contains('@')
        && labels().count() >= 2
        && labels()
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}

/// Digits of an international number, the country's included (E.164).
const FEWEST_DIGITS: usize = 8;
const MOST_DIGITS: usize = 15;
/// In bytes (RFC 5321).
const LONGEST_EMAIL: usize = 254;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_needs_its_country_and_nothing_but_digits() {
        for (text, number) in [
            ("+55 (81) 99999-2210", Some("+5581999992210")),
            (" +351 912.345.678 ", Some("+351912345678")),
            ("81 99999-2210", None),
            ("+55 81 9999x", None),
            ("+5581", None),
            ("+0581999992210", None),
            ("+1234567890123456", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(international_phone(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn a_name_turns_nothing_around_and_is_else_as_it_was() {
        assert_eq!(plain_name(" Ana\u{202e} amiL\u{2069}\n"), "Ana amiL");
        for name in ["José d’Ávila", "ليلى", "👩\u{200d}🍳 Bia", "مهدی\u{200c}ها"]
        {
            assert_eq!(plain_name(name), name);
        }
        assert_eq!(plain_name("\u{202e} \u{2066}"), "");
    }

    #[test]
    fn an_address_has_one_person_and_a_host() {
        for good in ["bia@padaria.example", "a.b+c@sub.exämple.test"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "bia",
            "bia@",
            "@host.test",
            "bia@host",
            "bia@host.",
            "b ia@host.test",
            "bia@@host.test",
            "<bia@host.test>",
            "a@b.test,c@d.test",
            "bia@-host.test",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(!is_email(&format!("{}@host.test", "x".repeat(250))));
    }
}
