//! Cleans the HTML of a mail. What comes out runs nothing, loads nothing by itself and says where
//! its links lead.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::marks;

/// Presentation that needs no style sheet; styles and colours are the reader's own.
const TABLE: [&str; 4] = ["align", "valign", "width", "height"];

/// Cleans it: no scripts, styles, forms or frames; images keep where they are from in
/// `data-remote-src`; the newest quoted history is folded.
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
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
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
        // An image that is no web address is one of the mail's own files, which are listed below it.
        ("img", "src") => is_web(value).then_some(Cow::Borrowed(value)),
        (_, "width" | "height") => is_size(value).then_some(Cow::Borrowed(value)),
        (_, "cite" | "longdesc" | "background") => None,
        _ => Some(Cow::Borrowed(value)),
    }
}

fn is_web(address: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        address
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// A width in pixels or a share.
fn is_size(value: &str) -> bool {
    let digits = value.trim_end_matches(['%']).trim_end_matches("px");
    !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}
