//! What is hidden of a text, and what stands in its place.

mod hidden;
mod html;
mod number;
mod original;
mod rules;
#[cfg(test)]
mod tests;
mod written;

use std::ops::Range;

pub use self::hidden::{Ambiguous, Hidden};
pub use self::number::is_invisible;
pub use self::original::{Original, hide, hide_in, restore};
pub use self::rules::{BadRule, Rules};
use self::written::Form;
use recado_protocol::masking::DOTS;

/// Most digits that are shown of what is hidden.
const LAST_DIGITS: usize = 4;

/// What is hidden.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Card,
    Cpf,
    Cnpj,
    /// What a rule of the team's own finds.
    Own,
}

/// A piece of a text that is hidden, as a range of bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span {
    pub range: Range<usize>,
    pub kind: Kind,
}

impl Span {
    /// What stands in its place.
    pub fn mask(&self, text: &str) -> String {
        let last = match self.kind {
            Kind::Card => LAST_DIGITS,
            Kind::Cpf | Kind::Cnpj => 2,
            Kind::Own => 0,
        };
        let digits: Vec<char> = number::digits_of(&text[self.range.clone()]).collect();
        let mut mask = DOTS.to_owned();
        mask.extend(&digits[digits.len().saturating_sub(last)..]);
        mask
    }
}
