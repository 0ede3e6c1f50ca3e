//! Reading a text takes time that grows with its length and no faster, whatever is in it.

use std::time::{Duration, Instant};

use recado_formatting::parse;

/// A text of four times the length may take this many times as long. Quadratic work would take sixteen times as long.
const MOST_TIMES: u32 = 8;
/// Shorter than this, a measurement says nothing.
const LEAST: Duration = Duration::from_millis(2);

/// So often it is tried on a machine that has other things to do.
const ATTEMPTS: u32 = 10;

/// Parts that, repeated, are the worst that we know for one of the parser's rules.
const WORST: [&str; 30] = [
    "*",
    "**a ",
    "*a ",
    "a* ",
    "_*~",
    "*a _b ~c ",
    "*-",
    "`",
    "` ",
    "```\n",
    "```a\n",
    "[",
    "[a",
    "[a](",
    "[a](h",
    "](https://a",
    "[a](https://a.b(",
    "https://a.b/)",
    "https://",
    "https://a.b ",
    "a@",
    "a_",
    "a@b.c",
    "a.b@c.dd ",
    "> ",
    "> \n",
    "- a\n",
    "  - a\n",
    "@Ana",
    "@",
];

#[test]
fn four_times_the_text_takes_about_four_times_as_long() {
    let names = vec!["Ana Lima".to_owned()];
    for part in WORST {
        let (mut short, mut long) = (part.repeat(20_000 / part.len()), String::new());
        // Until the shorter one takes long enough to be measured, or is as long as the parser reads.
        loop {
            long.clear();
            for _ in 0..4 {
                long.push_str(&short);
            }
            if time(&short, &names) > LEAST || long.len() * 2 > recado_formatting::LONGEST_BYTES {
                break;
            }
            short.push_str(&short.clone());
        }
        // What is quadratic never passes, however often it is measured.
        let mut measured = Vec::new();
        let passes = (0..ATTEMPTS).any(|_| {
            let (one, four) = (best(&short, &names), best(&long, &names));
            measured.push((one, four));
            four < one * MOST_TIMES + LEAST
        });
        let (short, long) = (short.len(), long.len());
        assert!(passes, "{part:?}, {short} and {long} bytes: {measured:?}");
    }
}

/// The best of several: whatever else the machine does only makes a measurement longer.
fn best(text: &str, names: &[String]) -> Duration {
    (0..5).map(|_| time(text, names)).min().unwrap_or_default()
}

fn time(text: &str, names: &[String]) -> Duration {
    let before = Instant::now();
    std::hint::black_box(parse(std::hint::black_box(text), names));
    before.elapsed()
}
