//! Lengths as style sheets write them.

use js_sys::Number;

/// So many pixels, fractions included. The browser writes the number: the program's own way of
/// writing fractions is 12 KB that nothing else needs.
pub fn pixels(number: f64) -> String {
    Number::from(number).to_string_with_radix(10).map_or_else(
        |_| String::new(),
        |digits| format!("{}px", String::from(digits)),
    )
}
