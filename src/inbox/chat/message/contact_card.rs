//! Somebody's card: a name, and how to reach them.

use leptos::prelude::*;

use crate::markup::view;
use crate::ui::{Icon, icon};

pub fn contact_card_view(
    name: String,
    company: Option<String>,
    phones: Vec<String>,
    emails: Vec<String>,
) -> AnyView {
    let phones = phones.into_iter().map(|phone| {
        let digits: String = phone
            .chars()
            .filter(|letter| letter.is_ascii_digit() || *letter == '+')
            .collect();
        line(format!("tel:{digits}"), phone)
    });
    let emails = emails
        .into_iter()
        .map(|email| line(format!("mailto:{email}"), email));
    let lines: Vec<AnyView> = phones.chain(emails).collect();
    let company = company.map(|company| view! { <bdi class="file__size">{company}</bdi> });
    view! {
        <div class="file">
            <span class="file__icon">{icon(Icon::Contacts)}</span>
            <span class="file__facts">
                <bdi class="file__name">{name}</bdi>
                {company}
                {lines}
            </span>
        </div>
    }
}

fn line(address: String, shown: String) -> AnyView {
    view! {
        <a class="bubble__link" href=address rel="noopener noreferrer nofollow" dir="ltr">
            {shown}
        </a>
    }
}
