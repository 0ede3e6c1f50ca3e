//! What the dots in a text stand for.

use recado_protocol::masking::DOTS;
use serde::{Deserialize, Serialize};

use super::original::json_of;
use super::rules::Mask;
use super::{Rules, number, written};

/// So many letters beside dots tell them from others that look alike.
const BESIDE: usize = 6;

/// Something that is hidden.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    piece: String,
    /// What stands in its place.
    mask: String,
    /// What stands before that, and after it.
    beside: (String, String),
    /// Whether it is meant only by dots beside which the same stands.
    is_strict: bool,
}

impl Piece {
    pub(super) fn of(Mask { place, piece }: Mask, shown: &str) -> Self {
        Self {
            piece,
            mask: shown[place.clone()].to_owned(),
            beside: (before(&shown[..place.start]), after(&shown[place.end..])),
            is_strict: false,
        }
    }
}

/// Dots that could stand for one thing or another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ambiguous;

/// What is hidden in some messages.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hidden(Vec<Piece>);

impl Hidden {
    pub(super) const fn of(pieces: Vec<Piece>) -> Self {
        Self(pieces)
    }

    /// Adds what is hidden in another message.
    pub fn and(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The same, but meant only by dots beside which the same stands.
    #[must_use]
    pub fn strictly(mut self) -> Self {
        for piece in &mut self.0 {
            piece.is_strict = true;
        }
        self
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether some of it stands in a content.
    pub fn is_in(&self, content: &impl Serialize) -> bool {
        let mut is_in = false;
        if let Some(mut value) = json_of(content) {
            written::change(&mut value, &mut |text, _| {
                is_in |= self.0.iter().any(|it| text.contains(&it.piece));
                None
            });
        }
        is_in
    }

    /// What is hidden, without what stands in its place.
    pub fn pieces(self) -> Vec<String> {
        self.0.into_iter().map(|it| it.piece).collect()
    }

    /// The text with what its dots stand for; `None` where that is nothing, and where it would then be seen.
    ///
    /// # Errors
    /// Where dots could stand for one thing or another.
    pub fn put_back(&self, rules: &Rules, text: &str) -> Result<Option<String>, Ambiguous> {
        let mut whole = String::with_capacity(text.len());
        let mut rest = text;
        let mut used: Vec<&str> = Vec::new();
        while let Some(at) = rest.find(DOTS) {
            whole.push_str(&rest[..at]);
            let place = text.len() - rest.len() + at;
            let found = self.meant(text, place)?;
            let dots = found.map_or(DOTS, |it| &it.mask);
            whole.push_str(found.map_or(DOTS, |it| &it.piece));
            used.extend(found.map(|it| it.piece.as_str()));
            rest = &rest[at + dots.len()..];
        }
        whole.push_str(rest);
        let shown = rules.hide(&whole);
        let is_seen = used.iter().any(|piece| shown.contains(piece));
        Ok((!used.is_empty() && !is_seen).then_some(whole))
    }

    /// What the dots at a place of a text stand for.
    fn meant(&self, text: &str, place: usize) -> Result<Option<&Piece>, Ambiguous> {
        let fits = |text: &str, mask: &str| {
            let after = text.strip_prefix(mask);
            after.is_some_and(|it| !it.starts_with(|next| number::digit(next).is_some()))
        };
        let like: Vec<&Piece> = self
            .0
            .iter()
            .filter(|it| fits(&text[place..], &it.mask))
            .collect();
        let Some(mask) = like.first().map(|it| it.mask.as_str()) else {
            return Ok(None);
        };
        let beside = (before(&text[..place]), after(&text[place + mask.len()..]));
        let sides =
            |it: &Piece| u32::from(it.beside.0 == beside.0) + u32::from(it.beside.1 == beside.1);
        for least in [2, 1, 0] {
            let near: Vec<&Piece> = like
                .iter()
                .copied()
                .filter(|it| sides(it) >= least.max(u32::from(it.is_strict)))
                .collect();
            let Some(first) = near.first() else {
                continue;
            };
            if near.iter().all(|it| it.piece == first.piece) {
                return Ok(Some(first));
            }
            // Beside all of them the same stands: they are meant in their order, as long as all are there.
            let places: Vec<usize> = text
                .match_indices(mask)
                .map(|(at, _)| at)
                .filter(|at| fits(&text[*at..], mask))
                .collect();
            let turn = places.iter().position(|at| *at == place);
            if least > 0 && places.len() == like.len() {
                return Ok(turn.map(|turn| like[turn]));
            }
            return Err(Ambiguous);
        }
        Ok(None)
    }

    /// The content with what the dots in it stand for; `None` where that is nothing.
    ///
    /// # Errors
    /// As [`Self::put_back`].
    pub fn put_into<C>(&self, rules: &Rules, content: &C) -> Result<Option<C>, Ambiguous>
    where
        C: Serialize + for<'de> Deserialize<'de>,
    {
        let Some(mut value) = json_of(content).filter(|_| !self.is_empty()) else {
            return Ok(None);
        };
        let mut is_ambiguous = false;
        let changed = written::change(&mut value, &mut |text, _| {
            self.put_back(rules, text).unwrap_or_else(|Ambiguous| {
                is_ambiguous = true;
                None
            })
        });
        if is_ambiguous {
            return Err(Ambiguous);
        }
        Ok(changed
            .then(|| serde_json::from_value(value).ok())
            .flatten())
    }
}

fn before(text: &str) -> String {
    text.chars().rev().take(BESIDE).collect()
}

fn after(text: &str) -> String {
    text.chars().take(BESIDE).collect()
}
