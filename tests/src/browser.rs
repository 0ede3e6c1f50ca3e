//! A browser with the network that it is on.

use crate::network::Network;
use crate::page::Page;

/// What kind of machine a person sits at.
#[derive(Clone)]
pub struct Device {
    /// In CSS pixels.
    pub width: u32,
    pub height: u32,
    pub is_phone: bool,
    /// Whether the system is set to dark colours.
    pub is_dark: bool,
    /// BCP 47, of the browser.
    pub language: &'static str,
}

impl Device {
    /// A desk with a screen that shows all four sections.
    pub fn desk() -> Self {
        Self::of(1440, 900)
    }

    /// A window of this size, in CSS pixels.
    pub fn of(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            is_phone: false,
            is_dark: false,
            language: "en-US",
        }
    }

    pub fn phone(width: u32, height: u32) -> Self {
        Self {
            is_phone: true,
            ..Self::of(width, height)
        }
    }

    #[must_use]
    pub fn dark(mut self) -> Self {
        self.is_dark = true;
        self
    }

    #[must_use]
    pub fn in_portuguese(mut self) -> Self {
        self.language = "pt-BR";
        self
    }
}

/// One person's browser.
#[derive(Clone)]
pub struct Browser {
    pub page: Page,
    pub network: Network,
}
