//! Times as people say them. Which form a time gets is decided here, without a browser; how it is
//! written is the browser's matter.

use recado_protocol::Timestamp;

use super::{
    Key,
    intl::{self, DateShape},
    shown::with_shown,
    t, t_with,
};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Up to this age a time of the day before is still "3 h" and not "yesterday", in milliseconds.
const HOURS_ACROSS_MIDNIGHT: i64 = 6 * HOUR;
/// From this many days on, a weekday alone would be ambiguous.
const DAYS_BY_WEEKDAY: i64 = 7;

/// The time of day.
pub fn time_of_day(at: Timestamp) -> String {
    written(DateShape::TimeOfDay, at)
}

/// The head of a day in a history: today, yesterday, a weekday, a date.
pub fn day_label(at: Timestamp, now: Timestamp) -> String {
    match calendar_distance(local_day(at), local_day(now)) {
        CalendarDistance::SameDay => t(Key::TimeToday),
        CalendarDistance::DayBefore => t(Key::TimeYesterday),
        CalendarDistance::ThisWeek => capitalised(&written(DateShape::Weekday, at)),
        CalendarDistance::ThisYear => written(DateShape::Day, at),
        CalendarDistance::OtherYear => written(DateShape::DayAndYear, at),
    }
}

/// The number of a day in the reader's time zone, counted from 1970-01-01.
pub fn local_day(at: Timestamp) -> i64 {
    at.plus_millis(intl::zone_offset_minutes(at) * MINUTE)
        .millis()
        .div_euclid(DAY)
}

/// The age of something in as little room as possible, for a row of the list.
pub fn short_age(at: Timestamp, now: Timestamp) -> String {
    match age(at, now) {
        Age::Now => t(Key::TimeNow),
        Age::Minutes(n) => with_n(Key::TimeMinutes, n),
        Age::Hours(n) => with_n(Key::TimeHours, n),
        Age::Calendar(distance) => calendar_age(distance, at),
    }
}

/// The age of something in a sentence: "2 h ago".
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    match age(at, now) {
        Age::Now => t(Key::TimeNow),
        Age::Minutes(n) => with_n(Key::TimeMinutesAgo, n),
        Age::Hours(n) => with_n(Key::TimeHoursAgo, n),
        Age::Calendar(distance) => calendar_age(distance, at),
    }
}

/// How long it is until something ends: "3 h 20 min", and never less than a minute.
pub fn time_left(now: Timestamp, until: Timestamp) -> String {
    let minutes = until.millis_since(now).div_euclid(MINUTE).max(0) + 1;
    let (hours, minutes) = (minutes / 60, minutes % 60);
    match (hours, minutes) {
        (0, _) => with_n(Key::TimeMinutes, minutes),
        (_, 0) => with_n(Key::TimeHours, hours),
        _ => format!(
            "{} {}",
            with_n(Key::TimeHours, hours),
            with_n(Key::TimeMinutes, minutes)
        ),
    }
}

/// How long somebody has been waiting, in the largest whole unit; `None` in the first minute, which
/// is no wait.
pub fn waiting(since: Timestamp, now: Timestamp) -> Option<String> {
    let passed = now.millis_since(since);
    if passed >= DAY {
        Some(with_n(Key::TimeDays, passed / DAY))
    } else if passed >= HOUR {
        Some(with_n(Key::TimeHours, passed / HOUR))
    } else if passed >= MINUTE {
        Some(with_n(Key::TimeMinutes, passed / MINUTE))
    } else {
        None
    }
}

/// A date with its year.
pub fn date(at: Timestamp) -> String {
    written(DateShape::ShortDayAndYear, at)
}

/// The whole date and time, for those who ask for it by pointing at a short one.
pub fn full_date_time(at: Timestamp) -> String {
    written(DateShape::Full, at)
}

/// A whole number with the language's separators.
pub fn number(n: u64) -> String {
    with_shown(|shown| intl::format_number(shown, n as f64))
}

/// A whole number in as little room as possible: from a thousand on it is short rather than exact.
pub fn short_number(n: u64) -> String {
    let tenths = match n {
        0..1_000 => return number(n),
        1_000..10_000 => n / 100,
        _ => n / 1_000 * 10,
    };
    t_with(Key::NumberThousands, &[("n", &in_tenths(tenths))])
}

/// A number that is so many tenths, with the language's separators.
pub fn in_tenths(tenths: u64) -> String {
    with_shown(|shown| intl::format_number(shown, tenths as f64 / 10.0))
}

/// How old something is, in the unit in which people would say it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Age {
    /// Less than a minute, or ahead of this device's clock.
    Now,
    Minutes(i64),
    Hours(i64),
    Calendar(CalendarDistance),
}

/// How far a day is from today.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum CalendarDistance {
    SameDay,
    DayBefore,
    ThisWeek,
    ThisYear,
    OtherYear,
}

fn age(at: Timestamp, now: Timestamp) -> Age {
    let passed = now.millis_since(at);
    let distance = calendar_distance(local_day(at), local_day(now));
    if passed < MINUTE {
        Age::Now
    } else if passed < HOUR {
        Age::Minutes(passed / MINUTE)
    } else if distance == CalendarDistance::SameDay || passed < HOURS_ACROSS_MIDNIGHT {
        Age::Hours(passed / HOUR)
    } else {
        Age::Calendar(distance)
    }
}

fn calendar_distance(day: i64, today: i64) -> CalendarDistance {
    match today - day {
        0 => CalendarDistance::SameDay,
        1 => CalendarDistance::DayBefore,
        2..DAYS_BY_WEEKDAY => CalendarDistance::ThisWeek,
        _ if year_of(day) == year_of(today) => CalendarDistance::ThisYear,
        _ => CalendarDistance::OtherYear,
    }
}

/// The Gregorian year of a day that is counted from 1970-01-01.
fn year_of(day: i64) -> i64 {
    const DAYS_IN_400_YEARS: i64 = 146_097;
    // Counted from 0000-03-01, so that a leap day is the last of its year.
    let day = day + 719_468;
    let era = day.div_euclid(DAYS_IN_400_YEARS);
    let of_era = day.rem_euclid(DAYS_IN_400_YEARS);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // January and February belong to the next year of the common calendar.
    const MARCH_TO_DECEMBER: i64 = 306;
    era * 400 + year_of_era + i64::from(of_year >= MARCH_TO_DECEMBER)
}

fn calendar_age(distance: CalendarDistance, at: Timestamp) -> String {
    match distance {
        CalendarDistance::SameDay => time_of_day(at),
        CalendarDistance::DayBefore => t(Key::TimeYesterdayShort),
        CalendarDistance::ThisWeek => written(DateShape::ShortWeekday, at),
        CalendarDistance::ThisYear => written(DateShape::ShortDay, at),
        CalendarDistance::OtherYear => written(DateShape::ShortDayAndYear, at),
    }
}

/// A heading begins with a capital, also in a language whose weekdays do not.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}

fn written(shape: DateShape, at: Timestamp) -> String {
    with_shown(|shown| intl::format_time(shown, shape, at))
}

fn with_n(key: Key, n: i64) -> String {
    t_with(key, &[("n", &number(n.unsigned_abs()))])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn a_row_says_how_old_it_is_in_the_shortest_fitting_form() {
        let now = at("2026-11-21T09:30:00Z");
        for (time, text) in [
            ("2026-11-21T09:31:00Z", "now"),
            ("2026-11-21T09:29:01Z", "now"),
            ("2026-11-21T09:28:00Z", "2 min"),
            ("2026-11-21T08:30:01Z", "59 min"),
            ("2026-11-21T08:30:00Z", "1 h"),
            ("2026-11-21T00:10:00Z", "9 h"),
            ("2026-11-20T22:10:00Z", "yesterday"),
            ("2026-11-18T09:00:00Z", "Wed"),
            ("2026-11-15T09:00:00Z", "Sun"),
            ("2026-11-14T09:00:00Z", "14 Nov"),
            ("2025-12-31T09:00:00Z", "31 Dec 2025"),
        ] {
            assert_eq!(short_age(at(time), now), text, "{time}");
        }
    }

    #[test]
    fn shortly_after_midnight_the_evening_is_still_counted_in_hours() {
        let now = at("2026-11-21T00:30:00Z");
        assert_eq!(short_age(at("2026-11-20T22:30:00Z"), now), "2 h");
        assert_eq!(ago(at("2026-11-20T22:30:00Z"), now), "2 h ago");
        assert_eq!(short_age(at("2026-11-20T18:00:00Z"), now), "yesterday");
    }

    #[test]
    fn a_day_is_headed_by_the_nearest_word_for_it() {
        let now = at("2026-01-02T09:30:00Z");
        assert_eq!(day_label(at("2026-01-02T00:00:00Z"), now), "Today");
        assert_eq!(day_label(at("2026-01-01T23:59:00Z"), now), "Yesterday");
        assert_eq!(day_label(at("2025-12-31T12:00:00Z"), now), "Wednesday");
        assert_eq!(
            day_label(at("2025-12-26T12:00:00Z"), now),
            "26 December 2025"
        );
        assert_eq!(day_label(at("2026-01-03T12:00:00Z"), now), "3 January");
    }

    #[test]
    fn waiting_begins_after_a_minute_and_is_never_a_date() {
        let now = at("2026-11-21T09:30:00Z");
        for (since, text) in [
            ("2026-11-21T09:30:05Z", None),
            ("2026-11-21T09:29:01Z", None),
            ("2026-11-21T09:29:00Z", Some("1 min")),
            ("2026-11-21T09:25:10Z", Some("4 min")),
            ("2026-11-20T10:00:00Z", Some("23 h")),
            ("2026-11-10T10:00:00Z", Some("10 d")),
        ] {
            assert_eq!(waiting(at(since), now).as_deref(), text, "{since}");
        }
    }

    #[test]
    fn large_numbers_are_short() {
        for (n, text) in [
            (999, "999"),
            (1_000, "1k"),
            (5_478, "5.4k"),
            (54_780, "54k"),
            (1_200_000, "1,200k"),
        ] {
            assert_eq!(short_number(n), text);
        }
    }

    #[test]
    fn years_begin_in_january_also_around_leap_days() {
        for (time, year) in [
            ("1969-12-31T23:59:59Z", 1969),
            ("1970-01-01T00:00:00Z", 1970),
            ("2000-02-29T00:00:00Z", 2000),
            ("2024-12-31T23:59:59Z", 2024),
            ("2025-01-01T00:00:00Z", 2025),
            ("2100-03-01T00:00:00Z", 2100),
        ] {
            assert_eq!(year_of(local_day(at(time))), year, "{time}");
        }
    }
}
