//! Finds the numbers of cards, people and companies in a text, however they are grouped.

use std::ops::Range;

use super::Kind;

/// A number has at most so many digits.
const MOST_DIGITS: usize = 19;
/// Fewer digits are no number that is looked for.
const FEWEST_DIGITS: usize = 11;
/// So much may stand between two digits: the marks that end what is bold and begin it again, a line and the mark of a quote.
const WIDEST_GAP: usize = 8;
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

/// One letter of a text, as far as numbers go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sign {
    Digit(u32),
    /// What people put between digits.
    Gap,
    Plus,
    Other,
}

/// The numbers of a text in their order, as ranges of bytes.
pub fn find(text: &str) -> Vec<(Range<usize>, Kind)> {
    let digits = text.chars().filter(|letter| digit(*letter).is_some());
    let mut found = companies(text);
    if digits.take(FEWEST_DIGITS).count() < FEWEST_DIGITS {
        return found;
    }
    let signs: Vec<(usize, Sign)> = text
        .char_indices()
        .filter(|(_, letter)| !is_invisible(*letter))
        .map(|(at, letter)| (at, sign(letter)))
        .collect();
    let mut at = 0;
    while at < signs.len() {
        let before = at.checked_sub(1).map_or(Sign::Other, |it| signs[it].1);
        let begins = matches!(signs[at].1, Sign::Digit(_)) && !matches!(before, Sign::Digit(_));
        match begins.then(|| longest(&signs[at..], before)).flatten() {
            Some((length, kind)) => {
                let end = signs[at + length - 1].0;
                let width = text[end..].chars().next().map_or(1, char::len_utf8);
                found.push((signs[at].0..end + width, kind));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The value of a digit, whatever script it is written in.
pub fn digit(letter: char) -> Option<u32> {
    let above = |zero: &char| u32::from(letter).checked_sub(u32::from(*zero));
    ZEROS.iter().filter_map(above).find(|value| *value < 10)
}

fn sign(letter: char) -> Sign {
    if let Some(digit) = digit(letter) {
        return Sign::Digit(digit);
    }
    match letter {
        '+' => Sign::Plus,
        '.' | '-' | '/' | ',' | '_' | '*' | '~' | '`' | '>' | '|' | '\'' => Sign::Gap,
        '\u{b7}' | '\u{2010}'..='\u{2015}' | '\u{2019}' | '\u{2024}' | '\u{2027}' | '\u{2212}' => {
            Sign::Gap
        }
        letter if letter.is_whitespace() => Sign::Gap,
        _ => Sign::Other,
    }
}

/// What is not seen tells no number from another.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// The longest number at the beginning, by its length in signs.
fn longest(signs: &[(usize, Sign)], before: Sign) -> Option<(usize, Kind)> {
    let mut digits = Vec::new();
    // How long each group is, and where it ends.
    let mut groups: Vec<(usize, usize)> = Vec::new();
    let mut gap = WIDEST_GAP + 1;
    for (at, (_, sign)) in signs.iter().enumerate() {
        match sign {
            // A text of nothing but digits is looked at no further than a number may reach.
            Sign::Digit(_) if digits.len() > MOST_DIGITS => break,
            Sign::Digit(digit) => {
                digits.push(*digit);
                match groups.last_mut().filter(|_| gap == 0) {
                    Some((length, end)) => (*length, *end) = (*length + 1, at + 1),
                    None => groups.push((1, at + 1)),
                }
                gap = 0;
            }
            Sign::Gap if gap < WIDEST_GAP => gap += 1,
            _ => break,
        }
    }
    for count in (1..=groups.len()).rev() {
        let lengths: Vec<usize> = groups[..count].iter().map(|(length, _)| *length).collect();
        let length = lengths.iter().sum();
        if !(FEWEST_DIGITS..=MOST_DIGITS).contains(&length) {
            continue;
        }
        if let Some(kind) = kind_of(&digits[..length], &lengths, before == Sign::Plus) {
            return Some((groups[count - 1].1, kind));
        }
    }
    None
}

/// What a number is. A telephone number begins with a plus, or has its area in front.
fn kind_of(digits: &[u32], groups: &[usize], after_plus: bool) -> Option<Kind> {
    let is_whole = groups.len() == 1 || groups.iter().all(|length| *length == 1);
    let but_last = &groups[..groups.len().saturating_sub(1)];
    let is_grouped =
        but_last.iter().all(|length| *length >= 4) || groups.iter().all(|length| *length <= 2);
    match digits.len() {
        11 if !after_plus && (is_whole || groups[0].is_multiple_of(3)) && is_cpf(digits) => {
            Some(Kind::Cpf)
        }
        14 if is_cnpj(digits) => Some(Kind::Cnpj),
        13 if after_plus => None,
        13..=19 if (is_whole || is_grouped) && is_issued(digits) && is_luhn(digits) => {
            Some(Kind::Card)
        }
        _ => None,
    }
}

/// Whether numbers of this length that begin so are issued as cards.
fn is_issued(digits: &[u32]) -> bool {
    match (digits.len(), digits) {
        (13, [4, ..]) | (14, [3, 0 | 6 | 8 | 9, ..]) | (15, [3, 4 | 7, ..]) => true,
        (16, [first, ..]) => matches!(first, 2..=6 | 9),
        (17..=19, [first, ..]) => matches!(first, 4..=6),
        _ => false,
    }
}

/// The check digit of card numbers (ISO/IEC 7812).
fn is_luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10) && !all_same(digits)
}

fn is_cpf(digits: &[u32]) -> bool {
    !all_same(digits)
        && [9, 10].into_iter().all(|at| {
            let weights = (2..=10 + (at as u32 - 9)).rev();
            check_digit(&digits[..at], weights) == digits[at]
        })
}

/// The letters of a company's number count as what they are in ASCII, less that of the zero.
fn is_cnpj(digits: &[u32]) -> bool {
    const WEIGHTS: [u32; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
    !all_same(digits)
        && [12, 13].into_iter().all(|at| {
            let weights = WEIGHTS[WEIGHTS.len() - at..].iter().copied();
            check_digit(&digits[..at], weights) == digits[at]
        })
}

fn check_digit(digits: &[u32], weights: impl Iterator<Item = u32>) -> u32 {
    let sum: u32 = digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

fn all_same(digits: &[u32]) -> bool {
    digits.windows(2).all(|pair| pair[0] == pair[1])
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
