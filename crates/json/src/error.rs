//! What is wrong with a text, and where.

use std::fmt::{self, Display, Formatter};

use serde::de::{Expected, Unexpected};

/// Why a text could not be read, or a value not be written.
#[derive(Debug)]
pub struct Error(Box<Flaw>);

#[derive(Debug)]
struct Flaw {
    what: String,
    /// Line and column, both from 1; unknown until the reader adds it.
    place: Option<(usize, usize)>,
}

impl Error {
    pub(crate) fn new(what: &str) -> Self {
        Self::of(what.to_owned())
    }

    fn of(what: String) -> Self {
        Self(Box::new(Flaw { what, place: None }))
    }

    /// The same error, found just before the byte `at` of `text`.
    pub(crate) fn at(mut self, text: &str, at: usize) -> Self {
        let before = text.as_bytes().get(..at).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before
            .iter()
            .rev()
            .take_while(|byte| **byte != b'\n')
            .count();
        self.0.place = Some((line, column + 1));
        self
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.what)?;
        match self.0.place {
            Some((line, column)) => write!(f, " at line {line} column {column}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

impl serde::ser::Error for Error {
    fn custom<T: Display>(what: T) -> Self {
        Self::of(what.to_string())
    }
}

/// What was expected is left out: naming it would keep a sentence for each type in the page.
impl serde::de::Error for Error {
    fn custom<T: Display>(what: T) -> Self {
        Self::of(what.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new("a value of another type is needed")
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new("another value is needed")
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::new("a list of another length is needed")
    }

    fn unknown_variant(variant: &str, _: &'static [&'static str]) -> Self {
        Self::of(format!("unknown variant `{variant}`"))
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::of(format!("unknown field `{field}`"))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::of(format!("missing field `{field}`"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::of(format!("duplicate field `{field}`"))
    }
}
