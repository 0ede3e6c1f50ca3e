//! The port to storage: shelves of texts, written all or nothing.

#![expect(
    async_fn_in_trait,
    reason = "one thread everywhere: the futures need not be Send"
)]

/// Where a text stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Shelf {
    /// Outbox entries as JSON, by command id.
    Outbox,
    /// Drafts as text, by [`crate::draft_name`], and what a view keeps beside one, by a word of its own and the
    /// conversation.
    Drafts,
    /// The replica's place and directory as JSON, under one name.
    Replica,
    /// Conversation records as JSON, by conversation id.
    Conversations,
    /// The newest messages as JSON, by conversation id.
    Timelines,
    /// What only a part of the screen understands as JSON, by the path of its resource.
    Resources,
}

impl Shelf {
    pub const EVERY: [Self; 6] = [
        Self::Outbox,
        Self::Drafts,
        Self::Replica,
        Self::Conversations,
        Self::Timelines,
        Self::Resources,
    ];

    /// The shelves of what the backend has too.
    pub const REPLICA: [Self; 3] = [Self::Replica, Self::Conversations, Self::Timelines];

    pub fn name(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Drafts => "drafts",
            Self::Replica => "replica",
            Self::Conversations => "conversations",
            Self::Timelines => "timelines",
            Self::Resources => "resources",
        }
    }
}

/// One change of a shelf: `None` takes the text away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Write {
    pub shelf: Shelf,
    pub key: String,
    pub text: Option<String>,
}

/// Why this device did not keep it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotKept {
    /// It said no: a full disk, a closed database, no storage at all.
    Refused,
    /// It has not answered in time. It may keep it yet.
    Late,
}

/// The storage of one person on this device, open to all of the person's tabs.
pub trait Vault: 'static {
    /// Everything on a shelf, by key.
    ///
    /// # Errors
    /// When it can't be read.
    async fn all(&self, shelf: Shelf) -> Result<Vec<(String, String)>, NotKept>;

    /// Makes all of these changes, or none.
    ///
    /// # Errors
    /// When it was not kept: a full disk, a closed database.
    async fn write(&self, writes: Vec<Write>) -> Result<(), NotKept>;

    /// Empties shelves.
    ///
    /// # Errors
    /// When they could not be emptied.
    async fn clear(&self, shelves: &[Shelf]) -> Result<(), NotKept>;

    /// Takes the storage itself away, for all of the person's tabs: also its name says who was here.
    ///
    /// # Errors
    /// When something may be left.
    async fn erase(&self) -> Result<(), NotKept> {
        self.clear(&Shelf::EVERY).await
    }
}
