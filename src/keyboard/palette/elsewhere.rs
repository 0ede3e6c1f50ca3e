//! What the palette offers of menus that are made when they open, and of the customer's panel, of which much is folded.

use leptos::prelude::*;
use recado_protocol::deed::may_delete;
use recado_protocol::merge::may_merge;
use recado_protocol::privacy::{may_erase, may_export};
use recado_protocol::{Conversation, ConversationStatus, Feature, Role, Sort};

use super::commands::{Command, Group, Screen};
use super::walk::{Step, walk, walk_in_panel};
use crate::inbox::conversation_list::sort_name;
use crate::locale::{Key, t};

/// The buttons of menus, by what they are called for the style sheets.
const CHAT_MENU: &str = ".chat-header__more";
const FILTER_MENU: &str = ".conversation-list__more";
const GEAR_MENU: &str = ".conversation-list__head button";

impl Screen {
    /// All of it that this person can do now.
    pub fn elsewhere(self) -> Vec<Command> {
        let open = self.address.place_now().and_then(|it| it.conversation);
        let open = open.and_then(|id| self.session.peek(|store| store.conversation(&id).cloned()));
        let mut all = self.filters();
        all.extend(self.options());
        if let Some(open) = open {
            all.extend(self.with_conversation(&open));
            all.extend(self.with_customer());
        }
        all
    }

    fn can(self, feature: &Feature) -> bool {
        untrack(|| self.session.capabilities().can(feature))
    }

    /// What is in the menu beside the tabs.
    fn filters(self) -> Vec<Command> {
        let Some(now) = self.address.place_now() else {
            return Vec::new();
        };
        let address = self.address;
        let orders = Sort::EVERY.into_iter().map(|sort| {
            let place = now.with_filter(now.filter.sorted(sort));
            let id = format!("sort {}", sort.word());
            Command::new(id, t(sort_name(sort)), t(Key::SortTitle), move || {
                address.go(&place);
            })
        });
        let mut all: Vec<Command> = orders.collect();
        all.push(behind(FILTER_MENU, Key::ListMoreFilters, Key::FilterOpen));
        if now.filter.is_narrowed() {
            let place = now.with_filter(now.filter.cleared());
            let clear = move || address.go(&place);
            let label = t(Key::ListClearFilters);
            all.push(Command::new("clear filters", label, "", clear));
        }
        if !now.filter.is_base() && self.can(&Feature::QUEUES) {
            all.push(behind(FILTER_MENU, Key::QueueTitle, Key::QueueSave));
        }
        let all = all.into_iter();
        all.map(|it| it.in_group(Group::Queues)).collect()
    }

    /// What is there when there are queues.
    pub fn edit_queues() -> Command {
        behind(FILTER_MENU, Key::QueueTitle, Key::QueueEdit).in_group(Group::Queues)
    }

    /// What is behind the gear, besides what the menu of the own avatar holds too.
    fn options(self) -> Vec<Command> {
        let of_all = [Key::GearReadAll, Key::GearResolveAll];
        let of_all = of_all.into_iter().filter(|_| self.can(&Feature::BULK));
        let keys = of_all.chain([Key::GearTest]);
        keys.map(|key| behind(GEAR_MENU, Key::ListOptions, key))
            .collect()
    }

    /// What is in the menu at the head of the chat; what has a shortcut is there already.
    fn with_conversation(self, open: &Conversation) -> Vec<Command> {
        let mut keys = vec![Key::ChatCopyLink, Key::DeedNewTab];
        if open.status == ConversationStatus::Snoozed {
            keys.push(Key::DeedWakeIt);
        }
        if self.can(&Feature::ARCHIVE) {
            keys.push(match open.answered {
                true => Key::DeedUnanswerIt,
                false => Key::DeedAnswerIt,
            });
            keys.push(match open.archived {
                true => Key::DeedUnarchiveIt,
                false => Key::DeedArchiveIt,
            });
        }
        if may_delete(self.role()) && self.can(&Feature::DELETE_CONVERSATION) {
            keys.push(Key::DeedDelete);
        }
        let keys = keys.into_iter();
        keys.map(|key| behind(CHAT_MENU, Key::ListRowActions, key))
            .collect()
    }

    /// The sections of the panel, and what can be done in them.
    fn with_customer(self) -> Vec<Command> {
        let role = self.role();
        let is_administrator = role == Role::Administrator;
        let can = |feature: &Feature| self.can(feature);
        let can_edit = can(&Feature::CONTACTS);
        let can_merge = can_edit && can(&Feature::MERGE) && may_merge(role);
        let (tickets, privacy) = (can(&Feature::TICKETS), can(&Feature::PRIVACY));
        let attributes = can(&Feature::ATTRIBUTES);
        let blocks = privacy && can(&Feature::BLOCK);
        let masking = privacy && is_administrator && can(&Feature::MASKING);
        use Key::{
            AttributeManage, BlockCustomer, BlockNotifications, CustomerAttachments,
            CustomerAttributes, CustomerComment, CustomerConversations, CustomerEdit,
            CustomerInsights, CustomerPrivacy, CustomerProfile, CustomerTickets, MaskingRules,
            MergeOpen, PrivacyErase, PrivacyExport, PrivacyNote, TicketLink, TicketNew,
        };
        let things: [(bool, Key, &[Key]); 19] = [
            (true, CustomerProfile, &[]),
            (can_edit, CustomerProfile, &[CustomerEdit]),
            (can_merge, CustomerProfile, &[CustomerEdit, MergeOpen]),
            (true, CustomerComment, &[]),
            (can(&Feature::INSIGHTS), CustomerInsights, &[]),
            (true, CustomerConversations, &[]),
            (can(&Feature::PERSON), CustomerAttachments, &[]),
            (tickets, CustomerTickets, &[]),
            (tickets, CustomerTickets, &[TicketNew]),
            (tickets, CustomerTickets, &[TicketLink]),
            (attributes, CustomerAttributes, &[]),
            (
                attributes && is_administrator,
                CustomerAttributes,
                &[AttributeManage],
            ),
            (privacy, CustomerPrivacy, &[]),
            (privacy, CustomerPrivacy, &[PrivacyNote]),
            (blocks, CustomerPrivacy, &[BlockNotifications]),
            (blocks, CustomerPrivacy, &[BlockCustomer]),
            (
                privacy && may_export(role),
                CustomerPrivacy,
                &[PrivacyExport],
            ),
            (privacy && may_erase(role), CustomerPrivacy, &[PrivacyErase]),
            (masking, CustomerPrivacy, &[MaskingRules]),
        ];
        let things = things.into_iter().filter(|(may, ..)| *may);
        things
            .map(|(_, section, presses)| in_panel(section, presses))
            .collect()
    }

    fn role(self) -> Role {
        self.session.peek(|store| store.me().role)
    }
}

/// An entry of the menu behind a button.
fn behind(button: &'static str, menu: Key, entry: Key) -> Command {
    let id = format!("behind {}", entry.word());
    Command::new(id, t(entry), t(menu), move || {
        walk([Step::On(button), Step::Entry(t(entry))]);
    })
}

/// A section of the panel, or what is pressed in it one after the other.
fn in_panel(section: Key, presses: &'static [Key]) -> Command {
    let name = presses.last().copied().unwrap_or(section);
    let detail = match presses {
        [] => Key::CustomerRegion,
        _ => section,
    };
    let id = format!("panel {}", name.word());
    Command::new(id, t(name), t(detail), move || {
        let presses = presses.iter().map(|press| Step::InPanel(t(*press)));
        walk_in_panel([Step::Section(t(section))].into_iter().chain(presses));
    })
}
