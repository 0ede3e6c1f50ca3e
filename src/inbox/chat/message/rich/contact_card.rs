//! Somebody's name and how to reach them.

use leptos::prelude::*;

use crate::markup::view;
use crate::ui::{Icon, icon};

pub fn view(name: &str, phones: &[String], emails: &[String], company: Option<&str>) -> AnyView {
    let company = company
        .map(|company| view! { <span class="rich__footer" dir="auto">{company.to_owned()}</span> });
    let phones: Vec<AnyView> = phones.iter().map(|phone| line("tel:", phone)).collect();
    let emails: Vec<AnyView> = emails.iter().map(|email| line("mailto:", email)).collect();
    view! {
        <div class="rich contact-card">
            {icon(Icon::Contacts)}
            <p class="contact-card__name">
                <span class="rich__heading" dir="auto">{name.to_owned()}</span>
                {company}
            </p>
            <ul class="contact-card__lines" role="list">{phones} {emails}</ul>
        </div>
    }
}

/// A number or an address; one that has an odd letter in it leads nowhere.
fn line(scheme: &str, text: &str) -> AnyView {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "+-(). @_".contains(letter);
    let address = text
        .chars()
        .all(is_plain)
        .then(|| format!("{scheme}{}", text.replace(' ', "")));
    let text = text.to_owned();
    match address {
        Some(address) => view! {
            <li>
                <a class="bubble__link" href=address dir="ltr">{text}</a>
            </li>
        },
        None => view! { <li dir="auto">{text}</li> },
    }
}
