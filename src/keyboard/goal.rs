//! Where the palette leads besides what shortcuts do: to what may be folded, put away, behind a menu, or not made yet. Each
//! part on the way opens itself while somebody is on the way, and the one that it is does what is wanted.

use recado_protocol::Feature;
use recado_protocol::ticket::TICKETS;

use crate::inbox::conversation_list::FilterWindow;
use crate::locale::Key;

/// Something to come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// A window in which something about filters is chosen.
    Filters(FilterWindow),
    /// Whether news reaches this person.
    NewsTest,
    Section(Section),
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

/// A section of the customer's panel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    Profile,
    Comment,
    Insights,
    Conversations,
    Attachments,
    Tickets,
    Attributes,
    Privacy,
}

impl Section {
    /// As the panel shows them.
    pub const EVERY: [Self; 8] = [
        Self::Profile,
        Self::Comment,
        Self::Insights,
        Self::Conversations,
        Self::Attachments,
        Self::Tickets,
        Self::Attributes,
        Self::Privacy,
    ];

    /// Under this word the device remembers how it was left.
    pub fn word(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Comment => "comment",
            Self::Insights => "insights",
            Self::Conversations => "conversations",
            Self::Attachments => "attachments",
            Self::Tickets => TICKETS,
            Self::Attributes => "attributes",
            Self::Privacy => "privacy",
        }
    }

    pub fn title(self) -> Key {
        match self {
            Self::Profile => Key::CustomerProfile,
            Self::Comment => Key::CustomerComment,
            Self::Insights => Key::CustomerInsights,
            Self::Conversations => Key::CustomerConversations,
            Self::Attachments => Key::CustomerAttachments,
            Self::Tickets => Key::CustomerTickets,
            Self::Attributes => Key::CustomerAttributes,
            Self::Privacy => Key::CustomerPrivacy,
        }
    }

    /// What the backend has to be able to do for it.
    pub fn feature(self) -> Option<Feature> {
        Some(match self {
            Self::Profile | Self::Comment | Self::Conversations => return None,
            Self::Insights => Feature::INSIGHTS,
            Self::Attachments => Feature::PERSON,
            Self::Tickets => Feature::TICKETS,
            Self::Attributes => Feature::ATTRIBUTES,
            Self::Privacy => Feature::PRIVACY,
        })
    }
}

impl Goal {
    /// The section of the customer's panel that has it.
    pub fn section(self) -> Option<Section> {
        Some(match self {
            Self::Filters(_) | Self::NewsTest => return None,
            Self::Section(section) => section,
            Self::EditContact | Self::MergeContact => Section::Profile,
            Self::NewTicket | Self::LinkTicket => Section::Tickets,
            Self::ManageAttributes => Section::Attributes,
            Self::NoteConsent
            | Self::BlockNotifications
            | Self::BlockCustomer
            | Self::Export
            | Self::Erase
            | Self::MaskingRules => Section::Privacy,
        })
    }
}
