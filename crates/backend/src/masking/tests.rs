use std::time::Instant;

use recado_protocol::masking::{DOTS, Masking, Rule};
use recado_protocol::message::rich::Email;
use recado_protocol::{Content, Rich, RichContent};

use super::{Ambiguous, Rules, hide};

fn with(patterns: &[&str]) -> Rules {
    let rules = patterns.iter().map(|pattern| Rule {
        name: "Own".to_owned(),
        pattern: (*pattern).to_owned(),
        on: true,
    });
    let masking = Masking {
        rules: rules.collect(),
        ..Masking::default()
    };
    Rules::of(&masking).unwrap()
}

#[test]
fn hiding_twice_is_hiding_once() {
    let texts = [
        "a 4111 1111 1111 1111 b",
        "first: hello & more",
        "x••••1111y •••••",
        "529.982.247-25!",
    ];
    for pattern in [r".", r"[^\w\s]", r"\W+", r"\d{4}", r".{3}", r"\S+", r".+"] {
        let rules = with(&[pattern]);
        for text in texts {
            let once = rules.hide(text).into_owned();
            let twice = rules.hide(&once).into_owned();
            assert_eq!(rules.hide(&twice), twice, "{pattern} in {text}");
            assert!(
                twice.len() <= once.len() + DOTS.len(),
                "{pattern} in {text}: {twice}"
            );
        }
    }
    assert_eq!(with(&[r"\w+"]).hide("x••••1111y"), "••••••••1111••••");
}

#[test]
fn own_patterns_are_hidden_whole_and_what_they_touch_with_them() {
    let rules = with(&[r"(?i)pin \d{4}", r"\bE-\d+"]);
    for (text, expected) in [
        ("My PIN 1234 and E-77, e-9", "My •••• and ••••, e-9"),
        ("pin 4111 1111 1111 1111", "••••"),
        ("pin 4111111111111111", "••••"),
    ] {
        assert_eq!(rules.hide(text), expected, "{text}");
    }
}

#[test]
fn a_pattern_that_can_not_be_used_says_why() {
    let of = |pattern: &str| {
        let masking = Masking {
            rules: vec![Rule {
                name: "Own".to_owned(),
                pattern: pattern.to_owned(),
                on: false,
            }],
            ..Masking::default()
        };
        Rules::of(&masking).map(drop).map_err(|bad| bad.why)
    };
    let why = |pattern: &str| of(pattern).unwrap_err();
    assert_eq!(why("(a"), "unclosed group.");
    assert_eq!(why("a*"), "The pattern also finds where nothing is.");
    assert_eq!(why(r"(\w{500}){500}"), "The pattern stands for too much.");
    assert!(why(&"x".repeat(201)).contains("too long"));
    assert!(why("(?=a)b").contains("look-around"), "{}", why("(?=a)b"));
    assert_eq!(of(r"\d{6}"), Ok(()));
}

fn mail(html: &str) -> Content {
    let email = Email {
        subject: "Card 4111 1111 1111 1111".to_owned(),
        text: "see below\n> 529.982.247-25".to_owned(),
        html: Some(html.to_owned()),
        message_id: Some("4111111111111111@x.test".to_owned()),
        ..Email::default()
    };
    Content::Rich(Rich::of(&RichContent::Email(Box::new(email))))
}

#[test]
fn a_mail_is_hidden_in_its_subject_its_text_and_what_its_page_says() {
    for (html, expected) in [
        ("<p>4111 1111 1111 1111</p>", "<p>••••1111</p>"),
        (
            "<b>4111</b> 1111&nbsp;1111&#32;<i data-x=\"1\">1111</i>.",
            "<b>••••1111</b><i data-x=\"1\"></i>.",
        ),
        (
            "<td>4111 1111</td><td>1111 1111</td>",
            "<td>4111 1111</td><td>1111 1111</td>",
        ),
        (
            "4111<br>1111<wbr><samp>1111</samp><img alt=\"\">1111!",
            "••••1111<br><wbr><samp></samp><img alt=\"\">!",
        ),
        (
            "<ul><li>4111 1111</li>\n<li>1111 1111</li></ul>",
            "<ul><li>••••1111</li><li></li></ul>",
        ),
        (
            "<img data-remote-src=\"https://x.test/4111111111111111.png\">",
            "<img data-remote-src=\"https://x.test/••••1111.png\">",
        ),
        (
            "<a href=\"https://x.test/?c=4111111111111111\">x &amp; y</a>",
            "<a href=\"https://x.test/?c=••••1111\">x &amp; y</a>",
        ),
        (
            "<img data-file=\"4111111111111111\">",
            "<img data-file=\"4111111111111111\">",
        ),
    ] {
        let (before, mut content) = (mail(html), mail(html));
        let original = hide(&Rules::default(), &mut content, &mut None).unwrap();
        let Content::Rich(rich) = &content else {
            panic!("it stays a mail")
        };
        let RichContent::Email(email) = rich.read() else {
            panic!("it stays a mail: {content:?}")
        };
        assert_eq!(email.subject, "Card ••••1111");
        assert_eq!(email.text, "see below\n> ••••25");
        assert_eq!(email.html.as_deref(), Some(expected));
        assert_eq!(email.message_id.as_deref(), Some("4111111111111111@x.test"));
        original.put_into(&mut content, &mut None);
        assert_eq!(content, before);
    }
}

#[test]
fn dots_stand_for_what_they_hid_in_their_order_and_nothing_is_seen_by_that() {
    let rules = with(&[r"^\d{6}$"]);
    let hidden_in = |text: &str| {
        let text = text.to_owned();
        let (mut content, rules) = (Content::Text { text }, &rules);
        hide(rules, &mut content, &mut None).unwrap().hidden(rules)
    };
    let two = hidden_in("4111111111111111 or 4000000000001000 or 52998224725");
    for (text, whole) in [
        ("use ••••1000!", "use 4000000000001000!"),
        ("••••1111, ••••1111", "4111111111111111, 4111111111111111"),
        ("••••25 •••• ••••251", "52998224725 •••• ••••251"),
    ] {
        assert_eq!(two.put_back(&rules, text), Ok(Some(whole.to_owned())));
    }
    // The rule finds this alone: beside another word it would be seen.
    let code = hidden_in("123456");
    assert_eq!(code.put_back(&rules, "••••"), Ok(Some("123456".to_owned())));
    assert_eq!(code.put_back(&rules, "is •••• right?"), Ok(None));
}

#[test]
fn dots_that_could_stand_for_one_thing_or_another_are_told_apart_by_what_stands_beside_them() {
    let rules = with(&[r"V-\d+"]);
    let said = "your vouchers: V-111 for Ana, V-222 for Bia";
    let (mut content, text) = (
        Content::Text {
            text: said.to_owned(),
        },
        |text: &str| Ok(Some(text.to_owned())),
    );
    let hidden = hide(&rules, &mut content, &mut None)
        .unwrap()
        .hidden(&rules);
    let put_back = |text: &str| hidden.put_back(&rules, text);
    assert_eq!(
        put_back("your vouchers: •••• for Ana, •••• for Bia"),
        text(said)
    );
    assert_eq!(
        put_back("voucher of •••• for Bia"),
        text("voucher of V-222 for Bia")
    );
    assert_eq!(
        put_back("•••• for Bia, •••• for Ana,"),
        text("V-222 for Bia, V-111 for Ana,")
    );
    for unclear in [
        "your vouchers: •••• for Bia",
        "your voucher is ••••.",
        "•••• and ••••",
    ] {
        assert_eq!(put_back(unclear), Err(Ambiguous), "{unclear}");
    }
    // What was called off is meant only where it stands as it stood.
    let strict = hidden.clone().strictly();
    assert_eq!(
        strict.put_back(&rules, "type •••• where your password goes"),
        Ok(None)
    );
    assert_eq!(strict.put_back(&rules, said).unwrap(), None);
    assert_eq!(
        strict.put_back(&rules, "so •••• for Bia"),
        text("so V-222 for Bia")
    );
}

#[test]
fn a_number_that_is_read_over_marks_is_hidden_with_them() {
    let rules = Rules::default();
    let over_links = "see [4111](https://x.test) [1111](https://x.test) 1111 1111 **now**";
    assert_eq!(rules.hide(over_links), "see ••••1111 now");
    for over_lines in [
        "1. 4111\n2. 1111\n3. 1111\n4. 1111",
        "```\n4111\n```\n1111 1111 1111",
    ] {
        let blocks = recado_formatting::parse(over_lines, &[]);
        assert!(!recado_formatting::text_of(&blocks).contains(DOTS));
        let shown = rules.hide(over_lines);
        let read = recado_formatting::text_of(&recado_formatting::parse(&shown, &[]));
        assert_eq!(rules.hide(&read), read, "{over_lines}: {shown}");
        assert!(shown.contains("••••1111"), "{over_lines}: {shown}");
    }
    let beside = "**4111 1111 1111 1111** and [x](https://x.test)";
    assert_eq!(rules.hide(beside), "**••••1111** and [x](https://x.test)");
}

#[test]
fn what_is_not_known_is_hidden_whatever_it_is_called() {
    let fields = r#"{"kind":"location","latitude":1.5,"longitude":2.5,"name":"4111 1111 1111 1111","address":"CPF 529.982.247-25"}"#;
    let mut content: Content = serde_json::from_str(fields).unwrap();
    hide(&Rules::default(), &mut content, &mut None).unwrap();
    let shown = serde_json::to_string(&content).unwrap();
    assert!(
        shown.contains("••••1111") && shown.contains("CPF ••••25"),
        "{shown}"
    );
}

/// Patterns look through a line at a time: some would take time with the square of a text.
#[test]
fn an_own_pattern_takes_time_with_the_length_of_the_text_alone() {
    let rules = with(&[r"(?s).*[^A-Z]|[A-Z]"]);
    let takes = |length: usize| {
        let text = "A".repeat(length);
        let begun = Instant::now();
        assert!(rules.hide(&text).starts_with(DOTS));
        begun.elapsed()
    };
    let (short, long) = (takes(5_000), takes(20_000));
    assert!(long < short * 12, "{short:?}, then {long:?}");
}
