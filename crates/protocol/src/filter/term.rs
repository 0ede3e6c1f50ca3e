//! One value of one condition.

use std::sync::Arc;

use super::{Condition, Subject};

/// The value that stands for "nobody" or "nothing" where a condition is about who or what something
/// belongs to. No id may be this word.
pub const NONE: &str = "none";

/// `company=acme`: a filter with this term shows the conversations of which it is true, and those of
/// which another term of the same condition is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Term {
    pub condition: Condition,
    pub value: Arc<str>,
}

impl Term {
    pub fn new(condition: Condition, value: &str) -> Self {
        Self {
            condition,
            value: value.into(),
        }
    }

    pub fn holds(&self, subject: &Subject<'_>) -> bool {
        self.condition.holds(subject, &self.value)
    }
}
