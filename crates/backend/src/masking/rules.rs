//! The rules, ready to be used.

use std::borrow::Cow;
use std::iter;
use std::ops::Range;

use recado_protocol::masking::{DOTS, Masking, Rule};
use regex::{Regex, RegexBuilder};

use super::{Kind, LAST_DIGITS, Span, number};

/// Most bytes that a pattern may become.
const COMPILED_BYTES: usize = 256 * 1_024;
/// Deepest that a pattern may be nested.
const DEEPEST: u32 = 20;

/// A rule that can't be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadRule {
    /// Its place among the rules.
    pub place: usize,
    /// What is wrong, as a sentence.
    pub why: String,
}

/// Rules that find what is hidden.
#[derive(Clone, Debug)]
pub struct Rules {
    cards: bool,
    cpf: bool,
    cnpj: bool,
    patterns: Vec<Regex>,
}

impl Rules {
    /// # Errors
    /// The first rule whose pattern can't be used, also when it is off.
    pub fn of(masking: &Masking) -> Result<Self, BadRule> {
        let mut patterns = Vec::new();
        for (place, rule) in masking.rules.iter().enumerate() {
            let pattern = pattern(rule).map_err(|why| BadRule { place, why })?;
            if rule.on {
                patterns.push(pattern);
            }
        }
        Ok(Self {
            cards: masking.cards,
            cpf: masking.cpf,
            cnpj: masking.cnpj,
            patterns,
        })
    }

    /// The same with every number of cards, people and companies.
    pub fn with_all_numbers(&self) -> Self {
        Self {
            cards: true,
            cpf: true,
            cnpj: true,
            patterns: self.patterns.clone(),
        }
    }

    /// What is hidden of a text, in its order. No two of them touch the same letters. What stands for something that is
    /// hidden already is left alone, whatever a pattern finds in it: hiding twice is hiding once.
    pub fn spans(&self, text: &str) -> Vec<Span> {
        let numbers = number::find(text).into_iter();
        let mut all: Vec<Span> = numbers
            .map(|(range, kind)| Span { range, kind })
            .filter(|span| self.hides(span.kind))
            .collect();
        let masks = if self.patterns.is_empty() {
            Vec::new()
        } else {
            masks(text)
        };
        for pattern in &self.patterns {
            for found in pattern.find_iter(text) {
                let pieces = without(found.range(), &masks);
                all.extend(pieces.map(|range| Span {
                    range,
                    kind: Kind::Own,
                }));
            }
        }
        all.sort_by_key(|span| (span.range.start, usize::MAX - span.range.end));
        let mut spans: Vec<Span> = Vec::with_capacity(all.len());
        for span in all {
            match spans
                .last_mut()
                .filter(|last| span.range.start < last.range.end)
            {
                None => spans.push(span),
                // What stands within another is hidden with it.
                Some(last) if span.range.end <= last.range.end => {}
                Some(last) => {
                    last.range.end = span.range.end;
                    last.kind = Kind::Own;
                }
            }
        }
        spans
    }

    /// The text without what is hidden.
    pub fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let spans = self.spans(text);
        if spans.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut shown = String::with_capacity(text.len());
        let mut from = 0;
        for span in spans {
            shown.push_str(&text[from..span.range.start]);
            shown.push_str(&span.mask(text));
            from = span.range.end;
        }
        shown.push_str(&text[from..]);
        Cow::Owned(shown)
    }

    fn hides(&self, kind: Kind) -> bool {
        match kind {
            Kind::Card => self.cards,
            Kind::Cpf => self.cpf,
            Kind::Cnpj => self.cnpj,
            Kind::Own => true,
        }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            cards: true,
            cpf: true,
            cnpj: true,
            patterns: Vec::new(),
        }
    }
}

/// Where a text has dots for what is hidden, with the digits after them.
fn masks(text: &str) -> Vec<Range<usize>> {
    let ends = |at: usize| {
        let after = text[at..].chars();
        let digits = after.take(LAST_DIGITS).map_while(|letter| {
            number::digit(letter)?;
            Some(letter.len_utf8())
        });
        at + digits.sum::<usize>()
    };
    text.match_indices(DOTS)
        .map(|(at, dots)| at..ends(at + dots.len()))
        .collect()
}

/// What is left of a piece of a text without these, which are in their order.
fn without(piece: Range<usize>, out: &[Range<usize>]) -> impl Iterator<Item = Range<usize>> {
    let first = out.partition_point(|it| it.end <= piece.start);
    let touched = out[first..]
        .iter()
        .take_while(move |it| it.start < piece.end);
    let begins = iter::once(piece.start).chain(touched.clone().map(|it| it.end));
    let ends = touched.map(|it| it.start).chain(iter::once(piece.end));
    begins
        .zip(ends)
        .map(|(begin, end)| begin..end)
        .filter(|range| range.start < range.end)
}

/// The pattern of a rule, or what is wrong with it.
fn pattern(rule: &Rule) -> Result<Regex, String> {
    if rule.pattern.chars().nth(Masking::PATTERN_CHARS).is_some() {
        let most = Masking::PATTERN_CHARS;
        return Err(format!(
            "The pattern is too long: at most {most} characters."
        ));
    }
    let built = RegexBuilder::new(&rule.pattern)
        .size_limit(COMPILED_BYTES)
        .dfa_size_limit(COMPILED_BYTES)
        .nest_limit(DEEPEST)
        .build();
    let pattern = built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "The pattern stands for too much.".to_owned(),
        error => {
            // The lines before the last show the place under the pattern.
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            let why = last.strip_prefix("error: ").unwrap_or(last);
            format!("The pattern can't be read: {why}.")
        }
    })?;
    let finds_nothing = |text| pattern.find_iter(text).any(|found| found.is_empty());
    if ["", "a 1"].into_iter().any(finds_nothing) {
        return Err("The pattern also finds where nothing is.".to_owned());
    }
    Ok(pattern)
}
