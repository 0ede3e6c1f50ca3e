//! A place that somebody sent: where it is, and a map to see it on.

use leptos::prelude::*;

use crate::locale::Key;
use crate::markup::view;
use crate::ui::{Icon, icon};

/// A map that anybody can open.
const MAP: &str = "https://www.openstreetmap.org/";

pub fn place_view(latitude: &str, longitude: &str) -> AnyView {
    let address = map_address(latitude, longitude);
    let degrees = format!("{latitude}, {longitude}");
    let link = address.map(|address| {
        view! {
            <a
                class="bubble__link"
                href=address
                target="_blank"
                rel="noopener noreferrer nofollow"
            >
                {Key::PlaceOpenMap}
            </a>
        }
    });
    view! {
        <div class="file">
            <span class="file__icon">{icon(Icon::MapPin)}</span>
            <span class="file__facts">
                <span class="file__name">{Key::PlaceTitle}</span>
                <bdi class="file__size tabular">{degrees}</bdi>
                {link}
            </span>
        </div>
    }
}

/// The map with a mark at these degrees; `None` when they are none.
fn map_address(latitude: &str, longitude: &str) -> Option<String> {
    let (latitude, longitude) = (degrees(latitude, 90)?, degrees(longitude, 180)?);
    Some(format!(
        "{MAP}?mlat={latitude}&mlon={longitude}#map=16/{latitude}/{longitude}"
    ))
}

/// A decimal number between `-most` and `most`, as it stands.
fn degrees(text: &str, most: u32) -> Option<&str> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |part: &str| {
        !part.is_empty() && part.len() <= 12 && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_within = whole.parse::<u32>().is_ok_and(|whole| whole <= most);
    (is_number(whole) && is_number(rest) && is_within).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_on_the_map_only_when_it_is_one() {
        let address = map_address("-23.5505", "-46.6333").unwrap();
        assert!(address.starts_with("https://www.openstreetmap.org/?mlat=-23.5505&mlon=-46.6333"));
        for (latitude, longitude) in [
            ("", "0"),
            ("91", "0"),
            ("0", "181.5"),
            ("1&x=2", "0"),
            ("0", "javascript:alert(1)"),
            ("NaN", "0"),
            ("1e9", "0"),
        ] {
            assert_eq!(map_address(latitude, longitude), None, "{latitude}");
        }
    }
}
