//! Cleans the HTML of a mail. What comes out runs nothing, loads nothing by itself and says where
//! its links lead.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::marks;

pub use super::marks::with_files;

/// Presentation that needs no style sheet; styles and colours are the reader's own.
const TABLE: [&str; 4] = ["align", "valign", "width", "height"];

/// Cleans it: no scripts, styles, forms or frames; images keep where they are from in
/// `data-remote-src`, or which of the mail's own files they are in `data-cid`; the newest quoted
/// history is folded.
pub fn clean(html: &str) -> String {
    static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);
    marks::mark(&CLEANER.clean(html).to_string())
}

fn cleaner() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .add_tags(["font", "big", "tfoot"])
        .rm_tags(["map", "area", "details", "summary"])
        .clean_content_tags(HashSet::from([
            "script", "style", "title", "head", "template",
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"))
        .set_tag_attribute_values(HashMap::from([(
            "a",
            HashMap::from([("target", "_blank")]),
        )]))
        .add_tag_attributes("table", ["border", "cellpadding", "cellspacing"])
        .add_generic_attributes(["dir"])
        .attribute_filter(attribute_of);
    for tag in ["table", "tr", "td", "th", "tbody", "thead", "tfoot"] {
        builder.add_tag_attributes(tag, TABLE);
    }
    builder
}

fn attribute_of<'v>(tag: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    match (tag, attribute) {
        // An image that is no web address may be one of the mail's own files.
        ("img", "src") => (is_web(value) || is_own(value)).then_some(Cow::Borrowed(value)),
        (_, "href") => (!starts_with(value, OWN)).then_some(Cow::Borrowed(value)),
        (_, "width" | "height") => is_size(value).then_some(Cow::Borrowed(value)),
        (_, "cite" | "longdesc" | "background") => None,
        _ => Some(Cow::Borrowed(value)),
    }
}

/// What begins the address of one of the mail's own files.
const OWN: &str = "cid:";

fn is_web(address: &str) -> bool {
    starts_with(address, "http://") || starts_with(address, "https://")
}

fn is_own(address: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"&<>".contains(&byte);
    starts_with(address, OWN) && address.bytes().all(is_plain)
}

fn starts_with(address: &str, scheme: &str) -> bool {
    address
        .get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// A width in pixels or a share.
fn is_size(value: &str) -> bool {
    let digits = value.trim_end_matches(['%']).trim_end_matches("px");
    !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}
