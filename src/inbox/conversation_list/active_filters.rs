//! What narrows the list beyond its tab, as chips that can be taken away.

use crate::markup::view;
use crate::reactive::{Memo, Signal, live, memo};
use leptos::prelude::*;
use recado_protocol::{BaseView, ChannelId};

use crate::inbox::place::InboxPlace;
use crate::locale::{Key, t, t_count, t_with};
use crate::session::{Topic, use_session};
use crate::shell::use_address;
use crate::ui::{Icon, channel_badge, small_icon};

/// More channels than this are one chip: each by name would not fit.
const MOST_BY_NAME: usize = 2;

const CHIP: &str = "active-filters__chip";
const VIEW_CHIP: &str = "active-filters__chip active-filters__chip--view";

#[component]
pub fn ActiveFilters(place: Signal<InboxPlace>) -> impl IntoView {
    let filter = memo(move || place.with(|place| place.filter.clone()));
    live(move || {
        let filter = filter.get();
        let mut chips = Vec::new();
        if filter.view == BaseView::Unassigned {
            let name = Signal::derive(|| t(Key::ViewUnassigned));
            chips.push(chip(VIEW_CHIP, name, None, place, |place| {
                place.with_view(BaseView::Mine)
            }));
        }
        if filter.channels.len() > MOST_BY_NAME {
            let n = filter.channels.len() as u64;
            let name = Signal::derive(move || t_count(Key::ListChannelCount, n));
            chips.push(chip(CHIP, name, None, place, |place| {
                place.with_channels([].into())
            }));
        } else {
            chips.extend(
                filter
                    .channels
                    .into_iter()
                    .map(|id| channel_chip(id, place)),
            );
        }
        (!chips.is_empty()).then(|| view! { <div class="active-filters">{chips}</div> })
    })
}

fn channel_chip(id: ChannelId, place: Signal<InboxPlace>) -> AnyView {
    let session = use_session();
    let channel = Memo::new({
        let id = id.clone();
        move |_| session.watch(Topic::Directory, |store| store.channel(&id).cloned())
    });
    let name = Signal::derive({
        let id = id.clone();
        move || {
            channel
                .get()
                .map_or_else(|| id.to_string(), |channel| channel.name)
        }
    });
    let badge = live(move || channel.get().map(|channel| channel_badge(&channel.kind)));
    chip(CHIP, name, Some(badge), place, move |place| {
        let mut channels = place.filter.channels.clone();
        channels.remove(&id);
        place.with_channels(channels)
    })
}

/// A chip whose press goes to the place without it.
fn chip(
    class: &'static str,
    name: Signal<String>,
    badge: Option<AnyView>,
    place: Signal<InboxPlace>,
    without: impl Fn(&InboxPlace) -> InboxPlace + 'static,
) -> AnyView {
    let address = use_address();
    view! {
        <button
            type="button"
            class=class
            aria-label=move || t_with(Key::ListRemoveFilter, &[("name", &name.get())])
            on:click=move |_| address.go(&without(&place.get_untracked()))
        >
            {badge}
            <span class="active-filters__name truncate" dir="auto">
                {name}
            </span>
            {small_icon(Icon::Close)}
        </button>
    }
}
