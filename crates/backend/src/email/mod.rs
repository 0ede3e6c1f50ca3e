//! E-mail as it comes: MIME (RFC 5322, 2045 to 2049) to what a conversation keeps of it.
//!
//! Nothing of a mail is trusted: every text is cut to a length, the HTML is cleaned ([`html`]), and
//! whatever can't be read is left out rather than refused, because a customer wrote it.

pub mod html;
mod marks;

use mail_parser::{Addr, Address, HeaderValue, Message, MessageParser, MimeHeaders, PartType};
use recado_protocol::message::rich::email::is_address;
use recado_protocol::message::rich::{Email, Mailbox};

/// Longest plain text that is kept, in characters.
const TEXT_CHARS: usize = 200_000;
/// Longest HTML that is cleaned, in bytes; of a longer one only the text is kept.
const HTML_BYTES: usize = 1024 * 1024;
/// Longest subject, name or file name, in characters.
const LINE_CHARS: usize = 300;
/// Longest id, in bytes.
const ID_BYTES: usize = 998;
/// Most addresses of one head, and most ids of a thread.
const MOST_LISTED: usize = 100;
/// Most attachments of one mail.
const MOST_ATTACHMENTS: usize = 50;

/// A mail that was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Received {
    pub email: Email,
    pub attachments: Vec<ReceivedFile>,
}

/// A file of a mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceivedFile {
    /// As its sender called it.
    pub name: String,
    /// What the sender says that it is.
    pub media_type: String,
    /// By which the HTML of the mail names it.
    pub content_id: Option<String>,
    pub bytes: Vec<u8>,
}

/// Reads a mail; `None` when there is nothing in it that a mail is made of.
pub fn read(raw: &[u8]) -> Option<Received> {
    let mut mail = MessageParser::default().parse(raw)?;
    let ended = without_end(&mail, raw);
    if let Some(ended) = &ended {
        mail = MessageParser::default().parse(ended)?;
    }
    let from = mail
        .from()
        .or_else(|| mail.sender())
        .or_else(|| mail.reply_to())
        .and_then(|address| mailboxes(Some(address)).into_iter().next());
    let html = mail
        .html_part(0)
        .filter(|part| part.is_text_html())
        .and_then(|part| part.text_contents())
        .filter(|html| html.len() <= HTML_BYTES)
        .map(html::clean)
        .filter(|html| !html.trim().is_empty());
    let email = Email {
        subject: line(mail.subject().unwrap_or_default()),
        text: text_of(&mail),
        html,
        from,
        reply_to: mailboxes(mail.reply_to()),
        to: mailboxes(mail.to()),
        cc: mailboxes(mail.cc()),
        bcc: Vec::new(),
        message_id: mail.message_id().and_then(id),
        in_reply_to: ids(mail.in_reply_to()).pop(),
        references: ids(mail.references()),
        attachments: Vec::new(),
    };
    let attachments = mail
        .attachments()
        .take(MOST_ATTACHMENTS)
        .enumerate()
        .map(|(number, part)| file(number, part))
        .collect();
    Some(Received { email, attachments })
}

/// A mail of several parts that breaks off before their end, with the end that it lacks.
fn without_end(mail: &Message<'_>, raw: &[u8]) -> Option<Vec<u8>> {
    let boundary = mail.content_type()?.attribute("boundary")?;
    if !mail.body_text(0).unwrap_or_default().trim().is_empty() {
        return None;
    }
    Some([raw, b"\r\n--", boundary.as_bytes(), b"--\r\n"].concat())
}

/// The ids that a mail answers, the nearest first.
pub fn answered(email: &Email) -> Vec<&str> {
    let nearest = email.in_reply_to.iter();
    let mut ids: Vec<&str> = nearest
        .chain(email.references.iter().rev())
        .map(String::as_str)
        .collect();
    ids.dedup();
    ids
}

fn text_of(mail: &Message<'_>) -> String {
    let mut text = mail.body_text(0).unwrap_or_default();
    if text.trim().is_empty() && mail.html_part(0).is_none() && mail.parts.len() == 1 {
        // Parts that nothing divides: the body as it stands says more than nothing.
        let body = mail
            .raw_message
            .get(mail.root_part().offset_body as usize..);
        text = String::from_utf8_lossy(body.unwrap_or_default())
            .into_owned()
            .into();
    }
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .take(TEXT_CHARS)
        .collect();
    text.trim().to_owned()
}

fn file(number: usize, part: &mail_parser::MessagePart<'_>) -> ReceivedFile {
    let kind = part.content_type();
    let media_type = match (kind, &part.body) {
        (_, PartType::Message(_)) => "message/rfc822".to_owned(),
        (Some(kind), _) => match kind.subtype() {
            Some(subtype) => format!("{}/{subtype}", kind.ctype()),
            None => "application/octet-stream".to_owned(),
        },
        (None, _) => "application/octet-stream".to_owned(),
    };
    let name = part
        .attachment_name()
        .map(line)
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| format!("attachment-{}", number + 1));
    ReceivedFile {
        name,
        media_type: line(&media_type).to_ascii_lowercase(),
        content_id: part.content_id().and_then(id),
        bytes: part.contents().to_vec(),
    }
}

fn mailboxes(address: Option<&Address<'_>>) -> Vec<Mailbox> {
    let Some(address) = address else {
        return Vec::new();
    };
    let listed: Vec<&Addr<'_>> = match address {
        Address::List(list) => list.iter().collect(),
        Address::Group(groups) => groups.iter().flat_map(|group| &group.addresses).collect(),
    };
    listed
        .into_iter()
        .filter_map(mailbox)
        .take(MOST_LISTED)
        .collect()
}

fn mailbox(listed: &Addr<'_>) -> Option<Mailbox> {
    let address = listed.address.as_deref()?.trim();
    is_address(address).then(|| Mailbox {
        name: listed
            .name
            .as_deref()
            .map(line)
            .filter(|name| !name.is_empty()),
        address: address.to_owned(),
    })
}

/// What may stand in a `Message-ID` that is sent on: no white space and no brackets.
fn id(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['<', '>']);
    let is_id = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>');
    (!text.is_empty() && text.len() <= ID_BYTES && text.bytes().all(is_id)).then(|| text.to_owned())
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    let listed = match value {
        HeaderValue::Text(one) => vec![one.as_ref()],
        HeaderValue::TextList(list) => list.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    let mut ids: Vec<String> = listed.into_iter().filter_map(id).collect();
    // Of a thread that is too long its newest part tells where it belongs.
    ids.drain(..ids.len().saturating_sub(MOST_LISTED));
    ids
}

/// One line of at most [`LINE_CHARS`] characters.
fn line(text: &str) -> String {
    let words: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(LINE_CHARS)
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
