//! What narrows the list beyond its tab, as chips that can be taken away.

use leptos::prelude::*;
use recado_protocol::filter::Term;
use recado_protocol::{BaseView, ChannelKind, Condition, Filter, Sort};

use super::names::{sort_name, value_name};
use crate::inbox::place::InboxPlace;
use crate::locale::{Key, number, t, t_count, t_with, text};
use crate::markup::view;
use crate::reactive::{Signal, live, memo};
use crate::session::{Session, Topic, use_session};
use crate::shell::use_address;
use crate::ui::{Icon, channel_badge, small_icon};

/// More values of one condition than this are one chip: each by name would not fit.
const MOST_BY_NAME: usize = 3;
/// From so many chips on one press takes all of them away.
const MANY: usize = 2;

const CHIP: &str = "active-filters__chip";

pub fn chips(place: Signal<InboxPlace>) -> AnyView {
    let session = use_session();
    let filter = memo(move || place.with(|place| place.filter.clone()));
    live(move || {
        let filter = filter.get();
        let mut chips = Vec::new();
        if filter.view == BaseView::Unassigned {
            let mine = filter.in_view(BaseView::Mine);
            chips.push(chip(text(Key::ViewUnassigned), None, place, mine));
        }
        let of_conditions = filter
            .terms()
            .chunk_by(|one, next| one.condition == next.condition);
        for terms in of_conditions {
            if let [first, ..] = terms
                && terms.len() > MOST_BY_NAME
            {
                let n = terms.len() as u64;
                let condition = first.condition;
                let name = Signal::derive(move || match condition {
                    Condition::Channel => t_count(Key::ListChannelCount, n),
                    _ => {
                        let name = t(super::names::condition_name(condition));
                        t_with(
                            Key::FilterSeveral,
                            &[("condition", &name), ("n", &number(n))],
                        )
                    }
                });
                let without = filter.clone().without_any(condition);
                chips.push(chip(name, None, place, without));
            } else {
                chips.extend(terms.iter().map(|term| {
                    let without = filter.clone().without(term.condition, &term.value);
                    term_chip(session, term.clone(), place, without)
                }));
            }
        }
        if filter.sort != Sort::default() {
            let sort = filter.sort;
            let name =
                Signal::derive(move || t_with(Key::SortedBy, &[("order", &t(sort_name(sort)))]));
            let without = filter.sorted(Sort::default());
            chips.push(chip(name, None, place, without));
        }
        let address = use_address();
        let clear = (chips.len() >= MANY).then(|| {
            view! {
                <button
                    type="button"
                    class="active-filters__clear"
                    on:click=move |_| {
                        let place = place.get_untracked();
                        address.go(&place.with_filter(place.filter.cleared()));
                    }
                >
                    {text(Key::FilterClear)}
                </button>
            }
        });
        (!chips.is_empty()).then(|| {
            view! { <div class="active-filters">{chips}{clear}</div> }
        })
    })
}

fn term_chip(session: Session, term: Term, place: Signal<InboxPlace>, without: Filter) -> AnyView {
    let badge = live({
        let term = term.clone();
        move || {
            let kind = match term.condition {
                Condition::Kind => Some(ChannelKind::from(term.value.to_string())),
                Condition::Channel => session.watch(Topic::Directory, |store| {
                    let channel = store.channel(&(&*term.value).into());
                    channel.map(|channel| channel.kind.clone())
                }),
                _ => None,
            };
            kind.map(|kind| channel_badge(&kind))
        }
    });
    let name =
        Signal::derive(move || session.watch(Topic::Directory, |store| value_name(store, &term)));
    chip(name, Some(badge), place, without)
}

/// A chip whose press goes to the list without it.
fn chip(
    name: Signal<String>,
    badge: Option<AnyView>,
    place: Signal<InboxPlace>,
    without: Filter,
) -> AnyView {
    let address = use_address();
    view! {
        <button
            type="button"
            class=CHIP
            aria-label=move || t_with(Key::ListRemoveFilter, &[("name", &name.get())])
            on:click=move |_| address.go(&place.get_untracked().with_filter(without.clone()))
        >
            {badge}
            <span class="active-filters__name truncate" dir="auto">
                {name}
            </span>
            {small_icon(Icon::Close)}
        </button>
    }
}
