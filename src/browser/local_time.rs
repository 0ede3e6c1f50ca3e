//! Times as the reader's own clock and calendar have them, for fields that ask for one.

use recado_protocol::Timestamp;

/// The value of a `datetime-local` field at a time: to the minute, without an offset.
#[cfg(target_arch = "wasm32")]
pub fn field_value(at: Timestamp) -> String {
    let date = date(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}

/// The time that a `datetime-local` field holds; `None` for one that is not filled in.
#[cfg(target_arch = "wasm32")]
pub fn from_field(value: &str) -> Option<Timestamp> {
    // Without an offset the browser reads it on its own clock.
    let millis = js_sys::Date::parse(value);
    (!value.is_empty() && millis.is_finite()).then(|| Timestamp::from_millis(millis as i64))
}

/// The full hour on the day that is so many days after that of `at`.
#[cfg(target_arch = "wasm32")]
pub fn hour_of_day(at: Timestamp, days: u32, hour: u32) -> Timestamp {
    let date = date(at);
    date.set_date(date.get_date() + days);
    date.set_hours(hour);
    date.set_minutes(0);
    date.set_seconds(0);
    date.set_milliseconds(0);
    Timestamp::from_millis(date.get_time() as i64)
}

/// How many days after that of `at` the next Monday is: 1 to 7.
#[cfg(target_arch = "wasm32")]
pub fn days_to_monday(at: Timestamp) -> u32 {
    match date(at).get_day() {
        0 => 1,
        day => 8 - day,
    }
}

#[cfg(target_arch = "wasm32")]
fn date(at: Timestamp) -> js_sys::Date {
    #[expect(
        clippy::cast_precision_loss,
        reason = "exact for hundred thousands of years"
    )]
    js_sys::Date::new(&(at.millis() as f64).into())
}

/// Outside of a browser, everybody lives in Greenwich.
#[cfg(not(target_arch = "wasm32"))]
mod elsewhere {
    use super::Timestamp;

    const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

    pub fn field_value(at: Timestamp) -> String {
        at.to_rfc3339()[..16].to_owned()
    }

    pub fn from_field(value: &str) -> Option<Timestamp> {
        Timestamp::parse(&format!("{value}:00Z"))
    }

    pub fn hour_of_day(at: Timestamp, days: u32, hour: u32) -> Timestamp {
        let day = at.millis().div_euclid(DAY_MS) + i64::from(days);
        Timestamp::from_millis(day * DAY_MS + i64::from(hour) * 60 * 60 * 1_000)
    }

    pub fn days_to_monday(at: Timestamp) -> u32 {
        // The first of January 1970 was a Thursday.
        let weekday = (at.millis().div_euclid(DAY_MS) + 3).rem_euclid(7);
        u32::try_from(7 - weekday).unwrap_or(7)
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use elsewhere::{days_to_monday, field_value, from_field, hour_of_day};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_gives_back_the_minute_that_was_put_in() {
        let at = Timestamp::parse("2026-11-28T17:45:30Z").unwrap();
        assert_eq!(field_value(at), "2026-11-28T17:45");
        let minute = Timestamp::parse("2026-11-28T17:45:00Z");
        assert_eq!(from_field(&field_value(at)), minute);
        assert_eq!(from_field(""), None);
    }

    #[test]
    fn tomorrow_morning_and_monday_are_found() {
        let saturday = Timestamp::parse("2026-11-28T17:45:30Z").unwrap();
        let tomorrow = Timestamp::parse("2026-11-29T09:00:00Z").unwrap();
        assert_eq!(hour_of_day(saturday, 1, 9), tomorrow);
        assert_eq!(days_to_monday(saturday), 2);
        assert_eq!(days_to_monday(saturday.plus_millis(2 * 86_400_000)), 7);
    }
}
