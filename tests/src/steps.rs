//! What the people of a test did, in order, so that a failure says where it happened.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// The list of one test.
#[derive(Clone)]
pub struct Steps {
    begun: Instant,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Steps {
    pub fn begin() -> Self {
        Self {
            begun: Instant::now(),
            lines: Arc::default(),
        }
    }

    pub fn note(&self, step: impl AsRef<str>) {
        let line = format!(
            "{:7.2} s  {}",
            self.begun.elapsed().as_secs_f64(),
            step.as_ref()
        );
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line);
    }

    pub fn text(&self) -> String {
        let mut text = self
            .lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .join("\n");
        text.push('\n');
        text
    }
}
