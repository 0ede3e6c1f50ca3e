//! A message that was taken back.

use leptos::prelude::*;

use crate::locale::{Key, t, t_with};
use crate::markup::view;

pub fn view(by: Option<&str>) -> AnyView {
    let by = by.map(str::to_owned);
    let words = move || match &by {
        Some(name) => t_with(Key::RichDeletedBy, &[("name", name)]),
        None => t(Key::RichDeleted),
    };
    view! { <p class="rich__gone" dir="auto">{words}</p> }
}
