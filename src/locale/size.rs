//! How large files are and how long sounds last.

use super::{Key, number, t_with};

const KB: u64 = 1_024;
const MB: u64 = 1_024 * KB;
const GB: u64 = 1_024 * MB;

/// The size of a file in the largest unit of which there is a whole one.
pub fn file_size(bytes: u64) -> String {
    let (key, n) = match bytes {
        GB.. => (Key::SizeGb, bytes / GB),
        MB.. => (Key::SizeMb, bytes / MB),
        _ => (Key::SizeKb, bytes.div_ceil(KB)),
    };
    t_with(key, &[("n", &number(n))])
}

/// Minutes and seconds as players show them.
pub fn play_time(seconds: u64) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let padding = if seconds < 10 {
        number(0)
    } else {
        String::new()
    };
    format!("{}:{padding}{}", number(minutes), number(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_two_digits() {
        assert_eq!(play_time(0), "0:00");
        assert_eq!(play_time(65), "1:05");
        assert_eq!(play_time(3_600), "60:00");
    }
}
