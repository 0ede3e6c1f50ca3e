//! The check digits at the end of numbers, which tell them from other digits.

/// The check digit of card numbers (ISO/IEC 7812).
pub fn is_luhn(digits: &[u32]) -> bool {
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

/// Those of the number of a person.
pub fn is_cpf(digits: &[u32]) -> bool {
    !all_same(digits)
        && [9, 10].into_iter().all(|at| {
            let weights = (2..=10 + (at as u32 - 9)).rev();
            check_digit(&digits[..at], weights) == digits[at]
        })
}

/// Those of the number of a company. Its letters count as what they are in ASCII, less that of the zero.
pub fn is_cnpj(digits: &[u32]) -> bool {
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
