//! A place. No map is loaded: it would tell somebody else where the customer is.

use leptos::prelude::*;

use crate::locale::{Key, t};
use crate::markup::view;

pub fn view(latitude: &str, longitude: &str) -> AnyView {
    let map = map_address(latitude, longitude).map(|address| {
        view! {
            <a
                class="bubble__link"
                href=address
                target="_blank"
                rel="noopener noreferrer nofollow"
            >
                {move || t(Key::RichMap)}
            </a>
        }
    });
    view! {
        <p class="rich rich__place">
            <span class="tabular" dir="ltr">{format!("{latitude}, {longitude}")}</span>
            {map}
        </p>
    }
}

/// `None` for what are no degrees.
fn map_address(latitude: &str, longitude: &str) -> Option<String> {
    let is_degrees = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        !digits.is_empty()
            && digits.len() <= 20
            && digits
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    (is_degrees(latitude) && is_degrees(longitude)).then(|| {
        format!(
            "https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_degrees_lead_to_a_map() {
        assert!(
            map_address("-23.5", "46")
                .unwrap()
                .contains("mlat=-23.5&mlon=46#")
        );
        for text in ["", "-", "1&q=x", "NaN", "1e5", "https://x"] {
            assert_eq!(map_address(text, "1"), None, "{text}");
        }
    }
}
