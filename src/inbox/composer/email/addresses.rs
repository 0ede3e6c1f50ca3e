//! Addresses as people type and paste them.

use recado_protocol::message::rich::Mailbox;
use recado_protocol::message::rich::email::is_address;

/// What was found in a text, and what of it is no address.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Addresses {
    pub found: Vec<Mailbox>,
    pub rest: String,
}

impl Addresses {
    /// Reads `a@b.c`, `Name <a@b.c>` and `"Name, with a comma" <a@b.c>`, several of them with commas,
    /// semicolons, line breaks or (between bare ones) spaces between them.
    pub fn read(text: &str) -> Self {
        let mut all = Self::default();
        let mut rest = Vec::new();
        for entry in entries(text) {
            match read_entry(entry) {
                Some(mailboxes) => all.found.extend(mailboxes),
                None => rest.push(entry),
            }
        }
        all.rest = rest.join(", ");
        all
    }
}

/// The parts between separators that stand in no quotes.
fn entries(text: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    let parts = text.split(move |letter: char| {
        is_quoted ^= letter == '"';
        !is_quoted && matches!(letter, ',' | ';' | '\n' | '\r' | '\t')
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

fn read_entry(entry: &str) -> Option<Vec<Mailbox>> {
    if let Some((name, address)) = entry.strip_suffix('>').and_then(|it| it.rsplit_once('<')) {
        let name = name.trim().trim_matches('"').trim();
        return Some(vec![Mailbox {
            name: (!name.is_empty() && !name.contains(char::is_control)).then(|| name.to_owned()),
            address: whole(address)?,
        }]);
    }
    entry
        .split_whitespace()
        .map(|word| {
            Some(Mailbox {
                name: None,
                address: whole(word)?,
            })
        })
        .collect()
}

/// An address with a host that has a name of several parts: others are slips of the hand.
fn whole(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (_, host) = text.rsplit_once('@')?;
    (is_address(text) && host.contains('.')).then(|| text.to_owned())
}

/// A name never stands without the address: names can be chosen.
pub fn written(mailbox: &Mailbox) -> String {
    match &mailbox.name {
        Some(name) => format!("{name} <{}>", mailbox.address),
        None => mailbox.address.clone(),
    }
}

/// Whether both are the same address, as mail servers compare them.
pub fn is_same(one: &Mailbox, other: &Mailbox) -> bool {
    one.address.eq_ignore_ascii_case(&other.address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (Vec<String>, String) {
        let read = Addresses::read(text);
        (read.found.iter().map(written).collect(), read.rest)
    }

    #[test]
    fn several_are_read_at_once_in_every_form() {
        let (all, rest) = found(
            "ana@a.example; \"Silva, Bia\" <bia@b.example>,\nCai <cai@c.example> , mailto:d@d.example e@e.example",
        );
        assert_eq!(
            all,
            [
                "ana@a.example",
                "Silva, Bia <bia@b.example>",
                "Cai <cai@c.example>",
                "d@d.example",
                "e@e.example"
            ]
        );
        assert_eq!(rest, "");
    }

    #[test]
    fn what_is_no_address_stays_to_be_mended() {
        assert_eq!(
            found("ana@, b@b.example"),
            (vec!["b@b.example".to_owned()], "ana@".to_owned())
        );
        for text in [
            "ana",
            "ana@localhost",
            "Ana <ana>",
            "to ana@a.example",
            "<a@b.c> <",
        ] {
            assert_eq!(found(text), (Vec::new(), text.to_owned()), "{text}");
        }
        assert_eq!(found(" ,; "), (Vec::new(), String::new()));
    }
}
