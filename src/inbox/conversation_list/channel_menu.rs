//! The menu beside the tabs: the view without a tab, and which channel instances to see.

use crate::markup::view;
use crate::reactive::Signal;
use leptos::prelude::*;
use recado_protocol::{BaseView, Channel, ChannelId};

use super::filters::count;
use crate::browser::letters::lowercase;
use crate::inbox::place::InboxPlace;
use crate::locale::{Key, number, t};
use crate::session::{Session, use_session};
use crate::shell::{Address, use_address};
use crate::ui::{
    Icon, MenuAlign, MenuButton, MenuEntry, menu_checkbox, menu_heading, menu_radio, menu_separator,
};
use recado_store::ordered;

#[component]
pub fn ChannelMenu(place: Signal<InboxPlace>) -> impl IntoView {
    let session = use_session();
    let address = use_address();
    view! {
        <MenuButton
            label=Key::ListMoreFilters
            icon=Icon::ChevronDown
            align=MenuAlign::End
            class="button button--quiet button--icon conversation-list__more"
            entries=move || entries(session, address, place)
        />
    }
}

fn entries(session: Session, address: Address, place: Signal<InboxPlace>) -> Vec<MenuEntry> {
    let now = place.get_untracked();
    let unassigned = now.with_view(BaseView::Unassigned);
    let is_unassigned = now.filter.view == BaseView::Unassigned;
    let all_channels = now.with_channels([].into());
    let waiting = untrack(|| count(session, &unassigned.filter));
    let go = move |to: InboxPlace| move || address.go(&to);

    let mut first = menu_radio(t(Key::ViewUnassigned), is_unassigned, go(unassigned));
    if let Some(waiting) = waiting {
        first = first.with_detail(number(waiting));
    }
    let mut entries = vec![
        first,
        menu_separator(),
        menu_heading(t(Key::ListChannels)),
        menu_checkbox(
            t(Key::ListAllChannels),
            now.filter.channels.is_empty(),
            go(all_channels),
        ),
    ];
    entries.extend(channels(session).into_iter().map(|channel| {
        let is_shown = now.filter.channels.contains(&channel.id);
        menu_checkbox(channel.name, is_shown, go(toggled(&now, &channel.id)))
            .with_channel(channel.kind)
    }));
    entries
}

/// The channel instances, by name.
fn channels(session: Session) -> Vec<Channel> {
    let channels: Vec<_> = session.peek(|store| store.channels().cloned().collect());
    let named = channels
        .into_iter()
        .map(|channel| (lowercase(&channel.name), channel));
    let named = ordered(named, |a, b| a.0.cmp(&b.0));
    named.into_iter().map(|(_, channel)| channel).collect()
}

fn toggled(place: &InboxPlace, channel: &ChannelId) -> InboxPlace {
    let mut channels = place.filter.channels.clone();
    if !channels.remove(channel) {
        channels.insert(channel.clone());
    }
    place.with_channels(channels)
}

#[cfg(test)]
mod tests {
    use recado_protocol::Filter;

    use super::*;

    #[test]
    fn a_channel_is_ticked_and_unticked() {
        let all = InboxPlace::default();
        let one = toggled(&all, &"web".into());
        assert_eq!(
            one.filter,
            Filter {
                channels: ["web".into()].into(),
                ..Filter::default()
            }
        );
        assert_eq!(toggled(&one, &"web".into()), all);
    }
}
