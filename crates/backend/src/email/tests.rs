//! Mails as they come, in; what is kept of them, out.

use super::*;

fn mail(text: &str) -> Received {
    read(text.replace('\n', "\r\n").as_bytes()).unwrap()
}

#[test]
fn the_plain_half_of_an_alternative_is_its_text_and_the_other_its_html() {
    let Received { email, attachments } = mail(
        "From: =?utf-8?q?Jos=C3=A9_Ara=C3=BAjo?= <jose@cliente.example>
Reply-To: pedidos@cliente.example
To: Casa Aurora <contato@casaaurora.example>, outro@casaaurora.example
Cc: \"Silva, Ana\" <ana@cliente.example>
Subject: =?ISO-8859-1?Q?Cadeira_quebrada_=E9_urgente?=
Message-ID: <one@cliente.example>
In-Reply-To: <zero@casaaurora.example>
References: <first@casaaurora.example> <zero@casaaurora.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=\"x\"

--x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

A cadeira n=C3=A3o chegou inteira.
--x
Content-Type: text/html; charset=utf-8

<p>A cadeira <b>não</b> chegou inteira.</p>
--x--
",
    );
    assert_eq!(email.subject, "Cadeira quebrada é urgente");
    assert_eq!(email.text, "A cadeira não chegou inteira.");
    assert_eq!(
        email.html.as_deref().map(str::trim),
        Some("<p>A cadeira <b>não</b> chegou inteira.</p>")
    );
    let from = email.from.clone().unwrap();
    assert_eq!(
        (from.name.as_deref(), from.address.as_str()),
        (Some("José Araújo"), "jose@cliente.example")
    );
    assert_eq!(email.reply_to[0].address, "pedidos@cliente.example");
    let addresses: Vec<_> = email.to.iter().map(|it| it.address.as_str()).collect();
    assert_eq!(
        addresses,
        ["contato@casaaurora.example", "outro@casaaurora.example"]
    );
    assert_eq!(email.cc[0].name.as_deref(), Some("Silva, Ana"));
    assert_eq!(email.message_id.as_deref(), Some("one@cliente.example"));
    assert_eq!(
        answered(&email),
        ["zero@casaaurora.example", "first@casaaurora.example"]
    );
    assert!(attachments.is_empty());
}

#[test]
fn a_mail_that_is_html_only_has_a_text_made_from_it() {
    let email = mail(
        "From: a@b.example
Subject: x
Content-Type: text/html; charset=windows-1252
Content-Transfer-Encoding: base64

PHA+T2zhLCA8Yj50dWRvPC9iPiBiZW0/PC9wPjxwPlN0YXRlbWVudCA2NDwvcD4=
",
    )
    .email;
    assert!(email.text.starts_with("Olá, tudo bem?"), "{}", email.text);
    assert!(email.html.unwrap().contains("<b>tudo</b>"));
}

#[test]
fn what_is_nested_is_found_and_files_keep_their_names() {
    let Received { email, attachments } = mail(
        "From: a@b.example
Subject: nested
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=\"out\"

--out
Content-Type: multipart/related; boundary=\"mid\"

--mid
Content-Type: multipart/alternative; boundary=\"in\"

--in
Content-Type: text/plain

Plain.
--in
Content-Type: text/html

<p>Rich <img src=\"cid:logo\" alt=\"logo\"></p>
--in--
--mid
Content-Type: image/png
Content-ID: <logo>
Content-Disposition: inline; filename=\"logo.png\"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--mid--
--out
Content-Type: application/pdf
Content-Disposition: attachment; filename*=utf-8''nota%20fiscal%20%C3%A9.pdf
Content-Transfer-Encoding: base64

JVBERi0=
--out
Content-Type: message/rfc822

From: c@d.example
Subject: inner

Inner text.
--out--
",
    );
    assert_eq!(email.text, "Plain.");
    assert_eq!(
        email.html.unwrap().trim(),
        "<p>Rich <img data-cid=\"logo\" alt=\"logo\"></p>"
    );
    let files: Vec<_> = attachments
        .iter()
        .map(|file| (file.name.as_str(), file.media_type.as_str()))
        .collect();
    assert_eq!(
        files,
        [
            ("logo.png", "image/png"),
            ("nota fiscal é.pdf", "application/pdf"),
            ("attachment-3", "message/rfc822"),
        ]
    );
    assert_eq!(attachments[1].bytes, b"%PDF-");
}

#[test]
fn other_alphabets_are_read() {
    for (charset, body, text) in [
        ("iso-2022-jp", "=1B$B$3$s$K$A$O=1B(B", "こんにちは"),
        ("koi8-r", "=F0=D2=C9=D7=C5=D4", "Привет"),
        ("gb18030", "=C4=E3=BA=C3", "你好"),
        ("windows-1256", "=E3=D1=CD=C8=C7", "مرحبا"),
        ("x-unheard-of", "plain", "plain"),
    ] {
        let email = mail(&format!(
            "From: a@b.example
Content-Type: text/plain; charset={charset}
Content-Transfer-Encoding: quoted-printable

{body}
"
        ))
        .email;
        assert_eq!(email.text, text, "{charset}");
    }
}

#[test]
fn a_broken_mail_is_read_as_far_as_it_goes() {
    for raw in [
        "From: a@b.example\nSubject: cut\nContent-Type: multipart/mixed; boundary=\"x\"\n\n--x\nContent-Type: text/plain\n\nstill here",
        "From: a@b.example\nSubject: cut\nContent-Type: multipart/mixed\n\nstill here",
        "From: a@b.example\nSubject: cut\nContent-Type: nonsense;;;=\nContent-Transfer-Encoding: klingon\n\nstill here",
        "Subject: cut\nFrom: <<<@@@>>>, a@b.example\n\nstill here",
    ] {
        let email = mail(raw).email;
        assert!(
            email.text.contains("still here"),
            "{raw:?}: {:?}",
            email.text
        );
        assert_eq!(email.subject, "cut");
    }
    assert_eq!(read(b""), None);
    // Anything may come: nothing of it panics.
    let mut seed = 7_u32;
    for length in 0..400 {
        let raw: Vec<u8> = (0..length)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let bytes = b"From: a@b\r\n\r\n--x=?utf-8?B?;boundary=\"<\xff\x00";
                bytes[(seed >> 16) as usize % bytes.len()]
            })
            .collect();
        let _ = read(&raw);
    }
}

#[test]
fn nothing_of_a_head_can_begin_another_line_or_leave_its_brackets() {
    let email = mail(
        "From: \"x\\\" <evil@e.example>\" <a@b.example>
To: a b@c.example, ok@d.example
Subject: one =?utf-8?q?=0D=0ABcc:_all@e.example?=
Message-ID: <a b>
References: <ok@x.example> <bad id@x>

.
",
    )
    .email;
    assert_eq!(email.subject, "one Bcc: all@e.example");
    assert_eq!(email.from.unwrap().address, "a@b.example");
    assert_eq!(email.message_id, None);
    for address in email.to {
        assert!(is_address(&address.address), "{}", address.address);
    }
    for id in email.references {
        assert!(!id.contains(['<', '>', ' ']), "{id}");
    }
}

#[test]
fn html_runs_nothing_and_loads_nothing() {
    for (html, cleaned) in [
        ("<script>alert(1)</script>a", "a"),
        ("<style>*{background:url(//x)}</style>a", "a"),
        ("<img src=x onerror=alert(1)>", "<img>"),
        (
            "<img src=\"https://t.example/p.gif\" width=\"1\">",
            "<img data-remote-src=\"https://t.example/p.gif\" width=\"1\">",
        ),
        (
            "<img alt=' src=\"x\"' src='HTTPS://t.example/'>",
            "<img alt=\" src=&quot;x&quot;\" data-remote-src=\"HTTPS://t.example/\">",
        ),
        ("<p style=\"position:fixed\" class=x id=y>a", "<p>a</p>"),
        ("<iframe src=\"https://x\"></iframe>a", "a"),
        ("<form action=\"https://x\"><input name=q>a</form>", "a"),
        ("<base href=\"https://x\"><meta http-equiv=refresh>a", "a"),
        (
            "<a href=\"javascript:alert(1)\">a</a>",
            "<a target=\"_blank\" rel=\"noopener noreferrer\">a</a>",
        ),
        (
            "<svg><a xlink:href=\"javascript:alert(1)\"><text>a</text></a></svg>",
            "",
        ),
        (
            "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
            "",
        ),
        ("<td background=\"https://x\" bgcolor=red>a", "a"),
        ("1 < 2 src=\"x\"", "1 &lt; 2 src=\"x\""),
    ] {
        let got = html::clean(html);
        assert_eq!(got, cleaned, "{html}");
    }
}

#[test]
fn only_the_history_below_an_answer_is_folded() {
    let answer =
        "<p>Thanks!</p><blockquote><p>You said</p><blockquote>older</blockquote></blockquote>";
    assert_eq!(
        html::clean(answer),
        "<p>Thanks!</p><details class=\"quoted\"><summary>…</summary><blockquote><p>You said</p>\
         <blockquote>older</blockquote></blockquote></details>"
    );
    let between = "<blockquote>one?</blockquote>Yes.<blockquote>two?</blockquote>No.";
    let cleaned = html::clean(between);
    assert!(cleaned.starts_with("<blockquote>one?"), "{cleaned}");
    assert_eq!(cleaned.matches("<details").count(), 1);
    let all = "<blockquote>all there is</blockquote>";
    assert_eq!(html::clean(all), all);
}

#[test]
fn a_link_that_claims_another_address_says_where_it_leads() {
    for (link, host) in [
        (
            "<a href=\"https://evil.example/x\">https://bank.example</a>",
            Some("evil.example"),
        ),
        (
            "<a href=\"https://bank.example@evil.example/\"><b>www.bank.example</b></a>",
            Some("evil.example"),
        ),
        (
            "<a href=\"https://evil.example\">bank.example/evil.example</a>",
            Some("evil.example"),
        ),
        (
            "<a href=\"https://www.bank.example/in\">bank.example</a>",
            None,
        ),
        ("<a href=\"https://evil.example\">Click here.</a>", None),
    ] {
        let cleaned = html::clean(link);
        let said = cleaned
            .split_once("data-host=\"")
            .map(|(_, rest)| rest.split('"').next().unwrap());
        assert_eq!(said, host, "{cleaned}");
    }
}

#[test]
fn cleaning_takes_time_in_proportion() {
    let begun = std::time::Instant::now();
    for part in [
        "<div>",
        "<a href=\"https://x.example\">https://y.example",
        "<blockquote>a",
        "<table><tr><td>",
    ] {
        let _ = html::clean(&part.repeat(4_000));
    }
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

/// The texts that are put into every field of the page, as the HTML of a mail.
#[test]
fn of_hostile_html_only_harmless_elements_are_left() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/hostile/texts.jsonl"
    );
    let texts = std::fs::read_to_string(path).unwrap();
    let texts: Vec<String> = texts
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(texts.len() >= 300, "{}", texts.len());
    for text in texts {
        let cleaned = html::clean(&text);
        for tag in marks::tags(&cleaned) {
            let words = tag.to_ascii_lowercase();
            for never in [
                "<script",
                "<style",
                "<iframe",
                "<object",
                "<embed",
                "<svg",
                "<math",
                "<form",
                "<input",
                "<link",
                "<meta",
                "<base",
                "<template",
                "<video",
                "<audio",
                " style=",
                " src=",
                " srcset=",
                " id=",
                " name=",
                " class=\"x",
                " poster=",
                " background=",
                "=\"javascript:",
                "=\"data:",
                "=\"vbscript:",
                "=\"//",
            ] {
                assert!(!outside_values(&words).contains(never), "{text:?}: {tag}");
            }
            let handler = outside_values(&words)
                .split(' ')
                .any(|word| word.starts_with("on") && word.contains('='));
            assert!(!handler, "{text:?}: {tag}");
        }
    }
}

/// A tag with its values cut to how they begin, so that only what counts is compared.
fn outside_values(tag: &str) -> String {
    tag.split('"')
        .enumerate()
        .map(|(at, part)| {
            if at % 2 == 0 {
                part.to_owned()
            } else {
                let scheme = part.split([':', '/']).next().unwrap_or_default();
                let rest = &part[scheme.len()..];
                let begins: String = rest.chars().take(2).collect();
                format!("\"{}{begins}\"", scheme.replace(' ', "+"))
            }
        })
        .collect()
}
