//! JSON for what a browser loads.
//!
//! It does what `serde_json` does with the same types, and becomes a third of its code in a page,
//! because it leaves out what nothing of Recado needs: fractions (whose reading and writing are
//! tables of 20 KB), structures written as lists, and error texts that list what was expected.
//! Servers and tests use `serde_json`.

mod error;
mod reading;
mod writing;

pub use error::Error;
pub use reading::{from_str, from_str_with};
pub use writing::to_string;
