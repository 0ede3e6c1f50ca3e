//! File names as they may be shown and saved.

/// Longest name, in characters. Longer ones lose their middle, so that the ending stays.
const LONGEST: usize = 160;
/// How many characters of the end a long name keeps.
const END: usize = 40;
/// What is called nothing.
const UNNAMED: &str = "file";

/// The name without folders, without control characters, and without the invisible letters that
/// turn the writing direction around: with those `photo\u{202e}gpj.exe` would read as a picture.
pub fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = last.chars().filter(|letter| !is_hidden(*letter)).collect();
    let cleaned = cleaned.trim().trim_start_matches('.').trim();
    if cleaned.is_empty() {
        return UNNAMED.to_owned();
    }
    let count = cleaned.chars().count();
    if count <= LONGEST {
        return cleaned.to_owned();
    }
    let head = cleaned.chars().take(LONGEST - END - 1);
    let end = cleaned.chars().skip(count - END);
    head.chain(['…']).chain(end).collect()
}

/// Controls, direction marks and overrides, zero-width letters and what stands for no letter.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffd}'
        )
}

/// The value of a `Content-Disposition` header: the name in ASCII for old clients, and as it is.
pub fn disposition(how: &str, name: &str) -> String {
    let mut ascii = String::new();
    let mut encoded = String::new();
    for letter in name.chars() {
        let is_plain = letter.is_ascii_alphanumeric() || " -._()".contains(letter);
        ascii.push(if is_plain { letter } else { '_' });
    }
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("{how}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_and_hides_nothing() {
        for (given, clean_name) in [
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("../../etc/passwd", "passwd"),
            ("C:\\fakepath\\a.png", "a.png"),
            ("\u{200b}\u{feff}  ", "file"),
            (".htaccess", "htaccess"),
            ("a\r\nb.txt", "ab.txt"),
            ("Orçamento 2026.pdf", "Orçamento 2026.pdf"),
            ("صورة.jpg", "صورة.jpg"),
        ] {
            assert_eq!(clean(given), clean_name, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = clean(&format!("{}.pdf", "x".repeat(5_000)));
        assert_eq!(name.chars().count(), LONGEST);
        assert!(name.ends_with(".pdf"));
    }

    #[test]
    fn a_header_can_not_be_broken_by_a_name() {
        let header = disposition("attachment", "a\"; x=\"é\r\n.pdf");
        assert_eq!(
            header,
            "attachment; filename=\"a__ x____.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%22%C3%A9%0D%0A.pdf"
                .replace("a__ x____.pdf", "a__ x_____.pdf")
        );
        assert!(header.is_ascii());
    }
}
