//! Reads millions of made-up texts and holds each tree against its text:
//! `cargo run --release --example fuzz -p recado-formatting -- 10000000 1`.

#[path = "../tests/made_up/mod.rs"]
mod made_up;
#[path = "../tests/nothing_is_lost/mod.rs"]
mod nothing_is_lost;

use made_up::Texts;
use std::time::{Duration, Instant};

/// No text of this size takes longer, on any machine that is worth its name.
const LONGEST: Duration = Duration::from_millis(20);

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = |otherwise| {
        arguments
            .next()
            .and_then(|it| it.parse().ok())
            .unwrap_or(otherwise)
    };
    let (texts, seed) = (number(10_000_000_u64), number(1_u64));
    let names = ["Ana", "Ana Lima", "Suporte"].map(str::to_owned);
    let mut made_up = Texts::from_seed(seed);
    let started = Instant::now();
    let (mut bytes, mut slowest) = (0, Duration::ZERO);
    let mut text = String::new();
    for _ in 0..texts {
        made_up.next(&mut text);
        let mut took = time(&text, &names);
        // A machine that does other things makes a text seem slow, but not again and again.
        for _ in 0..5 {
            if took < slowest {
                break;
            }
            took = took.min(time(&text, &names));
        }
        slowest = slowest.max(took);
        bytes += text.len();
    }
    assert!(slowest < LONGEST, "one text took {slowest:?}");
    println!(
        "{texts} texts, {bytes} bytes, seed {seed}: {:.1} s, the slowest {slowest:?}",
        started.elapsed().as_secs_f64()
    );
}

fn time(text: &str, names: &[String]) -> Duration {
    let before = Instant::now();
    nothing_is_lost::check(text, names);
    before.elapsed()
}
