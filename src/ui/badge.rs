//! A count in a round mark.

use crate::markup::view;
use crate::reactive::{Signal, shown_while};
use leptos::prelude::*;

use crate::locale::number;

/// A larger count is shown as "99+".
const MOST_SHOWN: u64 = 99;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum BadgeTone {
    #[default]
    Accent,
    Danger,
}

/// A count; nothing at all when it is 0.
#[component]
pub fn CountBadge(
    #[prop(into)] count: Signal<u64>,
    /// What is read out instead of the bare number.
    #[prop(optional, into)]
    label: Option<Signal<String>>,
    #[prop(optional)] tone: BadgeTone,
) -> impl IntoView {
    let class = match tone {
        BadgeTone::Accent => "count-badge",
        BadgeTone::Danger => "count-badge count-badge--danger",
    };
    shown_while(
        move || count.get() > 0,
        move || {
            view! {
                <span class=class>
                    <span aria-hidden=label.is_some().then_some("true")>{move || shown(count.get())}</span>
                    {label.map(|label| view! { <span class="visually-hidden">{label}</span> })}
                </span>
            }
        },
    )
}

fn shown(count: u64) -> String {
    if count > MOST_SHOWN {
        format!("{}+", number(MOST_SHOWN))
    } else {
        number(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_count_stays_short() {
        assert_eq!(shown(99), "99");
        assert_eq!(shown(100), "99+");
    }
}
