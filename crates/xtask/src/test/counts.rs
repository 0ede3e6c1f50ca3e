//! What Cargo's output says about tests.

use super::report::Tally;

/// The sum of all lines such as `test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out`.
pub fn tests(output: &str) -> Tally {
    let mut sum = Tally::default();
    for line in output.lines() {
        let Some((_, counts)) = line.split_once("test result: ") else {
            continue;
        };
        sum += Tally {
            passed: count(counts, " passed"),
            failed: count(counts, " failed"),
            skipped: count(counts, " ignored"),
        };
    }
    sum
}

/// The number before a word.
fn count(counts: &str, word: &str) -> usize {
    let before = counts.find(word).map_or("", |end| &counts[..end]);
    let digits = before.len()
        - before
            .trim_end_matches(|digit: char| digit.is_ascii_digit())
            .len();
    before[before.len() - digits..].parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
running 2 tests
test id::tests::an_id_has_its_time_in_front ... ok
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

running 13 tests
test result: FAILED. 10 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 1.20s
";

    #[test]
    fn the_counts_of_all_test_programs_are_added_up() {
        assert_eq!(
            tests(OUTPUT),
            Tally {
                passed: 12,
                failed: 1,
                skipped: 2
            }
        );
        assert_eq!(tests("error: could not compile `recado`"), Tally::default());
    }
}
