//! Numbers and addresses of people are taken out of what goes to the model. What stood in the draft
//! itself is put back into the answer; what stood in the conversation is not.

use std::ops::RangeInclusive;

use super::prompt::{Asked, Message, messages};
use crate::masking::{self, Rules};

/// Longest number that is looked for, in bytes with what stands between its digits.
const NUMBER_BYTES: usize = 32;

/// How many digits a telephone number has with its area, and with its country too.
const PHONE_DIGITS: RangeInclusive<usize> = 10..=13;

/// What a text was masked with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Masks {
    /// Each mask with what it stands for.
    known: Vec<(String, String)>,
}

/// What is sent to the model, and what of it is put back.
pub struct Masked {
    pub messages: Vec<Message>,
    pub restoring: Masks,
}

/// What is hidden, under the word that stands for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Card,
    Cpf,
    Cnpj,
    /// What a rule of the team's own finds.
    Number,
    Phone,
    Email,
}

impl Masked {
    /// Cards and people are hidden whatever the team's rules say.
    pub fn of(asked: &Asked, rules: &Rules) -> Self {
        let rules = rules.with_all_numbers();
        let mut masks = Masks::default();
        let text = asked.text.as_deref().map(|text| masks.mask(text, &rules));
        let restoring = masks.clone();
        let history = asked.history.iter().map(|said| super::prompt::Said {
            text: masks.mask(&said.text, &rules),
            ..said.clone()
        });
        let masked = Asked {
            text,
            history: history.collect(),
            ..asked.clone()
        };
        Self {
            messages: messages(&masked),
            restoring,
        }
    }
}

impl Masks {
    /// The text with masks in the places of what is hidden. The same thing gets the same mask.
    pub fn mask(&mut self, text: &str, rules: &Rules) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut from = 0;
        for span in rules.spans(text) {
            masked.push_str(&self.mask_addresses(&text[from..span.range.start]));
            masked.push_str(&self.mask_of(Kind::of(span.kind), &text[span.range.clone()]));
            from = span.range.end;
        }
        masked.push_str(&self.mask_addresses(&text[from..]));
        masked
    }

    /// The text with masks in the places of addresses and telephone numbers.
    fn mask_addresses(&mut self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = None;
        while let Some(letter) = rest.chars().next() {
            let found = is_beginning(before)
                .then(|| email(rest).or_else(|| phone(rest)))
                .flatten();
            if let Some((kind, length)) = found {
                let (hidden, after) = rest.split_at(length);
                masked.push_str(&self.mask_of(kind, hidden));
                before = hidden.chars().next_back();
                rest = after;
            } else {
                masked.push(letter);
                before = Some(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
        masked
    }

    /// The text with everything in its place again.
    pub fn restore(&self, text: &str) -> String {
        let mut restored = text.to_owned();
        for (mask, hidden) in &self.known {
            restored = restored.replace(mask, hidden);
        }
        restored
    }

    /// How much of a piece of text may be shown already: what may be the beginning of a mask waits.
    pub fn settled(&self, text: &str) -> usize {
        let longest = self.known.iter().map(|(mask, _)| mask.len()).max();
        let Some(open) = text.rfind('[').filter(|_| longest.is_some()) else {
            return text.len();
        };
        let is_open = !text[open..].contains(']') && text.len() - open <= longest.unwrap_or(0);
        if is_open { open } else { text.len() }
    }

    fn mask_of(&mut self, kind: Kind, hidden: &str) -> String {
        if let Some((mask, _)) = self.known.iter().find(|(_, known)| known == hidden) {
            return mask.clone();
        }
        let mask = format!("[{}-{}]", kind.word(), self.known.len() + 1);
        self.known.push((mask.clone(), hidden.to_owned()));
        mask
    }
}

impl Kind {
    const fn of(kind: masking::Kind) -> Self {
        match kind {
            masking::Kind::Card => Self::Card,
            masking::Kind::Cpf => Self::Cpf,
            masking::Kind::Cnpj => Self::Cnpj,
            masking::Kind::Own => Self::Number,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Cpf => "cpf",
            Self::Cnpj => "cnpj",
            Self::Number => "number",
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }
}

/// Nothing begins in the middle of a word.
fn is_beginning(before: Option<char>) -> bool {
    before.is_none_or(|letter| !letter.is_alphanumeric())
}

/// An address at the beginning of a text, by its length in bytes.
fn email(text: &str) -> Option<(Kind, usize)> {
    let is_local = |letter: char| letter.is_alphanumeric() || "._%+-".contains(letter);
    let is_domain = |letter: char| letter.is_alphanumeric() || ".-".contains(letter);
    let at = text.find(|letter| !is_local(letter))?;
    let domain = text[at..].strip_prefix('@')?;
    let length = domain
        .find(|letter| !is_domain(letter))
        .unwrap_or(domain.len());
    let domain = domain[..length].trim_end_matches(['.', '-']);
    let is_address = at > 0
        && domain
            .rsplit_once('.')
            .is_some_and(|(name, end)| !name.is_empty() && end.chars().count() >= 2);
    is_address.then(|| (Kind::Email, at + 1 + domain.len()))
}

/// A telephone number at the beginning of a text, by its length in bytes.
fn phone(text: &str) -> Option<(Kind, usize)> {
    let first = text.chars().next()?;
    if !(first.is_ascii_digit() || first == '+' || first == '(') {
        return None;
    }
    let is_part = |letter: char| letter.is_ascii_digit() || "+() .-/".contains(letter);
    let length = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    // What counts is ASCII, so that every place in it is between two letters.
    let length = length.min(NUMBER_BYTES);
    let mut run = text[..length].trim_end_matches(|letter: char| !letter.is_ascii_digit());
    // A number that is followed by others is found by leaving these out one by one.
    loop {
        if is_phone(run) {
            return Some((Kind::Phone, run.len()));
        }
        let shorter = run.rfind([' ', '/', '.'])?;
        run = run[..shorter].trim_end_matches(|letter: char| !letter.is_ascii_digit());
        if run.is_empty() {
            return None;
        }
    }
}

fn is_phone(run: &str) -> bool {
    let digits = run.chars().filter(char::is_ascii_digit).count();
    match digits {
        8..=15 if run.starts_with(['+', '(']) => true,
        length if PHONE_DIGITS.contains(&length) => true,
        8..=9 => is_local_phone(run),
        _ => false,
    }
}

/// Two groups as local numbers are written; a date has three.
fn is_local_phone(run: &str) -> bool {
    let groups: Vec<usize> = run.split(['-', ' ']).map(str::len).collect();
    matches!(groups[..], [4 | 5, 4])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        Masks::default().mask(text, &Rules::default())
    }

    #[test]
    fn numbers_and_addresses_of_people_are_masked() {
        for (text, expected) in [
            ("card 4111 1111 1111 1111.", "card [card-1]."),
            ("5555555555554444", "[card-1]"),
            ("CPF 529.982.247-25, ok", "CPF [cpf-1], ok"),
            ("52998224725", "[cpf-1]"),
            ("CNPJ 11.222.333/0001-81", "CNPJ [cnpj-1]"),
            ("call +55 11 98765-4321 now", "call [phone-1] now"),
            ("(11) 98765-4321", "[phone-1]"),
            ("9876-5432", "[phone-1]"),
            ("ana.souza+x@loja.com.br!", "[email-1]!"),
            ("é@x.co and é@x.co", "[email-1] and [email-1]"),
        ] {
            assert_eq!(masked(text), expected, "{text}");
        }
    }

    #[test]
    fn other_numbers_and_words_stay() {
        for text in [
            "order 4711 of 2026-11-28",
            "R$ 1.299,90 in 10 parts",
            "at 10:30",
            "user@localhost",
            "a @ b.com",
            "pedido 123456",
            "",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn what_was_masked_comes_back_also_in_pieces() {
        let mut masks = Masks::default();
        let text = "Write to ana@x.com or call +55 11 98765-4321";
        let hidden = masks.mask(text, &Rules::default());
        assert!(!hidden.contains("ana") && !hidden.contains("98765"));
        assert_eq!(masks.restore(&hidden), text);
        assert_eq!(masks.settled("see [ema"), 4);
        assert_eq!(masks.settled("see [email-1]"), 13);
        assert_eq!(masks.settled("see [a long remark without an end"), 33);
        assert_eq!(Masks::default().settled("see ["), 5);
    }
}
