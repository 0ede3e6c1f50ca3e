//! The menu beside the tabs: the view without a tab, the order, the queues, the channel instances.

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use recado_protocol::{BaseView, Channel, Condition, Feature, Filter, Sort};
use recado_store::ordered;

use super::super::filters::count;
use super::names::sort_name;
use super::queues::Queues;
use super::{MoreFilters, Window};
use crate::browser::letters::lowercase;
use crate::inbox::place::InboxPlace;
use crate::locale::{Key, number, t, text};
use crate::session::{Session, use_session};
use crate::shell::use_address;
use crate::ui::{
    Icon, MenuAlign, MenuEntry, menu_checkbox, menu_heading, menu_item, menu_radio, menu_separator,
    open_menu,
};

pub fn menu(more: MoreFilters, queues: Queues) -> AnyView {
    let session = use_session();
    let address = use_address();
    let go = move |to: InboxPlace| move || address.go(&to);
    let entries = move |()| {
        let now = more.place.get_untracked();
        let mut entries = of_view(session, more, &now, go);
        entries.extend(orders(&now, go));
        if untrack(|| session.can(&Feature::QUEUES)) {
            entries.extend(of_queues(session, more, queues, &now, go));
        }
        entries.extend(of_channels(session, &now, go));
        entries
    };
    open_menu(
        text(Key::ListMoreFilters),
        more.button,
        more.is_menu_open,
        MenuAlign::End,
        UnsyncCallback::new(entries),
    )
}

fn of_view<G: Fn() + 'static>(
    session: Session,
    more: MoreFilters,
    now: &InboxPlace,
    go: impl Fn(InboxPlace) -> G,
) -> Vec<MenuEntry> {
    let unassigned = now.with_view(BaseView::Unassigned);
    let is_unassigned = now.queue.is_none() && now.filter.view == BaseView::Unassigned;
    let waiting = untrack(|| count(session, &unassigned.filter));
    let mut first = menu_radio(t(Key::ViewUnassigned), is_unassigned, go(unassigned));
    if let Some(waiting) = waiting {
        first = first.with_detail(number(waiting));
    }
    let open = move || more.window.set(Some(Window::Conditions));
    let conditions = menu_item(t(Key::FilterOpen), open).with_icon(Icon::Filter);
    let mut entries = vec![first, conditions];
    if now.filter.is_narrowed() {
        let all = now.with_filter(now.filter.cleared());
        entries.push(menu_item(t(Key::ListClearFilters), go(all)).with_icon(Icon::Close));
    }
    entries
}

fn orders<G: Fn() + 'static>(now: &InboxPlace, go: impl Fn(InboxPlace) -> G) -> Vec<MenuEntry> {
    let mut entries = vec![menu_separator(), menu_heading(t(Key::SortTitle))];
    entries.extend(Sort::EVERY.into_iter().map(|sort| {
        let filter = now.filter.sorted(sort);
        let is_chosen = now.filter.sort == sort;
        menu_radio(t(sort_name(sort)), is_chosen, go(now.with_filter(filter)))
    }));
    entries
}

fn of_queues<G: Fn() + 'static>(
    session: Session,
    more: MoreFilters,
    queues: Queues,
    now: &InboxPlace,
    go: impl Fn(InboxPlace) -> G,
) -> Vec<MenuEntry> {
    let all = queues.all.get_untracked();
    let mut entries = vec![menu_separator(), menu_heading(t(Key::QueueTitle))];
    entries.extend(all.iter().map(|queue| {
        let to = queues.place_of(queue, now);
        let is_here = now.queue.as_ref() == Some(&queue.id);
        let counted = queues.count(session, &to.filter);
        let entry = menu_radio(queue.name.clone(), is_here, go(to));
        match untrack(|| counted) {
            Some(counted) => entry.with_detail(number(counted)),
            None => entry,
        }
    }));
    if !now.filter.is_base() {
        let save = move || more.window.set(Some(Window::NewQueue));
        entries.push(menu_item(t(Key::QueueSave), save).with_icon(Icon::Plus));
    }
    if !all.is_empty() {
        let edit = move || more.window.set(Some(Window::Queues));
        entries.push(menu_item(t(Key::QueueEdit), edit).with_icon(Icon::Pencil));
    }
    // A heading over nothing says nothing.
    if entries.len() == 2 {
        entries.clear();
    }
    entries
}

fn of_channels<G: Fn() + 'static>(
    session: Session,
    now: &InboxPlace,
    go: impl Fn(InboxPlace) -> G,
) -> Vec<MenuEntry> {
    let of_channels = Condition::Channel;
    let all = now.with_filter(now.filter.clone().without_any(of_channels));
    let mut entries = vec![
        menu_separator(),
        menu_heading(t(Key::ListChannels)),
        menu_checkbox(
            t(Key::ListAllChannels),
            !now.filter.has(of_channels),
            go(all),
        ),
    ];
    entries.extend(channels(session).into_iter().map(|channel| {
        let id = channel.id.as_str();
        let is_shown = now.filter.contains(of_channels, id);
        let filter = toggled(&now.filter, of_channels, id);
        menu_checkbox(channel.name, is_shown, go(now.with_filter(filter)))
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

/// The filter with a value if it has it not, and without it if it has.
pub fn toggled(filter: &Filter, condition: Condition, value: &str) -> Filter {
    let filter = filter.clone();
    if filter.contains(condition, value) {
        filter.without(condition, value)
    } else {
        filter.with(condition, value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_ticked_and_unticked() {
        let all = Filter::default();
        let one = toggled(&all, Condition::Channel, "web");
        assert!(one.contains(Condition::Channel, "web"));
        assert_eq!(toggled(&one, Condition::Channel, "web"), all);
    }
}
