//! What is put into HTML after it was cleaned: images that wait, folded quotes, links that say where
//! they lead when their text says something else.
//!
//! It reads what the cleaner wrote, and nothing else: every attribute is in double quotes, and a `<`
//! that begins no tag is written `&lt;`.

use std::ops::Range;

/// What begins the folded part of a mail; whoever shows it puts words into it.
const FOLD: &str = "<details class=\"quoted\"><summary>…</summary>";

/// Marks cleaned HTML.
pub fn mark(html: &str) -> String {
    let folded = last_quote(html).unwrap_or(0..0);
    let mut marked = String::with_capacity(html.len() + FOLD.len());
    for piece in pieces(html) {
        let end = piece.at + piece.text.len();
        if piece.at == folded.start && !folded.is_empty() {
            marked.push_str(FOLD);
        }
        match piece.name() {
            Some("img") => marked.push_str(&waiting(piece.text)),
            Some("a") => {
                let shown = html[end..].split("</a>").next().unwrap_or_default();
                match hidden_host(piece.text, shown) {
                    Some(host) => {
                        marked.push_str(&piece.text[..piece.text.len() - 1]);
                        marked.push_str(&format!(" data-host=\"{host}\">"));
                    }
                    None => marked.push_str(piece.text),
                }
            }
            _ => marked.push_str(piece.text),
        }
        if end == folded.end && !folded.is_empty() {
            marked.push_str("</details>");
        }
    }
    marked
}

/// The tags of cleaned HTML as they stand.
#[cfg(test)]
pub fn tags(html: &str) -> Vec<&str> {
    pieces(html)
        .filter(|piece| piece.name().is_some())
        .map(|piece| piece.text)
        .collect()
}

/// A tag, or the text up to the next one.
#[derive(Clone, Copy)]
struct Piece<'h> {
    at: usize,
    text: &'h str,
}

impl<'h> Piece<'h> {
    /// The name of a tag, with the slash of one that closes.
    fn name(self) -> Option<&'h str> {
        let inner = self.text.strip_prefix('<')?;
        inner.split([' ', '>']).next()
    }
}

/// All pieces: together they are the text.
fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = html.get(at..).filter(|rest| !rest.is_empty())?;
        let length = if rest.starts_with('<') {
            tag_length(rest)
        } else {
            rest.find('<').unwrap_or(rest.len())
        };
        let piece = Piece {
            at,
            text: &rest[..length],
        };
        at += length;
        Some(piece)
    })
}

/// Where a tag ends: at the first `>` that is not in quotes.
fn tag_length(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

/// The last quote that is in no other, when something stands before it: the history that mail
/// programs put below an answer. What was answered between the lines stays as it is.
fn last_quote(html: &str) -> Option<Range<usize>> {
    let (mut depth, mut begun, mut last) = (0_usize, 0, None);
    let mut said = false;
    for piece in pieces(html) {
        match piece.name() {
            Some("blockquote") => {
                if depth == 0 {
                    begun = piece.at;
                }
                depth += 1;
            }
            Some("/blockquote") => {
                depth = depth.saturating_sub(1);
                if depth == 0 && said {
                    last = Some(begun..piece.at + piece.text.len());
                }
            }
            None if depth == 0 => said |= !piece.text.trim().is_empty(),
            _ => {}
        }
    }
    last
}

/// An image that names its address without loading it.
fn waiting(tag: &str) -> String {
    let Some(at) = attribute_at(tag, " src=\"") else {
        return tag.to_owned();
    };
    let (before, value) = (&tag[..at], &tag[at + " src=\"".len()..]);
    match value.get(.."cid:".len()) {
        Some(scheme) if scheme.eq_ignore_ascii_case("cid:") => {
            format!("{before} data-cid=\"{}", &value[scheme.len()..])
        }
        _ => format!("{before} data-remote-src=\"{value}"),
    }
}

/// Names the files behind the mail's own images: `data-cid` becomes `data-file` with the id that
/// `file` finds, and goes where it finds none.
pub fn with_files(html: &str, file: impl Fn(&str) -> Option<String>) -> String {
    const CID: &str = " data-cid=\"";
    let mut named = String::with_capacity(html.len());
    for piece in pieces(html) {
        let own = (piece.name() == Some("img"))
            .then(|| attribute_at(piece.text, CID))
            .flatten()
            .and_then(|at| {
                let (before, rest) = (&piece.text[..at], &piece.text[at + CID.len()..]);
                let (cid, after) = rest.split_once('"')?;
                Some((before, cid, after))
            });
        let Some((before, cid, after)) = own else {
            named.push_str(piece.text);
            continue;
        };
        named.push_str(before);
        if let Some(file) = file(cid) {
            named.extend([" data-file=\"", &file, "\""]);
        }
        named.push_str(after);
    }
    named
}

/// Where an attribute begins in a tag, rather than the same letters in a value.
fn attribute_at(tag: &str, attribute: &str) -> Option<usize> {
    let mut quoted = false;
    tag.bytes().enumerate().find_map(|(at, byte)| {
        quoted ^= byte == b'"';
        (!quoted && tag.as_bytes()[at..].starts_with(attribute.as_bytes())).then_some(at)
    })
}

/// The host that a link leads to, when its text looks like an address with another one.
fn hidden_host<'t>(tag: &'t str, shown: &str) -> Option<&'t str> {
    let address = tag.split_once(" href=\"")?.1.split('"').next()?;
    let host = host_of(address.split_once("://")?.1);
    let text: String = pieces(shown)
        .filter(|piece| piece.name().is_none())
        .map(|piece| piece.text)
        .collect();
    let text = text.trim();
    let looks_like_address = text.contains("://")
        || (text.contains('.') && !text.contains(char::is_whitespace) && !text.contains('@'));
    let shown_host = host_of(text.split_once("://").map_or(text, |(_, rest)| rest));
    let is_same = bare(shown_host).eq_ignore_ascii_case(bare(host));
    (looks_like_address && !is_same).then_some(host)
}

fn host_of(address: &str) -> &str {
    let end = address.find(['/', '?', '#', '\\']).unwrap_or(address.len());
    let host = &address[..end];
    host.rsplit_once('@').map_or(host, |(_, host)| host)
}

fn bare(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}
