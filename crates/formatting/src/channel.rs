//! A text as a channel wants it.

use crate::carries::Writing;
use crate::{html, marked, parse};

/// Writes a text for a channel by the word of its kind. What the channel can't carry becomes plain text.
pub fn write_for(kind: &str, text: &str) -> String {
    let read = || parse(text, &[]);
    match Writing::of(kind) {
        Writing::Ours => text.to_owned(),
        Writing::Whatsapp => marked::write(&read(), &marked::WHATSAPP),
        Writing::Plain => marked::write(&read(), &marked::PLAIN),
        Writing::Telegram => html::telegram(&read()),
        Writing::Mail => html::mail(&read()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYTHING: &str = "Olá **Ana**, _hoje_ ~~não~~ `x<1>`\n\n> dito *antes*\n- um\n  - dois\n3. três\n```sh\nls <a> & b\n```\nVeja [o *site*](https://a.example/?a=1&b=2) ou https://b.example";

    #[test]
    fn each_channel_gets_what_it_can_read() {
        for (kind, written) in [
            ("live_chat", EVERYTHING),
            (
                "whatsapp",
                "Olá *Ana*, _hoje_ ~não~ `x<1>`\n\n> dito *antes*\n- um\n  - dois\n3. três\n```ls <a> & b```\nVeja o *site* (https://a.example/?a=1&b=2) ou https://b.example",
            ),
            (
                "telegram",
                "Olá <b>Ana</b>, <i>hoje</i> <s>não</s> <code>x&lt;1&gt;</code>\n\n<blockquote>dito <b>antes</b></blockquote>\n• um\n  • dois\n3. três\n<pre><code class=\"language-sh\">ls &lt;a&gt; &amp; b</code></pre>\nVeja <a href=\"https://a.example/?a=1&amp;b=2\">o <b>site</b></a> ou <a href=\"https://b.example\">https://b.example</a>",
            ),
            (
                "email",
                "<div>Olá <b>Ana</b>, <i>hoje</i> <s>não</s> <code>x&lt;1&gt;</code><br><br></div><blockquote><div>dito <b>antes</b></div></blockquote><ul><li>um<ul><li>dois</ul></ul><ol><li value=\"3\">três</ol><pre><code>ls &lt;a&gt; &amp; b</code></pre><div>Veja <a href=\"https://a.example/?a=1&amp;b=2\">o <b>site</b></a> ou <a href=\"https://b.example\">https://b.example</a></div>",
            ),
            (
                "sms",
                "Olá Ana, hoje não x<1>\n\n> dito antes\n- um\n  - dois\n3. três\nls <a> & b\nVeja o site (https://a.example/?a=1&b=2) ou https://b.example",
            ),
        ] {
            assert_eq!(write_for(kind, EVERYTHING), written, "{kind}");
        }
    }

    #[test]
    fn a_marker_within_its_like_is_not_written_twice() {
        assert_eq!(write_for("whatsapp", "**a *b* c**"), "*a b c*");
    }

    #[test]
    fn telegram_gets_no_quotation_within_a_quotation() {
        assert_eq!(
            write_for("telegram", "> a\n> > b"),
            "<blockquote>a\n&gt; b</blockquote>"
        );
    }

    #[test]
    fn markup_of_others_stays_text() {
        assert_eq!(
            write_for(
                "email",
                "<img src=x onerror=\"alert(1)\"> [x](javascript:alert(1))"
            ),
            "<div>&lt;img src=x onerror=&quot;alert(1)&quot;&gt; [x](javascript:alert(1))</div>"
        );
    }
}
