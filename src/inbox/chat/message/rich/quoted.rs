//! Where the history begins that mail programs put below an answer.

/// The text of a mail, and the quoted history at its end where there is one.
pub fn split(text: &str) -> (&str, Option<&str>) {
    let mut begins = text.len();
    let mut is_quote = false;
    for line in text.split_inclusive('\n').rev() {
        let at = begins - line.len();
        if line.starts_with('>') {
            is_quote = true;
        } else if !line.trim().is_empty() {
            // "On Monday somebody wrote:" belongs to what it introduces.
            if is_quote && line.trim_end().ends_with(':') {
                begins = at;
            }
            break;
        }
        begins = at;
    }
    let (said, history) = text.split_at(begins);
    if is_quote && !said.trim().is_empty() {
        (said.trim_end(), Some(history.trim()))
    } else {
        (text, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_at_the_end_is_told_from_what_is_said() {
        for (text, said, history) in [
            (
                "Yes.\n\nOn Monday A wrote:\n> Well?\n>> Hm.\n",
                "Yes.",
                Some("On Monday A wrote:\n> Well?\n>> Hm."),
            ),
            ("Yes.\n> Well?", "Yes.", Some("> Well?")),
            ("> Well?\nYes.", "> Well?\nYes.", None),
            ("> all of it", "> all of it", None),
            ("Note:\n", "Note:\n", None),
            ("", "", None),
        ] {
            assert_eq!(split(text), (said, history), "{text:?}");
        }
    }
}
