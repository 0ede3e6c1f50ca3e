//! Time, chance and how times are written for people.

use js_sys::{Array, Date, Function, Intl, Math, Object, Reflect};
use recado_protocol::Timestamp;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::page::window;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// The time now, by this device's clock.
pub fn now() -> Timestamp {
    Timestamp::from_millis(Date::now() as i64)
}

/// Any number in `0.0..1.0`.
pub fn random() -> f64 {
    Math::random()
}

/// Bytes that nobody can guess, for ids.
pub fn random_bytes() -> [u8; 10] {
    let mut bytes = [0; 10];
    let filled = window()
        .crypto()
        .is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        bytes = std::array::from_fn(|_| (Math::random() * 256.0) as u8);
    }
    bytes
}

/// Something that will be done later, unless this is dropped before.
pub struct Timer {
    id: Option<i32>,
    _act: Closure<dyn FnMut()>,
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            window().clear_timeout_with_handle(id);
        }
    }
}

/// Does something once, after so many milliseconds.
pub fn after(millis: u32, act: impl FnOnce() + 'static) -> Timer {
    let act = Closure::once(Box::new(act) as Box<dyn FnOnce()>);
    let id = window().set_timeout_with_callback_and_timeout_and_arguments_0(
        act.as_ref().unchecked_ref(),
        millis.try_into().unwrap_or(i32::MAX),
    );
    Timer {
        id: id.ok(),
        _act: act,
    }
}

/// Does something every so many milliseconds, for as long as the page lives.
pub fn every(millis: i32, act: impl Fn() + 'static) {
    let act = Closure::<dyn FnMut()>::new(act).into_js_value();
    let _ = window()
        .set_interval_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), millis);
}

/// The number of the local day of a time; the next day's is one higher.
pub fn day_of(time: Timestamp) -> i64 {
    let date = Date::new(&JsValue::from_f64(time.millis() as f64));
    let west_of_utc = date.get_timezone_offset() as i64 * MINUTE_MS;
    (time.millis() - west_of_utc).div_euclid(DAY_MS)
}

/// Writes times in one language, with the browser's own formats.
pub struct TimeFormat {
    time: Function,
    date: Function,
}

impl TimeFormat {
    pub fn of(language: &str) -> Self {
        Self {
            time: formatter(language, "timeStyle", "short"),
            date: formatter(language, "dateStyle", "long"),
        }
    }

    /// The time of the day, `09:30`.
    pub fn time(&self, time: Timestamp) -> String {
        write(&self.time, time)
    }

    /// The day, `21 November 2026`.
    pub fn date(&self, time: Timestamp) -> String {
        write(&self.date, time)
    }
}

fn formatter(language: &str, option: &str, value: &str) -> Function {
    let options = Object::new();
    // Setting a property of a fresh plain object can't fail.
    let _ = Reflect::set(&options, &option.into(), &value.into());
    Intl::DateTimeFormat::new(&Array::of1(&language.into()), &options).format()
}

fn write(format: &Function, time: Timestamp) -> String {
    format
        .call1(
            &JsValue::UNDEFINED,
            &JsValue::from_f64(time.millis() as f64),
        )
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// A count as it is written in a language.
pub fn number(language: &str, count: usize) -> String {
    js_sys::Number::from(count as f64)
        .to_locale_string(language)
        .into()
}

/// A size in bytes, `1.2 MB`.
pub fn size(language: &str, bytes: f64) -> String {
    const UNITS: [&str; 4] = ["byte", "kilobyte", "megabyte", "gigabyte"];
    let (mut size, mut unit) = (bytes, 0);
    while size >= 1_000.0 && unit < UNITS.len() - 1 {
        size /= 1_024.0;
        unit += 1;
    }
    let options = Object::new();
    for (key, value) in [
        ("style", JsValue::from("unit")),
        ("unit", UNITS[unit].into()),
        (
            "unitDisplay",
            if unit == 0 { "long" } else { "short" }.into(),
        ),
        (
            "maximumFractionDigits",
            if size < 10.0 { 1 } else { 0 }.into(),
        ),
    ] {
        let _ = Reflect::set(&options, &key.into(), &value);
    }
    let format = Intl::NumberFormat::new(&Array::of1(&language.into()), &options).format();
    let text = format.call1(&JsValue::UNDEFINED, &size.into()).ok();
    text.and_then(|text| text.as_string()).unwrap_or_default()
}

/// Whether a count takes the singular in a language.
pub fn is_one(language: &str, count: usize) -> bool {
    Intl::PluralRules::new(&Array::of1(&language.into()), &Object::new()).select(count as f64)
        == "one"
}
