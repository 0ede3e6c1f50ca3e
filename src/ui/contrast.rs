//! Tests of the colours in `style/tokens.css`: whatever stands on something can be read, in every
//! theme. The ratios are those of WCAG 2.2.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../style/tokens.css");

/// Least contrast of text with what it stands on.
const TEXT: f64 = 4.5;
/// Least contrast of what must be seen but not read: frames of controls, marks, the focus.
const MARK: f64 = 3.0;

/// What text may stand on.
const GROUNDS: [&str; 10] = [
    "surface",
    "surface-sunken",
    "surface-raised",
    "surface-field",
    "surface-hover",
    "surface-pressed",
    "surface-selected",
    "own-bubble",
    "customer-bubble",
    "note",
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Scheme {
    Light,
    Dark,
}

/// The values of custom properties, by name.
type Values = BTreeMap<String, String>;

/// A text or mark, what it stands on, and the least contrast between them.
type Pair = (String, String, f64);

#[test]
fn everything_can_be_read_on_what_it_stands_on_in_every_theme() {
    let (usual, more) = values();
    let mut wrong = Vec::new();
    for (contrast, values) in [("usual", &usual), ("more", &more)] {
        for scheme in [Scheme::Light, Scheme::Dark] {
            for (over, under, least) in pairs(values) {
                let ratio = ratio(values, scheme, &over, &under);
                if ratio < least {
                    wrong.push(format!(
                        "{contrast} contrast, {scheme:?}: {over} on {under} has {ratio:.2}, not {least}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_computation_knows_the_contrast_of_black_on_white() {
    assert!((contrast(luminance("oklch(0 0 0)"), luminance("oklch(1 0 0)")) - 21.0).abs() < 0.01);
    // The red of sRGB, for which WCAG's own formula gives 0.2126.
    assert!((luminance("oklch(0.62796 0.25768 29.234)") - 0.2126).abs() < 0.001);
}

fn pairs(values: &Values) -> Vec<Pair> {
    let mut pairs: Vec<(&str, &str, f64)> = Vec::new();
    for ground in ["found", "found-current"] {
        pairs.push(("found-text", ground, TEXT));
    }
    for ground in GROUNDS {
        for text in ["text", "text-secondary", "text-muted"] {
            pairs.push((text, ground, TEXT));
        }
        if ground != "surface-pressed" {
            pairs.push(("accent-text", ground, TEXT));
        }
    }
    for ground in [
        "surface",
        "surface-sunken",
        "surface-raised",
        "surface-field",
        "surface-selected",
    ] {
        for mark in ["border-strong", "accent", "focus"] {
            pairs.push((mark, ground, MARK));
        }
    }
    for (text, soft, mark) in [
        ("warning-text", "warning-soft", "warning"),
        ("success-text", "success-soft", "success"),
        ("danger-text", "danger-soft", "danger"),
    ] {
        for ground in [
            soft,
            "surface",
            "surface-raised",
            "surface-sunken",
            "surface-selected",
        ] {
            pairs.push((text, ground, TEXT));
        }
        for ground in [soft, "surface", "surface-raised", "surface-sunken"] {
            pairs.push((mark, ground, MARK));
        }
        pairs.push(("text", soft, TEXT));
        pairs.push(("text-muted", soft, TEXT));
    }
    for ground in ["own-bubble", "customer-bubble", "note"] {
        pairs.push(("danger-text", ground, TEXT));
    }
    pairs.extend([
        ("note-text", "note", TEXT),
        ("note-text", "surface", TEXT),
        ("on-accent", "accent", TEXT),
        ("on-accent", "accent-hover", TEXT),
        ("on-danger", "danger", TEXT),
    ]);
    let named = pairs
        .into_iter()
        .map(|(over, under, least)| (over.to_owned(), under.to_owned(), least));
    named.chain(tints()).chain(channels(values)).collect()
}

fn tints() -> impl Iterator<Item = Pair> {
    (0..8).map(|tint| (format!("tint-{tint}-text"), format!("tint-{tint}"), TEXT))
}

fn channels(values: &Values) -> impl Iterator<Item = Pair> {
    let is_face = |name: &&String| name.starts_with("channel-") && *name != "channel-glyph";
    values
        .keys()
        .filter(is_face)
        .map(|face| ("channel-glyph".to_owned(), face.clone(), MARK))
}

/// The values for usual contrast, and those for more.
fn values() -> (Values, Values) {
    let start = TOKENS.find("@media (prefers-contrast: more)").unwrap();
    let end = start + TOKENS[start..].find("\n  }\n").unwrap();
    let usual = read(&format!("{}{}", &TOKENS[..start], &TOKENS[end..]));
    let mut more = usual.clone();
    more.extend(read(&TOKENS[start..end]));
    (usual, more)
}

fn read(css: &str) -> Values {
    css.split(';')
        .filter_map(|declaration| {
            let (_, declaration) = declaration.split_once("--")?;
            let (name, value) = declaration.split_once(':')?;
            Some((name.trim().to_owned(), value.trim().to_owned()))
        })
        .collect()
}

fn ratio(values: &Values, scheme: Scheme, over: &str, under: &str) -> f64 {
    contrast(
        luminance(&colour(values, scheme, over)),
        luminance(&colour(values, scheme, under)),
    )
}

fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Follows a role to its raw value, and takes the part of the scheme.
fn colour(values: &Values, scheme: Scheme, name: &str) -> String {
    let value = values
        .get(name)
        .unwrap_or_else(|| panic!("there is no --{name}"));
    if let Some(role) = value.strip_prefix("var(--") {
        return colour(values, scheme, role.trim_end_matches(')'));
    }
    let Some(both) = value.strip_prefix("light-dark(") else {
        return value.clone();
    };
    let (light, dark) = both
        .split_once("), ")
        .unwrap_or_else(|| panic!("--{name}: {value}"));
    match scheme {
        Scheme::Light => format!("{light})"),
        Scheme::Dark => dark.trim_end_matches(')').to_owned() + ")",
    }
}

/// The relative luminance of an `oklch()` colour, with what no screen can show cut off.
fn luminance(colour: &str) -> f64 {
    let inside = colour
        .strip_prefix("oklch(")
        .and_then(|rest| rest.strip_suffix(')'));
    let numbers: Vec<f64> = inside
        .unwrap_or_else(|| panic!("{colour} is no oklch()"))
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    let [lightness, chroma, hue] = numbers[..] else {
        panic!("{colour} has no three numbers")
    };
    let (sin, cos) = hue.to_radians().sin_cos();
    let (a, b) = (chroma * cos, chroma * sin);
    // From OKLab to linear sRGB, by the matrices of its author.
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let red = 4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s;
    let green = -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s;
    let blue = -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s;
    0.2126 * red.clamp(0.0, 1.0) + 0.7152 * green.clamp(0.0, 1.0) + 0.0722 * blue.clamp(0.0, 1.0)
}
