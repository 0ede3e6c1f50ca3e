//! The rules, ready to be used.

use std::borrow::Cow;
use std::iter;
use std::ops::Range;

use recado_protocol::ProblemKind;
use recado_protocol::masking::{DOTS, Masking, Rule};
use regex::{Regex, RegexBuilder};

use super::{Kind, LAST_DIGITS, Span, number};

/// Most bytes that a pattern may become.
const COMPILED_BYTES: usize = 256 * 1_024;
/// The teams' own patterns look through so much at once.
const LINE_BYTES: usize = 1_000;
/// Deepest that a pattern may be nested.
const DEEPEST: u32 = 20;

/// A rule that can't be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadRule {
    /// Its place among the rules.
    pub place: usize,
    /// What is wrong.
    pub kind: ProblemKind,
    /// The same, as a sentence.
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

/// What stands in a text for something that is hidden.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mask {
    /// Where it stands, as a range of bytes.
    pub place: Range<usize>,
    /// What is hidden.
    pub piece: String,
}

impl Rules {
    /// # Errors
    /// The first rule whose pattern can't be used, also when it is off.
    pub fn of(masking: &Masking) -> Result<Self, BadRule> {
        let mut patterns = Vec::new();
        for (place, rule) in masking.rules.iter().enumerate() {
            let pattern = pattern(rule).map_err(|(kind, why)| BadRule { place, kind, why })?;
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
            for (at, line) in lines(text) {
                for found in pattern.find_iter(line) {
                    let pieces = without(at + found.start()..at + found.end(), &masks);
                    all.extend(pieces.map(|range| Span {
                        range,
                        kind: Kind::Own,
                    }));
                }
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
        let (shown, masks) = self.masked(text);
        if masks.is_empty() {
            return Cow::Borrowed(text);
        }
        Cow::Owned(shown)
    }

    /// The text without what is hidden, and what that was. Where a number is read only without the marks of our markup, such
    /// as over the texts of links, the marks go.
    pub fn masked(&self, text: &str) -> (String, Vec<Mask>) {
        let as_typed = self.laid_over(text);
        if !recado_formatting::has_markup(&as_typed.0, &[]) {
            return as_typed;
        }
        let read = |text: &str| recado_formatting::text_of(&recado_formatting::parse(text, &[]));
        if self.spans(&read(&as_typed.0)).is_empty() {
            return as_typed;
        }
        self.laid_over(&read(text))
    }

    fn laid_over(&self, text: &str) -> (String, Vec<Mask>) {
        let mut shown = String::with_capacity(text.len());
        let mut masks = Vec::new();
        let mut from = 0;
        for span in self.spans(text) {
            shown.push_str(&text[from..span.range.start]);
            let begin = shown.len();
            shown.push_str(&span.mask(text));
            masks.push(Mask {
                place: begin..shown.len(),
                piece: text[span.range.clone()].to_owned(),
            });
            from = span.range.end;
        }
        shown.push_str(&text[from..]);
        (shown, masks)
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

/// The lines of a text and where they begin, long ones in pieces, between words where there are some: some patterns take
/// time that grows with the square of what they are asked to look through.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    iter::from_fn(move || {
        let at = text.len() - rest.len();
        let near = &rest[..rest.floor_char_boundary(LINE_BYTES)];
        let line = match near.find('\n') {
            Some(end) => {
                rest = &rest[end + 1..];
                return Some((at, &near[..end]));
            }
            None if near.len() == rest.len() => near,
            None => &near[..near.rfind(' ').map_or(near.len(), |space| space + 1)],
        };
        rest = &rest[line.len()..];
        (!line.is_empty()).then_some((at, line))
    })
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
fn pattern(rule: &Rule) -> Result<Regex, (ProblemKind, String)> {
    if rule.pattern.chars().nth(Masking::PATTERN_CHARS).is_some() {
        let most = Masking::PATTERN_CHARS;
        let why = format!("The pattern is too long: at most {most} characters.");
        return Err((ProblemKind::InvalidField, why));
    }
    let built = RegexBuilder::new(&rule.pattern)
        .size_limit(COMPILED_BYTES)
        .dfa_size_limit(COMPILED_BYTES)
        .nest_limit(DEEPEST)
        .build();
    let pattern = built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => (
            ProblemKind::PatternLarge,
            "The pattern stands for too much.".to_owned(),
        ),
        error => {
            // The lines before the last show the place under the pattern.
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            let why = last.strip_prefix("error: ").unwrap_or(last);
            (ProblemKind::PatternUnreadable, format!("{why}."))
        }
    })?;
    let finds_nothing = |text| pattern.find_iter(text).any(|found| found.is_empty());
    if ["", "a 1"].into_iter().any(finds_nothing) {
        return Err((
            ProblemKind::PatternEmpty,
            "The pattern also finds where nothing is.".to_owned(),
        ));
    }
    Ok(pattern)
}
