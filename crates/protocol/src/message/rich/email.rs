//! E-mails: their head and their body.

use serde::{Deserialize, Serialize};

use super::Attachment;

/// Longest address, in bytes.
const ADDRESS_BYTES: usize = 998;
/// What answering and forwarding put before a subject, in the languages of mail programs.
const MARKS: [&str; 8] = ["re", "aw", "sv", "res", "rv", "enc", "fw", "fwd"];
/// Longest subject of an e-mail that is sent, in characters.
pub const SUBJECT_CHARS: usize = 200;
/// Most addresses in each line of the head of an e-mail that is sent.
pub const MOST_ADDRESSES: usize = 20;

/// An e-mail's head and body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Email {
    pub subject: String,
    pub text: String,
    /// The HTML body, cleaned by the backend. Remote images keep their address in
    /// `data-remote-src` and load only when a person asks for them; images of the mail itself have
    /// the id of their attachment in `data-file`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Mailbox>,
    /// Where its sender wants the answer, if not at `from`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reply_to: Vec<Mailbox>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<Mailbox>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cc: Vec<Mailbox>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bcc: Vec<Mailbox>,
    /// The `Message-ID` (RFC 5322), without angle brackets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// The `Message-ID` of the mail that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<String>,
    /// Those of the mails before it in its thread, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Mailbox {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub address: String,
}

/// Whether a text has the form of an address that a mail can be sent to.
pub fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else {
        return false;
    };
    let stands_in_no_head = |letter: char| {
        letter.is_whitespace() || letter.is_control() || "<>(),;:\\\"[]".contains(letter)
    };
    text.len() <= ADDRESS_BYTES
        && !name.is_empty()
        && !text.contains(stands_in_no_head)
        && host.split('.').all(|part| !part.is_empty())
}

/// A subject without what answering and forwarding put before it.
pub fn bare_subject(subject: &str) -> &str {
    let mut bare = subject.trim();
    while let Some((word, rest)) = bare.split_once(':') {
        let is_mark = MARKS
            .iter()
            .any(|mark| word.trim().eq_ignore_ascii_case(mark));
        if !is_mark {
            break;
        }
        bare = rest.trim();
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_compared_without_their_marks() {
        for subject in [
            "Pedido 7",
            "Re: Pedido 7",
            "RES: Re:  Pedido 7",
            "Fwd: ENC: Pedido 7",
        ] {
            assert_eq!(bare_subject(subject), "Pedido 7");
        }
        assert_eq!(bare_subject("Note: this"), "Note: this");
    }

    #[test]
    fn what_could_begin_another_line_or_leave_its_brackets_is_no_address() {
        for (text, is_one) in [
            ("ana@cliente.example", true),
            ("ana+x@a.b", true),
            ("ana@", false),
            ("@a.b", false),
            ("ana@a..b", false),
            ("a b@c.d", false),
            ("a@b.c\r\nBcc: x@y.z", false),
            ("<a@b.c>", false),
        ] {
            assert_eq!(is_address(text), is_one, "{text:?}");
        }
    }
}
