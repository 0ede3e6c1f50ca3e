use std::time::Instant;

use recado_protocol::masking::{DOTS, Masking, Rule};
use recado_protocol::message::rich::Email;
use recado_protocol::{Content, Rich, RichContent};

use super::{Ambiguous, Kind, Rules, hide};

fn shown(text: &str) -> String {
    Rules::default().hide(text).into_owned()
}

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
fn numbers_are_found_however_they_are_written() {
    for (text, expected) in [
        ("card 4111 1111 1111 1111.", "card ••••1111."),
        ("5555555555554444", "••••4444"),
        ("4111-1111-1111-1111-1228", "••••1111-1228"),
        ("4111.1111.1111.1111 12/28 123", "••••1111 12/28 123"),
        ("7 4111 1111 1111 1111", "7 ••••1111"),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "••••1111"),
        ("4111\n1111\n1111\n1111", "••••1111"),
        ("4111\u{200b}1111\u{a0}1111\u{2013}1111", "••••1111"),
        ("card:4111111111111111x", "card:••••1111x"),
        ("card4111111111111111", "card••••1111"),
        ("3782 822463 10005", "••••0005"),
        ("٤١١١ ١١١١ ١١١١ ١١١١", "••••١١١١"),
        ("４１１１１１１１１１１１１１１１", "••••１１１１"),
        ("CPF 529.982.247-25, ok", "CPF ••••25, ok"),
        ("CPF 529.982.247-25 11 anos", "CPF ••••25 11 anos"),
        ("cpf52998224725", "cpf••••25"),
        ("CNPJ 11.222.333/0001-81", "CNPJ ••••81"),
        ("CNPJ 12.ABC.345/01DE-35", "CNPJ ••••35"),
        ("4111111111111111 e 52998224725", "••••1111 e ••••25"),
        ("**4111** **1111** **1111** **1111**", "**••••1111**"),
        ("`4111` `1111` `1111` `1111`", "`••••1111`"),
        ("> 4111 1111\n> 1111 1111", "> ••••1111"),
        (
            "***4111*** ***1111*** ***1111*** ***1111***",
            "***••••1111***",
        ),
        (
            "4111 1111 1111 1111 5555 5555 5555 4444",
            "••••1111 ••••4444",
        ),
        ("3782 8224 6310 005", "••••0005"),
        (
            "1. 5105105105105100\n2. 4111 1111 1111 1111",
            "1. ••••5100\n2. ••••1111",
        ),
        ("529,982,247-25 / 529 982 247 25", "••••25 / ••••25"),
        (
            "11.222.333/000181 e 5 2 9 9 8 2 2 4 7 2 5",
            "••••81 e ••••25",
        ),
        ("4111    1111    1111    1111", "••••1111"),
        ("4111'1111\u{2019}1111\u{2212}1111", "••••1111"),
        ("529\u{2024}982\u{2027}247\u{2010}25", "••••25"),
        ("४१११ ११११ ११११ ११११", "••••११११"),
        ("𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏", "••••𝟏𝟏𝟏𝟏"),
        ("4\u{fe0f}\u{20e3}111\u{34f}1111 11111111", "••••1111"),
        (
            "4111111111111111 22222 33333 4444444444444444444444",
            "••••1111 22222 33333 4444444444444444444444",
        ),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn numbers_are_found_in_addresses() {
    for (text, expected) in [
        (
            "https://x.test/?card=4111%201111%201111%201111",
            "https://x.test/?card=••••1111",
        ),
        (
            "https://x.test/?card=4111%201111%201111%201111&x=1%202",
            "https://x.test/?card=••••1111&x=1%202",
        ),
        ("/4111%2D1111%2d1111%2D1111#7", "/••••1111#7"),
        ("/4111%2e1111%2E1111%2E1111", "/••••1111"),
        ("4111%C2%A01111%c2%a01111%C2%A01111", "••••1111"),
        ("4111%E2%80%931111%E2%80%931111%E2%80%931111", "••••1111"),
        ("4111%E2%80%8B1111%E2%80%8B1111%E2%80%8B1111", "••••1111"),
        ("4111%0D%0A1111%0D%0A1111%0D%0A1111", "••••1111"),
        // As a form writes spaces.
        (
            "https://x.test/?card=4111+1111+1111+1111&n=3",
            "https://x.test/?card=••••1111&n=3",
        ),
        ("?card=4111+-+1111+-+1111+-+1111", "?card=••••1111"),
        ("?card=4111%2B1111%2b1111%2B1111", "?card=••••1111"),
        ("?cpf=529+982+247+25", "?cpf=••••25"),
        ("?q=meu+cpf+52998224725", "?q=meu+cpf+••••25"),
        ("?card=3782+822463+10005+12/28", "?card=••••0005+12/28"),
        ("?cpf=529.982.247%2D25&n=3", "?cpf=••••25&n=3"),
        ("?cpf=529%20982%20247%2025", "?cpf=••••25"),
        ("?cnpj=11.222.333%2F0001-81", "?cnpj=••••81"),
        // The digits that are shown are the number's own.
        ("5%202%209%209%208%202%202%204%207%202%205", "••••25"),
        (
            "4%201%201%201%201%201%201%201%201%201%201%201%201%201%201%201",
            "••••1111",
        ),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn other_numbers_in_addresses_stay() {
    for text in [
        "https://x.test/orders/2026%2F11%2F28/471100123",
        "https://x.test/track?ids=4111%2C1111%2C1111%2C1111",
        "https://x.test/?q=4111%201111%201111%201112",
        "https://x.test/?a=4111%261111%261111%261111",
        "https://x.test/?tel=%2B4%20012%20888%20888%20881",
        "https://x.test/?tel=%2B52998224725",
        "https://x.test/?q=4111+1111+1111+1112",
        "https://x.test/?s=41+11+11+11+11+11+11+11",
        "?nfe=3526+0946+5632+1223+3079+5500+1000+0012+3410+0012+3456",
        "https://x.test/?s=41%2011%2011%2011%2011%2011%2011%2011",
        "?nfe=3526%200946%205632%201223%203079%205500%201000%200012%203410%200012%203456",
        "4111%1111%1111%1111",
        "up 5%, 20%, 4111%2",
        "%E2%80",
        "%",
        "100%20é%C3%A9",
    ] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn other_numbers_stay() {
    for text in [
        "order 4711 of 2026-11-28",
        "R$ 1.299,90 in 10 parts",
        "order 1234567890123",
        "call +55 11 98765-4321 now",
        "(11) 98765-4321",
        // These would pass for a CPF and a card, were they not written as telephone numbers.
        "52 99822-4725",
        "+4 012 888 888 881",
        "+52998224725",
        "+5511987654321+5511912345678",
        "3 +52998224725",
        // What is added up.
        "4111 + 1111 + 1111 + 1111",
        "4111 +1111 +1111 +1111",
        "4111 1111 1111 1112",
        "00000000000",
        "5 200 1 300 4 500 7 005",
        "12.ABC.345/01DE-36",
        "••••1111",
        "2026-11-28 16:32:22 and 2026-11-29 04:07:11",
        "41111111111111111111111111111111",
        // Keys, slips, prices, years, numbers of things: in groups of their own.
        "3526 0946 5632 1223 3079 5500 1000 0012 3410 0012 3456",
        "4111 1111 1111 1111 4111 1111 1111 1111 4111 1111 1111",
        "34191.52223 55623.452355 37828.224631 0 00500000012345",
        "41.11 11.11 11.11 11.11",
        "4111, 1111, 1111, 1111",
        "| 4111 | 1111 | 1111 | 1111 |",
        "41, 11, 11, 11, 11, 11, 11, 11",
        "2008 2016 2004 2020",
        "DE41 1111 1111 1111 1111 00",
        "4006381333931",
        "2026112916322243",
        "",
    ] {
        assert_eq!(shown(text), text);
    }
}

/// From a seed, texts with numbers among other things: no digit that is hidden is left, and nothing else is lost.
#[test]
fn whatever_stands_around_a_number_it_is_hidden_and_nothing_else_is() {
    let mut seed = 0x5eed_u64;
    let mut below = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(seed >> 33).unwrap() % most
    };
    const NUMBERS: [(&str, Kind); 5] = [
        ("4111111111111111", Kind::Card),
        ("378282246310005", Kind::Card),
        ("6011000990139424", Kind::Card),
        ("52998224725", Kind::Cpf),
        ("11222333000181", Kind::Cnpj),
    ];
    const WORDS: [&str; 8] = ["olá", "é:", "(", "🙂", "no. 7;", "R$", "x=", "\u{2028}fim"];
    for _ in 0..4_000 {
        let (number, kind) = NUMBERS[below(NUMBERS.len())];
        let (before, after) = (WORDS[below(WORDS.len())], WORDS[below(WORDS.len())]);
        let gap = ["", " ", "-", ".", " - "][below(5)];
        let size = match kind {
            Kind::Cpf => 3,
            Kind::Cnpj => number.len(),
            _ => 4,
        };
        let groups: Vec<&str> = (0..number.len())
            .step_by(size)
            .map(|at| &number[at..number.len().min(at + size)])
            .collect();
        let text = format!("{before}{}{after}", groups.join(gap));
        let last = if kind == Kind::Card { 4 } else { 2 };
        let masked = format!("{before}{DOTS}{}{after}", &number[number.len() - last..]);
        assert_eq!(shown(&text), masked, "{text}");
    }
}

/// Ratios of one run, as machines differ: four times the text may take no more than some ten times as long.
#[test]
fn a_text_of_nothing_but_digits_takes_time_with_its_length_alone() {
    for piece in [
        "1 ",
        "1 1 1 1 1\n",
        "4111 ",
        "12",
        "1*********",
        "1%20",
        "%20%E2%80",
    ] {
        let takes = |length: usize| {
            let text = piece.repeat(length / piece.len());
            let times = (0..5).map(|_| {
                let begun = Instant::now();
                assert!(!Rules::default().hide(&text).is_empty());
                begun.elapsed()
            });
            times.min().unwrap_or_default()
        };
        let (short, long) = (takes(25_000), takes(100_000));
        assert!(long < short * 12, "{piece:?}: {short:?}, then {long:?}");
    }
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
