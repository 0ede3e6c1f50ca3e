//! What this version can't draw: a kind to come, or a known one that lacks something. Its text is
//! shown beside what it is.

use leptos::prelude::*;

use crate::locale::{Key, kind_name, t, t_with};
use crate::markup::view;

pub fn view(kind: &str) -> AnyView {
    let kind = kind.to_owned();
    let words = move || {
        let name = kind_name(&kind);
        if name == t(Key::KindUnknown) {
            name
        } else {
            t_with(Key::RichIncomplete, &[("kind", &name)])
        }
    };
    view! { <p class="bubble__kind" dir="auto">{words}</p> }
}
