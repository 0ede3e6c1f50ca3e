//! How many marks of a row fit beside each other. Their widths are guessed from their letters: to
//! measure them would cost a layout for every row that is scrolled by.

/// What a mark needs besides its letters, with the gap behind it. All lengths are in CSS pixels.
const AROUND: f64 = 16.0;
/// The usual letter, a wide one, and one of a script with square letters.
const LETTER: f64 = 6.0;
const WIDE_LETTER: f64 = 9.0;
const SQUARE_LETTER: f64 = 11.5;
/// From here on, scripts have square letters.
const FIRST_SQUARE_LETTER: char = '\u{2E80}';
/// A longer mark is cut. The style sheet says the same.
const WIDEST: f64 = 116.0;
/// The width of "+9".
const COUNT: f64 = 20.0;

/// How many marks of these widths fit into so much room, in their order; where not all do, the
/// number of the others has its place too.
pub fn how_many_fit(widths: &[f64], room: f64) -> usize {
    let ends = || {
        widths.iter().scan(0.0, |end, width| {
            *end += width;
            Some(*end)
        })
    };
    if ends().all(|end| end <= room) {
        return widths.len();
    }
    ends().take_while(|end| end + COUNT <= room).count()
}

/// The room that a word takes as a mark.
pub fn width(word: &str) -> f64 {
    let letters = word.chars().map(|letter| match letter {
        FIRST_SQUARE_LETTER.. => SQUARE_LETTER,
        'm' | 'w' => WIDE_LETTER,
        _ if letter.is_uppercase() => WIDE_LETTER,
        _ => LETTER,
    });
    (letters.sum::<f64>() + AROUND).min(WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_fit_are_shown_and_the_number_of_the_others_has_its_place() {
        let widths = [30.0, 60.0, 50.0];
        for (room, shown) in [(140.0, 3), (139.0, 2), (110.0, 2), (109.0, 1), (49.0, 0)] {
            assert_eq!(how_many_fit(&widths, room), shown, "{room}");
        }
        assert_eq!(how_many_fit(&[], 0.0), 0);
    }

    #[test]
    fn a_word_is_about_as_wide_as_it_is_drawn() {
        for (word, drawn) in [("atacado", 54.0), ("Medium", 54.0), ("Low", 34.0)] {
            let spare = width(word) - 4.0 - drawn;
            assert!((0.0..6.0).contains(&spare), "{word}: {spare}");
        }
        assert!(width("物流") > width("ab"));
        assert_eq!(width("An endless name of a company"), WIDEST);
    }
}
