//! What the palette offers of menus that are made when they open, and of the customer's panel, of which much is folded.

use leptos::prelude::*;
use recado_protocol::merge::may_merge;
use recado_protocol::privacy::{may_erase, may_export};
use recado_protocol::ticket::TICKETS;
use recado_protocol::{Conversation, Feature, Role, Sort};

use super::commands::{Command, Group, Screen};
use crate::inbox::conversation_list::{ConversationTools, FilterWindow, ask_of_all, sort_name};
use crate::inbox::deeds::{Choice, Doer};
use crate::inbox::place::InboxPlace;
use crate::keyboard::Goal;
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
        untrack(|| self.session.capabilities().can(feature))
    }

    /// A way to what is elsewhere, and what it belongs to.
    fn way(self, name: Key, detail: Key, goal: Goal) -> Command {
        let name = t(name);
        Command::new(format!("way {name}"), name, t(detail), move || {
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
            let name = t(name);
            let id = format!("of all {name}");
            Command::new(id, name, t(Key::ListOptions), move || {
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
        let role = self.session.peek(|store| store.me().role);
        let is_administrator = role == Role::Administrator;
        let can = |feature: &Feature| self.can(feature);
        let is_known = !open.erased;
        let can_edit = can(&Feature::CONTACTS) && is_known;
        let can_merge = can_edit && can(&Feature::MERGE) && may_merge(role);
        let (tickets, privacy) = (can(&Feature::TICKETS), can(&Feature::PRIVACY));
        let attributes = can(&Feature::ATTRIBUTES);
        let (new_tickets, consent) = (tickets && is_known, privacy && is_known);
        let blocks = consent && can(&Feature::BLOCK);
        let masking = privacy && is_administrator && can(&Feature::MASKING);
        use Goal::{
            BlockCustomer, BlockNotifications, EditContact, Erase, Export, LinkTicket,
            ManageAttributes, MergeContact, NewTicket, NoteConsent, Section,
        };
        let sections = [
            (true, Key::CustomerProfile, "profile"),
            (true, Key::CustomerComment, "comment"),
            (can(&Feature::INSIGHTS), Key::CustomerInsights, "insights"),
            (true, Key::CustomerConversations, "conversations"),
            (
                can(&Feature::PERSON),
                Key::CustomerAttachments,
                "attachments",
            ),
            (tickets, Key::CustomerTickets, TICKETS),
            (attributes, Key::CustomerAttributes, "attributes"),
            (privacy, Key::CustomerPrivacy, "privacy"),
        ];
        let sections = sections.into_iter().filter(|(may, ..)| *may);
        let sections =
            sections.map(|(_, name, section)| (name, Key::CustomerRegion, Section(section)));
        let (profile, of_tickets) = (Key::CustomerProfile, Key::CustomerTickets);
        let (of_attributes, of_privacy) = (Key::CustomerAttributes, Key::CustomerPrivacy);
        let things = [
            (can_edit, Key::CustomerEdit, profile, EditContact),
            (can_merge, Key::MergeOpen, profile, MergeContact),
            (new_tickets, Key::TicketNew, of_tickets, NewTicket),
            (new_tickets, Key::TicketLink, of_tickets, LinkTicket),
            (
                attributes && is_administrator,
                Key::AttributeManage,
                of_attributes,
                ManageAttributes,
            ),
            (consent, Key::PrivacyNote, of_privacy, NoteConsent),
            (
                blocks,
                Key::BlockNotifications,
                of_privacy,
                BlockNotifications,
            ),
            (blocks, Key::BlockCustomer, of_privacy, BlockCustomer),
            (
                consent && may_export(role),
                Key::PrivacyExport,
                of_privacy,
                Export,
            ),
            (
                consent && may_erase(role),
                Key::PrivacyErase,
                of_privacy,
                Erase,
            ),
            (masking, Key::MaskingRules, of_privacy, Goal::MaskingRules),
        ];
        let things = things.into_iter().filter(|(may, ..)| *may);
        let things = things.map(|(_, name, section, goal)| (name, section, goal));
        sections
            .chain(things)
            .map(|(name, detail, goal)| self.way(name, detail, goal))
            .collect()
    }
}
