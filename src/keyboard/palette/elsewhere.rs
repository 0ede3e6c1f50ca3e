//! What the palette offers of menus that are made when they open, and of the customer's panel, of which much is folded.

use leptos::prelude::*;
use recado_protocol::merge::may_merge;
use recado_protocol::privacy::{may_erase, may_export};
use recado_protocol::{Conversation, Feature, Role, Sort};

use super::commands::{Command, Group, Screen};
use crate::inbox::conversation_list::{ConversationTools, FilterWindow, ask_of_all, sort_name};
use crate::inbox::deeds::{Choice, Doer};
use crate::inbox::place::InboxPlace;
use crate::keyboard::{Goal, Section};
use crate::locale::{Key, t};
use crate::ui::MenuEntry;

impl Screen {
    /// All of it that this person can do now.
    pub fn elsewhere(self) -> Vec<Command> {
        let Some(now) = self.address.place_now() else {
            return Vec::new();
        };
        let mut all = self.filters(&now);
        all.extend(self.options());
        if let Some(open) = self.open_conversation() {
            all.extend(self.with_customer(&open));
        }
        all
    }

    fn open_conversation(self) -> Option<Conversation> {
        let open = self.address.place_now()?.conversation?;
        self.session
            .peek(|store| store.conversation(&open).cloned())
    }

    fn can(self, feature: &Feature) -> bool {
        untrack(|| self.session.can(feature))
    }

    /// A way to what is elsewhere, and what it belongs to.
    fn way(self, name: Key, detail: Key, goal: Goal) -> Command {
        let id = format!("way {}", name.word());
        Command::new(id, t(name), t(detail), move || {
            self.keyboard.lead_to(Some(goal));
        })
    }

    fn filter_window(self, name: Key, detail: Key, window: FilterWindow) -> Command {
        self.way(name, detail, Goal::Filters(window))
    }

    /// What is in the menu beside the tabs.
    fn filters(self, now: &InboxPlace) -> Vec<Command> {
        let address = self.address;
        let orders = Sort::EVERY.into_iter().map(|sort| {
            let place = now.with_filter(now.filter.sorted(sort));
            let id = format!("sort {}", sort.word());
            Command::new(id, t(sort_name(sort)), t(Key::SortTitle), move || {
                address.go(&place);
            })
        });
        let mut all: Vec<Command> = orders.collect();
        let (more, conditions) = (Key::ListMoreFilters, FilterWindow::Conditions);
        all.push(self.filter_window(Key::FilterOpen, more, conditions));
        if now.filter.is_narrowed() {
            let place = now.with_filter(now.filter.cleared());
            let clear = move || address.go(&place);
            let label = t(Key::ListClearFilters);
            all.push(Command::new("clear filters", label, "", clear));
        }
        if !now.filter.is_base() && self.can(&Feature::QUEUES) {
            let (queues, new) = (Key::QueueTitle, FilterWindow::NewQueue);
            all.push(self.filter_window(Key::QueueSave, queues, new));
        }
        let all = all.into_iter();
        all.map(|it| it.in_group(Group::Queues)).collect()
    }

    /// What is there when there are queues.
    pub fn edit_queues(self) -> Command {
        self.filter_window(Key::QueueEdit, Key::QueueTitle, FilterWindow::Queues)
            .in_group(Group::Queues)
    }

    /// What is behind the gear, besides what the menu of the own avatar holds too.
    fn options(self) -> Vec<Command> {
        let of_all = [
            (Key::GearReadAll, Choice::ReadAll),
            (Key::GearResolveAll, Choice::ResolveAll),
        ];
        let of_all = of_all.into_iter().filter(|_| self.can(&Feature::BULK));
        let of_all = of_all.map(|(name, choice)| {
            let id = format!("of all {}", name.word());
            Command::new(id, t(name), t(Key::ListOptions), move || {
                let place = self.address.place_now().unwrap_or_default();
                ask_of_all(self.session, self.chooser, place.filter, choice);
            })
        });
        let test = self.way(Key::GearTest, Key::ListOptions, Goal::NewsTest);
        of_all.chain([test]).collect()
    }

    /// What is in the menu at the head of the chat; what has a shortcut is there already.
    pub fn with_conversation(self) -> Vec<MenuEntry> {
        let tools = ConversationTools {
            address: self.address,
            doer: Doer {
                session: self.session,
                toaster: self.toaster,
            },
            chooser: self.chooser,
        };
        let open = self.open_conversation();
        open.map_or_else(Vec::new, |open| untrack(|| tools.without_keys(&open)))
    }

    /// The sections of the panel, and what can be done in them. Of who was erased there is only what was.
    fn with_customer(self, open: &Conversation) -> Vec<Command> {
        use Goal::{
            BlockCustomer, BlockNotifications, EditContact, Erase, Export, LinkTicket,
            ManageAttributes, MergeContact, NewTicket, NoteConsent,
        };
        let role = self.session.peek(|store| store.me().role);
        let is_administrator = role == Role::Administrator;
        let can = |feature: &Feature| self.can(feature);
        let is_known = !open.erased;
        let can_edit = can(&Feature::CONTACTS) && is_known;
        let can_merge = can_edit && can(&Feature::MERGE) && may_merge(role);
        let tickets = can(&Feature::TICKETS) && is_known;
        let attributes = can(&Feature::ATTRIBUTES) && is_administrator;
        let privacy = can(&Feature::PRIVACY);
        let consent = privacy && is_known;
        let blocks = consent && can(&Feature::BLOCK);
        let masking = privacy && is_administrator && can(&Feature::MASKING);
        let is_there = |section: &Section| section.feature().is_none_or(|it| can(&it));
        let sections = Section::EVERY.into_iter().filter(is_there).map(|section| {
            let region = Key::CustomerRegion;
            self.way(section.title(), region, Goal::Section(section))
        });
        let things = [
            (can_edit, Key::CustomerEdit, EditContact),
            (can_merge, Key::MergeOpen, MergeContact),
            (tickets, Key::TicketNew, NewTicket),
            (tickets, Key::TicketLink, LinkTicket),
            (attributes, Key::AttributeManage, ManageAttributes),
            (consent, Key::PrivacyNote, NoteConsent),
            (blocks, Key::BlockNotifications, BlockNotifications),
            (blocks, Key::BlockCustomer, BlockCustomer),
            (consent && may_export(role), Key::PrivacyExport, Export),
            (consent && may_erase(role), Key::PrivacyErase, Erase),
            (masking, Key::MaskingRules, Goal::MaskingRules),
        ];
        let things = things.into_iter().filter(|(may, ..)| *may);
        let things = things.map(|(_, name, goal)| {
            let section = goal.section().map_or(Key::CustomerRegion, Section::title);
            self.way(name, section, goal)
        });
        sections.chain(things).collect()
    }
}
