//! Finds the numbers of cards, people and companies in a text, as people write them: whole, in the groups that are usual
//! for them, or digit by digit. Prices, dates, keys and lists have digits enough to pass for such a number by chance, so
//! how they are grouped counts.

mod check_digits;
#[cfg(test)]
mod tests;

use std::iter;
use std::ops::Range;

use self::check_digits::{is_cnpj, is_cpf, is_luhn};
use super::Kind;

/// A number has at most so many digits.
const MOST_DIGITS: usize = 19;
/// Fewer digits are no number that is looked for.
const FEWEST_DIGITS: usize = 11;
/// So much may stand between two digits: the marks that end what is bold and begin it again, a line and the mark of a quote.
const WIDEST_GAP: u32 = 8;
/// The zeros of the scripts whose digits follow each other (Unicode's general category Nd).
const ZEROS: [char; 28] = [
    '0',
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{17e0}',
    '\u{1810}',
    '\u{ff10}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
    '\u{1d7f6}',
    '\u{1fbf0}',
    '\u{104a0}',
];
/// The form of a company's number that may have letters: `12.ABC.345/01DE-35`.
const COMPANY: &[u8; 18] = b"AA.AAA.AAA/AAAA-00";

/// The value of a digit, whatever script it is written in.
pub fn digit(letter: char) -> Option<u32> {
    let above = |zero: &char| u32::from(letter).checked_sub(u32::from(*zero));
    ZEROS.iter().filter_map(above).find(|value| *value < 10)
}

/// Digits that follow each other.
struct Group {
    /// Where they stand in the text.
    bytes: Range<usize>,
    /// Which of all digits they are.
    digits: Range<usize>,
    /// What stands before them.
    before: Option<char>,
    /// What is between them and the next, where that is something that people put between digits.
    gap: Option<Gap>,
}

/// What people put between the digits of a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gap {
    /// Spaces, dashes, marks of our markup.
    Plain,
    Dot,
    Slash,
    Comma,
}

/// The numbers of a text in their order, as ranges of bytes.
pub fn find(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut found = companies(text);
    let digits = text.chars().filter(|letter| digit(*letter).is_some());
    if digits.take(FEWEST_DIGITS).count() < FEWEST_DIGITS {
        return found;
    }
    let (groups, digits) = groups(text);
    let (mut at, mut taken) = (0, 0);
    while at < groups.len() {
        // What stands before a number belongs to the one before, or counts.
        let before = (at > taken).then(|| &groups[at - 1]);
        match number(before, &groups[at..], &digits) {
            Some((count, kind)) => {
                found.push((
                    groups[at].bytes.start..groups[at + count - 1].bytes.end,
                    kind,
                ));
                at += count;
                taken = at;
            }
            None => at += 1,
        }
    }
    found
}

/// The digits of a piece of a text, as they are written.
pub fn digits_of(text: &str) -> impl Iterator<Item = char> {
    let all = letters(text).map(|(_, _, letter)| letter);
    all.filter(|letter| digit(*letter).is_some())
}

/// What is seen of a text, and where each letter begins and ends. What separates words in an address, such as `%20`, is
/// the letter that it stands for.
fn letters(text: &str) -> impl Iterator<Item = (usize, usize, char)> {
    let mut at = 0;
    let all = iter::from_fn(move || {
        let (begin, rest) = (at, &text[at..]);
        let (letter, length) = match separator(rest) {
            Some(separator) => separator,
            None => {
                let letter = rest.chars().next()?;
                (letter, letter.len_utf8())
            }
        };
        at += length;
        Some((begin, at, letter))
    });
    all.filter(|(_, _, letter)| !is_invisible(*letter))
}

/// The separator with which a text begins that is written as an address writes it, and how long that is.
fn separator(text: &str) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    let mut length = 0;
    for (byte, written) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(3)) {
        let [b'%', high, low] = *written else { break };
        let value = |letter: u8| char::from(letter).to_digit(16);
        let (Some(high), Some(low)) = (value(high), value(low)) else {
            break;
        };
        *byte = u8::try_from(high * 16 + low).ok()?;
        length += 1;
    }
    let first = bytes[..length]
        .utf8_chunks()
        .next()?
        .valid()
        .chars()
        .next()?;
    let is_separator = is_invisible(first) || Gap::of(first).is_some();
    is_separator.then(|| (first, 3 * first.len_utf8()))
}

/// The digits of a text by groups, and their values.
fn groups(text: &str) -> (Vec<Group>, Vec<u32>) {
    let mut groups: Vec<Group> = Vec::new();
    let mut digits = Vec::new();
    let mut before = None;
    let mut between = Between::default();
    for (at, end, letter) in letters(text) {
        if let Some(value) = digit(letter) {
            digits.push(value);
            match groups.last_mut().filter(|_| between.width == 0) {
                Some(group) => {
                    group.bytes.end = end;
                    group.digits.end = digits.len();
                }
                None => {
                    if let Some(last) = groups.last_mut() {
                        last.gap = between.gap();
                    }
                    groups.push(Group {
                        bytes: at..end,
                        digits: digits.len() - 1..digits.len(),
                        before,
                        gap: None,
                    });
                }
            }
            between = Between::default();
        } else {
            between.add(letter);
        }
        // After a word it is the space of a form, and begins no telephone number.
        let is_space = letter == '+' && before.is_some_and(char::is_alphabetic);
        before = Some(if is_space { ' ' } else { letter });
    }
    (groups, digits)
}

/// What has come since the last digit.
#[derive(Default)]
struct Between {
    width: u32,
    sign: Option<Gap>,
    /// Something that nobody puts between the digits of a number.
    is_other: bool,
    has_plus: bool,
    has_space: bool,
}

impl Gap {
    /// What a sign makes between digits; `None` for what nobody puts there.
    fn of(letter: char) -> Option<Self> {
        Some(match letter {
            '.' | '\u{b7}' | '\u{2024}' | '\u{2027}' => Self::Dot,
            '/' => Self::Slash,
            ',' => Self::Comma,
            '-'
            | '+'
            | '_'
            | '*'
            | '~'
            | '`'
            | '>'
            | '\''
            | '\u{2019}'
            | '\u{2010}'..='\u{2015}'
            | '\u{2212}' => Self::Plain,
            letter if letter.is_whitespace() => Self::Plain,
            _ => return None,
        })
    }
}

impl Between {
    fn add(&mut self, letter: char) {
        self.width += 1;
        self.has_plus |= letter == '+';
        self.has_space |= letter.is_whitespace();
        match Gap::of(letter) {
            Some(Gap::Plain) => {}
            Some(sign) => {
                self.is_other |= self.sign.is_some();
                self.sign = Some(sign);
            }
            None => self.is_other = true,
        }
    }

    fn gap(&self) -> Option<Gap> {
        // A form writes spaces as `+`, and has no other ones; beside a space it begins a telephone number, or adds up.
        let is_sum = self.has_plus && self.has_space;
        let is_gap = !self.is_other && !is_sum && self.width <= WIDEST_GAP;
        is_gap.then(|| self.sign.unwrap_or(Gap::Plain))
    }
}

/// The longest number at the beginning, in groups.
fn number(before: Option<&Group>, groups: &[Group], digits: &[u32]) -> Option<(usize, Kind)> {
    let mut lengths: Vec<usize> = Vec::new();
    let mut most = MOST_DIGITS;
    for group in groups {
        let length = group.digits.len();
        if length > most {
            break;
        }
        most -= length;
        lengths.push(length);
        if group.gap.is_none() {
            break;
        }
    }
    (1..=lengths.len()).rev().find_map(|count| {
        let (these, after) = groups.split_at(count);
        let digits = &digits[these[0].digits.start..these[count - 1].digits.end];
        let lengths = &lengths[..count];
        let is_card =
            || is_card(these, lengths, digits) && (count == 1 || is_alone(before, these, after));
        let kind = match digits.len() {
            11 if these[0].before != Some('+') && is_grouped(lengths, &CPF) && is_cpf(digits) => {
                Kind::Cpf
            }
            14 if is_grouped(lengths, &CNPJ) && is_cnpj(digits) => Kind::Cnpj,
            14..=19 if is_card() => Kind::Card,
            _ => return None,
        };
        Some((count, kind))
    })
}

/// How the number of a person is written, but for whole and digit by digit: as `529.982.247-25`, and with less between.
const CPF: [&[usize]; 3] = [&[3, 3, 3, 2], &[9, 2], &[3, 3, 5]];
/// That of a company: as `11.222.333/0001-81`, and with less between.
const CNPJ: [&[usize]; 4] = [&[2, 3, 3, 4, 2], &[8, 4, 2], &[12, 2], &[2, 3, 3, 6]];
/// Those of cards that are not in fours.
const CARD: [&[usize]; 7] = [
    &[4, 6, 4],
    &[4, 6, 5],
    &[4, 4, 4, 2],
    &[4, 4, 4, 3],
    &[4, 4, 4, 4, 3],
    &[16, 3],
    &[6, 10],
];

fn is_grouped(lengths: &[usize], usual: &[&[usize]]) -> bool {
    lengths.len() == 1 || usual.contains(&lengths) || lengths.iter().all(|length| *length == 1)
}

fn is_card(groups: &[Group], lengths: &[usize], digits: &[u32]) -> bool {
    let gap = groups[0].gap;
    let is_even = groups[..groups.len() - 1]
        .iter()
        .all(|group| group.gap == gap && group.gap != Some(Gap::Comma));
    let in_fours = || lengths.iter().all(|length| length.is_multiple_of(4));
    is_even && (is_grouped(lengths, &CARD) || in_fours()) && is_issued(digits) && is_luhn(digits)
}

/// Whether groups are no piece of a longer key: nothing long stands before them, and at most one group after them, such as
/// a date, unless that is more than a row of cards would have.
fn is_alone(before: Option<&Group>, these: &[Group], after: &[Group]) -> bool {
    let gap = these[0].gap;
    let is_led = before
        .filter(|group| group.gap == gap)
        .is_some_and(|group| {
            group.digits.len() >= 4 || group.before.is_some_and(char::is_alphabetic)
        });
    let mut last = these.last();
    let following = after.iter().take_while(|group| {
        let goes_on = last.is_some_and(|last| last.gap == gap);
        last = Some(group);
        goes_on && group.digits.len() >= 4
    });
    let following = following.take(MOST_DIGITS).count();
    !is_led && (following <= 1 || following % these.len() <= 1 && following < 8)
}

/// Whether numbers of this length that begin so are issued as cards (ISO/IEC 7812; those of 13 digits are no more).
fn is_issued(digits: &[u32]) -> bool {
    let first = digits.iter().take(4).fold(0, |sum, digit| sum * 10 + digit);
    match digits.len() {
        14 => matches!(first, 3000..=3099 | 3600..=3699 | 3800..=3999),
        15 => matches!(first, 3400..=3499 | 3700..=3799),
        16 => matches!(first, 2200..=2204 | 2221..=2720 | 3528..=3589 | 4000..=6999 | 9792),
        17..=19 => matches!(first, 4000..=6999),
        _ => false,
    }
}

/// What is not seen tells no number from another.
pub fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// The numbers of companies that have letters in them.
fn companies(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut found = Vec::new();
    for (slash, _) in text.match_indices('/') {
        let Some(begin) = slash.checked_sub(10) else {
            continue;
        };
        let end = begin + COMPANY.len();
        let Some(piece) = text.get(begin..end) else {
            continue;
        };
        let is_alone = |letter: Option<char>| letter.is_none_or(|it| !it.is_alphanumeric());
        let fits = piece.bytes().zip(COMPANY).all(|(byte, form)| match form {
            b'A' => byte.is_ascii_alphanumeric(),
            b'0' => byte.is_ascii_digit(),
            sign => byte == *sign,
        });
        let has_letters = piece.bytes().any(|byte| byte.is_ascii_alphabetic());
        let values: Vec<u32> = piece
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|byte| u32::from(byte.to_ascii_uppercase() - b'0'))
            .collect();
        if fits
            && has_letters
            && is_alone(text[..begin].chars().next_back())
            && is_alone(text[end..].chars().next())
            && is_cnpj(&values)
        {
            found.push((begin..end, Kind::Cnpj));
        }
    }
    found
}
