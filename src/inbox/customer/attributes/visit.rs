//! Where a visitor of the live chat was when this conversation began.

use leptos::prelude::*;
use recado_protocol::attribute::plain_link;
use recado_protocol::visitor::VisitFacts;

use crate::locale::{Key, full_date_time, text};
use crate::markup::view;

/// What is known of it; nothing when that is nothing.
pub fn visit(facts: &VisitFacts) -> Option<AnyView> {
    let browser: Vec<&str> = [&facts.browser, &facts.system]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let browser = (!browser.is_empty()).then(|| browser.join(" · "));
    let campaign: Vec<AnyView> = facts
        .campaign
        .iter()
        .map(|fact| {
            // The names are those of the address, in every language.
            let line = format!("{}: {}", fact.name, fact.value);
            view! { <li dir="auto">{line}</li> }
        })
        .collect();
    let campaign =
        (!campaign.is_empty()).then(|| view! { <ul class="facts__lines">{campaign}</ul> });
    let rows: Vec<AnyView> = [
        (Key::VisitPage, facts.page.as_deref().map(address)),
        (Key::VisitReferrer, facts.referrer.as_deref().map(address)),
        (Key::VisitCampaign, campaign),
        (Key::VisitBrowser, browser.map(plain)),
        (Key::VisitLanguage, facts.language.clone().map(plain)),
        (
            Key::VisitBegan,
            facts.at.map(|at| plain(full_date_time(at))),
        ),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(row(label, value?)))
    .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h4 class="attributes__heading">{text(Key::VisitTitle)}</h4>
            <dl class="facts">{rows}</dl>
        }
    })
}

fn row(label: Key, value: AnyView) -> AnyView {
    view! {
        <div class="facts__row">
            <dt class="facts__label">{text(label)}</dt>
            <dd class="facts__value">{value}</dd>
        </div>
    }
}

fn plain(value: String) -> AnyView {
    view! { <span class="attributes__value" dir="auto">{value}</span> }
}

/// What a visitor's page says is a link only when it leads where it seems to.
fn address(value: &str) -> AnyView {
    let shown = value.to_owned();
    match plain_link(value) {
        Some(href) => view! {
            <a
                class="facts__link attributes__value"
                href=href
                target="_blank"
                rel="noopener noreferrer"
                dir="ltr"
            >
                {shown}
            </a>
        },
        None => plain(shown),
    }
}
