//! Times, numbers and plural categories by the browser's `Intl`. Its objects are costly to make,
//! so those of the language in use are kept.

use std::borrow::Cow;

use recado_protocol::Timestamp;

use super::{Language, shown::Shown};

/// A way to write a point in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateShape {
    /// 21:14
    TimeOfDay,
    /// Wednesday
    Weekday,
    /// Wed
    ShortWeekday,
    /// 12 October
    Day,
    /// 12 October 2026
    DayAndYear,
    /// 12 Oct
    ShortDay,
    /// 12 Oct 2026
    ShortDayAndYear,
    /// Wed, 12 Oct 2026, 21:14
    Full,
}

/// Writes a point in time, in the reader's time zone.
pub fn format_time(shown: &Shown, shape: DateShape, at: Timestamp) -> String {
    let text = engine::format_time(&shown.regional_tag, shape, at);
    let short = matches!(
        shape,
        DateShape::ShortDay | DateShape::ShortDayAndYear | DateShape::ShortWeekday
    );
    if short && matches!(shown.language, Language::Portuguese | Language::Spanish) {
        // "12 de out. de 2026" has no place in a narrow column; "12 out 2026" is usual there. Of the
        // countries that speak Spanish, some write it long, some with the point, some short.
        return text.replace(" de ", " ").replace('.', "");
    }
    text
}

/// Writes a number with the language's separators.
pub fn format_number(shown: &Shown, n: f64) -> String {
    engine::format_number(&shown.regional_tag, n)
}

/// The plural category of Unicode that a number has in this language.
pub fn plural_category(shown: &Shown, n: u64) -> Cow<'static, str> {
    engine::plural_category(&shown.regional_tag, n)
}

/// Names in one line, as the language puts them together.
pub fn format_list(shown: &Shown, names: &[&str]) -> String {
    engine::format_list(&shown.regional_tag, names)
}

/// How far the reader's clock is ahead of UTC at this time, in minutes.
pub fn zone_offset_minutes(at: Timestamp) -> i64 {
    engine::zone_offset_minutes(at)
}

#[cfg(target_arch = "wasm32")]
mod engine {
    use std::{borrow::Cow, cell::RefCell};

    use js_sys::{Array, Date, Function, Intl, Object, Reflect};
    use recado_protocol::Timestamp;
    use wasm_bindgen::{JsCast, JsValue};

    use super::DateShape;

    /// How many shapes there are.
    const SHAPES: usize = DateShape::Full as usize + 1;

    thread_local! {
        static FORMATS: RefCell<Formats> = RefCell::default();
    }

    /// The `Intl` objects of one language, made when they are first needed.
    #[derive(Default)]
    struct Formats {
        tag: String,
        dates: [Option<Function>; SHAPES],
        number: Option<Function>,
        plural: Option<Intl::PluralRules>,
    }

    pub fn format_time(tag: &str, shape: DateShape, at: Timestamp) -> String {
        with_formats(tag, |formats, locales| {
            let format = formats.dates[shape as usize].get_or_insert_with(|| {
                Intl::DateTimeFormat::new(locales, &options(date_options(shape))).format()
            });
            called(format, &date(at))
        })
    }
    pub fn format_number(tag: &str, n: f64) -> String {
        with_formats(tag, |formats, locales| {
            let format = formats
                .number
                .get_or_insert_with(|| Intl::NumberFormat::new(locales, &Object::new()).format());
            called(format, &JsValue::from_f64(n))
        })
    }
    pub fn plural_category(tag: &str, n: u64) -> Cow<'static, str> {
        with_formats(tag, |formats, locales| {
            let rules = formats
                .plural
                .get_or_insert_with(|| Intl::PluralRules::new(locales, &Object::new()));
            Cow::Owned(rules.select(n as f64).into())
        })
    }
    /// Lists are seldom written: their object is not kept.
    pub fn format_list(tag: &str, names: &[&str]) -> String {
        let names: Array = names.iter().map(|name| JsValue::from_str(name)).collect();
        let locales = Array::of1(&JsValue::from_str(tag));
        Intl::ListFormat::new(&locales, &Object::new())
            .format(&names)
            .into()
    }
    pub fn zone_offset_minutes(at: Timestamp) -> i64 {
        -date(at).get_timezone_offset() as i64
    }

    fn with_formats<R>(tag: &str, make: impl FnOnce(&mut Formats, &Array) -> R) -> R {
        FORMATS.with_borrow_mut(|formats| {
            if formats.tag != tag {
                *formats = Formats {
                    tag: tag.to_owned(),
                    ..Formats::default()
                };
            }
            make(formats, &Array::of1(&JsValue::from_str(tag)))
        })
    }

    fn date_options(shape: DateShape) -> &'static [(&'static str, &'static str)] {
        match shape {
            DateShape::TimeOfDay => &[("timeStyle", "short")],
            DateShape::Weekday => &[("weekday", "long")],
            DateShape::ShortWeekday => &[("weekday", "short")],
            DateShape::Day => &[("day", "numeric"), ("month", "long")],
            DateShape::DayAndYear => &[("day", "numeric"), ("month", "long"), ("year", "numeric")],
            DateShape::ShortDay => &[("day", "numeric"), ("month", "short")],
            DateShape::ShortDayAndYear => {
                &[("day", "numeric"), ("month", "short"), ("year", "numeric")]
            }
            DateShape::Full => &[
                ("weekday", "short"),
                ("day", "numeric"),
                ("month", "short"),
                ("year", "numeric"),
                ("hour", "numeric"),
                ("minute", "2-digit"),
            ],
        }
    }

    fn options(pairs: &[(&str, &str)]) -> Object {
        let object = Object::new();
        for (name, value) in pairs {
            // A new object takes every property, so there is no failure to handle.
            let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
        }
        object
    }
    fn date(at: Timestamp) -> Date {
        Date::new(&JsValue::from_f64(at.millis() as f64))
    }

    /// A time beyond what the browser can write (the year 275760) is shown as nothing.
    fn called(format: &Function, value: &JsValue) -> String {
        format
            .call1(&JsValue::UNDEFINED, value.unchecked_ref())
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_default()
    }
}

/// Stands in for the browser where there is none, in tests: English shapes, in UTC.
#[cfg(not(target_arch = "wasm32"))]
mod engine {
    use std::borrow::Cow;

    use chrono::DateTime;
    use recado_protocol::Timestamp;

    use super::{DateShape, Language};

    pub fn format_time(_: &str, shape: DateShape, at: Timestamp) -> String {
        let pattern = match shape {
            DateShape::TimeOfDay => "%H:%M",
            DateShape::Weekday => "%A",
            DateShape::ShortWeekday => "%a",
            DateShape::Day => "%-d %B",
            DateShape::DayAndYear => "%-d %B %Y",
            DateShape::ShortDay => "%-d %b",
            DateShape::ShortDayAndYear => "%-d %b %Y",
            DateShape::Full => "%a, %-d %b %Y, %H:%M",
        };
        DateTime::from_timestamp_millis(at.millis())
            .unwrap_or_default()
            .format(pattern)
            .to_string()
    }

    pub fn format_number(_: &str, n: f64) -> String {
        if n.fract() > 0.0 {
            return n.to_string();
        }
        let digits = n.to_string();
        let mut text = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    pub fn plural_category(tag: &str, n: u64) -> Cow<'static, str> {
        let singular = match Language::from_tag(tag) {
            Some(Language::Portuguese) => n < 2,
            Some(Language::Arabic) => return Cow::Borrowed(arabic_category(n)),
            Some(Language::English | Language::Spanish) | None => n == 1,
        };
        Cow::Borrowed(if singular { "one" } else { "other" })
    }

    const fn arabic_category(n: u64) -> &'static str {
        match (n, n % 100) {
            (0, _) => "zero",
            (1, _) => "one",
            (2, _) => "two",
            (_, 3..=10) => "few",
            (_, 11..=99) => "many",
            _ => "other",
        }
    }

    pub fn format_list(_: &str, names: &[&str]) -> String {
        match names {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [one, other] => format!("{one} and {other}"),
            [first @ .., last] => format!("{}, and {last}", first.join(", ")),
        }
    }

    pub fn zone_offset_minutes(_: Timestamp) -> i64 {
        0
    }
}
