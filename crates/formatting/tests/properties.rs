//! What holds for every text. `examples/fuzz.rs` holds the same against millions of them.

mod made_up;
mod nothing_is_lost;

use made_up::Texts;
use nothing_is_lost::check;

/// Enough to meet every rule of the parser many times, in a second or two.
const TEXTS: u32 = 20_000;

#[test]
fn any_text_is_in_its_tree_but_for_the_marks() {
    let names = ["Ana", "Ana Lima", "Suporte"].map(str::to_owned);
    let mut texts = Texts::from_seed(20_261);
    let mut text = String::new();
    for _ in 0..TEXTS {
        texts.next(&mut text);
        check(&text, &names);
    }
}

#[test]
fn a_text_that_is_too_long_for_marks_is_in_its_tree_too() {
    for part in [
        "*a* ",
        "> a\n",
        "- a\n",
        "https://a.example ",
        "[a](https://a.example)",
    ] {
        check(&part.repeat(5_000), &[]);
        check(&part.repeat(200_000), &[]);
    }
}
