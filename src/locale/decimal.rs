//! Numbers with fractions, as exact as they were written: between the wire's form (`-1234.5`) and that of the reader's
//! language.

use super::{intl, shown::with_shown, time::number};

/// What stands before the fraction.
fn mark() -> char {
    let half = with_shown(|shown| intl::format_number(shown, 0.5));
    half.chars()
        .find(|letter| !letter.is_alphanumeric())
        .unwrap_or('.')
}

/// As it is read: with the marks of the language.
pub fn decimal(plain: &str) -> String {
    written(plain, number, mark())
}

/// As it is edited: without marks between thousands.
pub fn decimal_field(plain: &str) -> String {
    plain.replace('.', &mark().to_string())
}

/// The wire's form of what somebody typed; what is no number comes back as it is.
pub fn plain_decimal(typed: &str) -> String {
    read(typed, mark())
}

fn written(plain: &str, number: impl Fn(u64) -> String, mark: char) -> String {
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("−", digits),
        None => ("", plain),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let Ok(whole) = whole.parse() else {
        return plain.to_owned();
    };
    let whole = number(whole);
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}{mark}{fraction}")
    }
}

/// A mark with three digits after each is one between thousands, unless it is the one before the fraction here.
fn read(typed: &str, mark: char) -> String {
    let typed: String = typed.chars().filter(|it| !it.is_whitespace()).collect();
    let typed = typed.replace('−', "-");
    let other = if mark == ',' { '.' } else { ',' };
    let (whole, fraction) = match typed.split_once(mark) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (typed.as_str(), None),
    };
    let mut groups = whole.split(other).skip(1).peekable();
    let is_grouped = groups.peek().is_some() && groups.all(|group| group.len() == 3);
    let whole = if is_grouped {
        whole.replace(other, "")
    } else {
        whole.replacen(other, ".", 1)
    };
    match fraction {
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_read_by_the_marks_of_the_language() {
        for (typed, mark, plain) in [
            ("1,234.5", '.', "1234.5"),
            ("1.234,5", ',', "1234.5"),
            ("1.234", ',', "1234"),
            ("1.234", '.', "1.234"),
            ("1,5", '.', "1.5"),
            ("1.5", ',', "1.5"),
            (" −12 345,60 ", ',', "-12345.60"),
            ("forty", '.', "forty"),
            ("1.2.3", '.', "1.2.3"),
        ] {
            assert_eq!(read(typed, mark), plain, "{typed}");
        }
    }

    #[test]
    fn every_digit_is_shown() {
        let grouped = |n: u64| format!("{}.{:03}", n / 1_000, n % 1_000);
        assert_eq!(written("-1234.56789", grouped, ','), "−1.234,56789");
        assert_eq!(written("1234", grouped, ','), "1.234");
        assert_eq!(written("12x", grouped, ','), "12x");
        assert_eq!(plain_decimal(&decimal_field("-0.25")), "-0.25");
    }
}
