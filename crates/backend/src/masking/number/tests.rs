use std::time::Instant;

use recado_protocol::masking::DOTS;

use crate::masking::{Kind, Rules};

fn shown(text: &str) -> String {
    Rules::default().hide(text).into_owned()
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
        "1+",
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
