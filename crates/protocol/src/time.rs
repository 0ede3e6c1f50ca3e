//! Points in time as the wire writes them: RFC 3339, UTC, milliseconds.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time in milliseconds since 1970-01-01T00:00:00Z. On the wire an RFC 3339 string.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The time `millis` milliseconds later (earlier when negative).
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this time; 0 when `earlier` is in fact later.
    pub const fn millis_since(self, earlier: Self) -> i64 {
        let passed = self.0.saturating_sub(earlier.0);
        if passed < 0 { 0 } else { passed }
    }

    /// Reads an RFC 3339 time with any offset. `None` when it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let (moment, rest) = text.as_bytes().split_at_checked(MOMENT.len())?;
        let is_mark = |(wanted, byte): (&u8, &u8)| match wanted {
            b'0' => byte.is_ascii_digit(),
            b'T' => matches!(byte, b'T' | b't' | b' '),
            mark => byte == mark,
        };
        if !MOMENT.iter().zip(moment).all(is_mark) {
            return None;
        }
        let part = |from: usize, digits: usize| number(&moment[from..from + digits]);
        let [year, month, day] = [part(0, 4), part(5, 2), part(8, 2)];
        let [hour, minute, second] = [part(11, 2), part(14, 2), part(17, 2)];
        // A leap second is the first one of the next minute.
        let is_time = hour < 24 && minute < 60 && second <= 60;
        let is_day = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        let (millis, rest) = fraction(rest)?;
        let offset = offset_minutes(rest)?;
        (is_time && is_day).then(|| {
            let minutes = (day_number(year, month, day) * 24 + hour) * 60 + minute - offset;
            Self((minutes * 60 + second) * 1_000 + millis)
        })
    }

    /// Writes RFC 3339 in UTC with milliseconds, `2026-11-21T09:30:00.000Z`. A time whose year has more
    /// than four digits is written as the nearest one that has four.
    pub fn to_rfc3339(self) -> String {
        let millis = self.0.clamp(FIRST, LAST);
        let (year, month, day) = date(millis.div_euclid(DAY_MS));
        let of_day = millis.rem_euclid(DAY_MS);
        let seconds = of_day / 1_000;
        let mut text = String::with_capacity(24);
        let mut put = |number: i64, digits: u32, mark: char| {
            // None of them is below 0 or above 9999.
            let number = u32::try_from(number).unwrap_or(0);
            for place in (0..digits).rev() {
                text.extend(char::from_digit(number / 10_u32.pow(place) % 10, 10));
            }
            text.push(mark);
        };
        put(year, 4, '-');
        put(month, 2, '-');
        put(day, 2, 'T');
        put(seconds / 3_600, 2, ':');
        put(seconds / 60 % 60, 2, ':');
        put(seconds % 60, 2, '.');
        put(of_day % 1_000, 3, 'Z');
        text
    }
}

/// What every time begins with.
const MOMENT: &[u8] = b"0000-00-00T00:00:00";
const DAY_MS: i64 = 86_400_000;
/// The first and the last instant of the years that have four digits.
const FIRST: i64 = -62_167_219_200_000;
const LAST: i64 = 253_402_300_799_999;

/// The number that some digits write.
fn number(digits: &[u8]) -> i64 {
    digits
        .iter()
        .fold(0, |number, digit| number * 10 + i64::from(digit & 0xf))
}

/// The milliseconds behind a point, if there is one, and what follows them.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some((b'.', text)) = text.split_first() else {
        return Some((0, text));
    };
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(digits);
    let mut millis = [b'0'; 3];
    for (place, digit) in millis.iter_mut().zip(digits) {
        *place = *digit;
    }
    (!digits.is_empty()).then(|| (number(&millis), rest))
}

/// By how many minutes a zone is ahead of UTC.
fn offset_minutes(zone: &[u8]) -> Option<i64> {
    let (sign, hours, minutes) = match *zone {
        [b'Z' | b'z'] => return Some(0),
        [sign, a, b, b':', c, d] if [a, b, c, d].iter().all(u8::is_ascii_digit) => {
            (sign, number(&[a, b]), number(&[c, d]))
        }
        _ => return None,
    };
    let offset = hours * 60 + minutes;
    match sign {
        _ if hours > 23 || minutes > 59 => None,
        b'+' => Some(offset),
        b'-' => Some(-offset),
        _ => None,
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

// Both ways by Howard Hinnant's `chrono-Compatible Low-Level Date Algorithms`: eras of 400 years that
// begin in March, so that the leap day is the last of its year.
const DAYS_OF_ERA: i64 = 146_097;
/// From the beginning of an era to 1970.
const DAYS_TO_1970: i64 = 719_468;

/// The days from 1970-01-01 to a day.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let of_era = year * 365 + year / 4 - year / 100 + of_year;
    era * DAYS_OF_ERA + of_era - DAYS_TO_1970
}

/// Year, month and day of the day that is so many days after 1970-01-01.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_1970;
    let (era, of_era) = (days.div_euclid(DAYS_OF_ERA), days.rem_euclid(DAYS_OF_ERA));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (year * 365 + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_rfc3339())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Rfc3339;
        impl serde::de::Visitor<'_> for Rfc3339 {
            type Value = Timestamp;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an RFC 3339 time such as 2026-11-21T09:30:00.000Z")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Timestamp, E> {
                Timestamp::parse(text)
                    .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Rfc3339)
    }
}

#[cfg(feature = "schema")]
impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("RFC 3339, UTC, milliseconds"))
            .into()
    }
}

#[cfg(feature = "schema")]
impl utoipa::ToSchema for Timestamp {}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset, SecondsFormat};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_survive_the_wire() {
        let time = Timestamp::from_millis(1_795_253_400_123);
        let wire = serde_json::to_string(&time).unwrap();
        assert_eq!(wire, "\"2026-11-21T09:30:00.123Z\"");
        assert_eq!(serde_json::from_str::<Timestamp>(&wire).unwrap(), time);
    }

    #[test]
    fn other_offsets_are_read_as_the_same_instant() {
        assert_eq!(
            Timestamp::parse("2026-11-21T06:30:00-03:00"),
            Timestamp::parse("2026-11-21T09:30:00Z")
        );
        assert_eq!(Timestamp::parse("yesterday"), None);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T09:30:00",
            "2026-02-29T09:30:00Z",
            "2026-13-01T09:30:00Z",
            "2026-00-01T09:30:00Z",
            "2026-11-31T09:30:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T09:60:00Z",
            "2026-11-21T09:30:00.Z",
            "2026-11-21T09:30:00Zz",
            "2026-11-21T09:30:00+24:00",
            "2026-11-21T09:30:00*01:00",
            "2026-11-21T09:30:00+0100",
            "２026-11-21T09:30:00Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
        assert!(Timestamp::parse("2000-02-29t23:59:60.5z").is_some());
    }

    #[test]
    fn years_of_more_than_four_digits_are_written_as_the_nearest_of_four() {
        let written = |millis| Timestamp::from_millis(millis).to_rfc3339();
        assert_eq!(written(i64::MAX), "9999-12-31T23:59:59.999Z");
        assert_eq!(written(i64::MIN), "0000-01-01T00:00:00.000Z");
    }

    proptest! {
        #[test]
        fn it_reads_and_writes_as_chrono_does(millis in FIRST..=LAST, minutes in -1_439..=1_439_i32) {
            let time = Timestamp::from_millis(millis);
            let other = DateTime::from_timestamp_millis(millis).unwrap();
            let utc = other.to_rfc3339_opts(SecondsFormat::Millis, true);
            prop_assert_eq!(&time.to_rfc3339(), &utc);
            prop_assert_eq!(Timestamp::parse(&utc), Some(time));
            let local = other.with_timezone(&FixedOffset::east_opt(minutes * 60).unwrap());
            // Beyond the year 9999 there chrono writes a sign.
            let local = local.to_rfc3339_opts(SecondsFormat::Micros, false);
            prop_assume!(local.starts_with(|first: char| first.is_ascii_digit()));
            prop_assert_eq!(Timestamp::parse(&local), Some(time));
        }

        #[test]
        fn it_takes_no_text_that_chrono_refuses(text in "[0-9]{3}[0-9-]-[01][0-9]-[0-3][0-9][Tt x][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,5})?(Z|[+-][0-2][0-9]:[0-6][0-9])") {
            let other = DateTime::parse_from_rfc3339(&text).ok();
            let other = other.map(|time| Timestamp::from_millis(time.timestamp_millis()));
            prop_assert_eq!(Timestamp::parse(&text), other);
        }
    }
}
