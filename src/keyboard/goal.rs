//! Where the palette leads besides what shortcuts do: to what may be folded, put away, behind a menu, or not made yet. Each
//! part on the way opens itself while somebody is on the way, and the one that it is does what is wanted.

use recado_protocol::ticket::TICKETS;

use crate::inbox::conversation_list::FilterWindow;

/// Something to come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// A window in which something about filters is chosen.
    Filters(FilterWindow),
    /// Whether news reaches this person.
    NewsTest,
    /// A section of the customer's panel, by the name that the device remembers it under.
    Section(&'static str),
    EditContact,
    MergeContact,
    NewTicket,
    LinkTicket,
    ManageAttributes,
    NoteConsent,
    BlockNotifications,
    BlockCustomer,
    Export,
    Erase,
    MaskingRules,
}

impl Goal {
    /// The section of the customer's panel that has it.
    pub fn section(self) -> Option<&'static str> {
        Some(match self {
            Self::Filters(_) | Self::NewsTest => return None,
            Self::Section(name) => name,
            Self::EditContact | Self::MergeContact => "profile",
            Self::NewTicket | Self::LinkTicket => TICKETS,
            Self::ManageAttributes => "attributes",
            Self::NoteConsent
            | Self::BlockNotifications
            | Self::BlockCustomer
            | Self::Export
            | Self::Erase
            | Self::MaskingRules => "privacy",
        })
    }
}
