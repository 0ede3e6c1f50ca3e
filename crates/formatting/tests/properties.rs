//! What holds for every text. `examples/fuzz.rs` holds the same against millions of them.

mod made_up;
mod nothing_is_lost;

use made_up::Texts;
use nothing_is_lost::check;
use recado_formatting::{Block, Inline, is_plain, parse, text_of};

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
fn a_plain_text_is_nothing_but_its_letters() {
    let mut texts = Texts::from_seed(20_262);
    let mut text = String::new();
    let mut plain = 0;
    for _ in 0..TEXTS {
        texts.next(&mut text);
        // Without most of the marks, so that what is left decides.
        let texts = [
            text.clone(),
            text.replace(['*', '_', '~', '`', '[', '@'], ""),
        ];
        for text in texts.iter().filter(|text| is_plain(text)) {
            plain += 1;
            for block in parse(text, &[]) {
                let Block::Paragraph(inlines) = block else {
                    panic!("{text:?} is not plain: {block:?}");
                };
                let is_read_so =
                    |inline: &Inline<'_>| matches!(inline, Inline::Text(_) | Inline::Break);
                assert!(inlines.iter().all(is_read_so), "{text:?}: {inlines:?}");
            }
            assert_eq!(text_of(&parse(text, &[])), *text);
        }
    }
    assert!(plain > TEXTS / 20, "only {plain} plain texts were met");
    for text in [
        "Oi, tudo bem?\n\nAté 10.30!",
        "(ok) 5 - 3 = 2",
        "a@",
        "1.",
        "- a",
        "http://a.b",
    ] {
        assert_eq!(is_plain(text), text.starts_with(['O', '(']), "{text}");
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
