//! The section about the customer.

use thirtyfour::Key;

use super::Agent;
use crate::page::{Thing, button, thing};

pub fn panel() -> Thing {
    thing("complementary", "Customer")
}

impl Agent {
    /// Opens a section by keys, unless it is open.
    pub async fn opens_section(&self, name: &str) {
        let heading = [panel(), button(name)];
        if !self.page.shows(&heading).await.expanded {
            self.page.keys(&heading, Key::Enter).await;
        }
    }
}
