//! Two contacts who are one person become one.

use serde::{Deserialize, Serialize};

use crate::{AgentId, AttributeId, CommandId, Contact, ContactId, Feature, Role, Timestamp};

/// Who may merge contacts, and take that back.
pub fn may_merge(role: Role) -> bool {
    matches!(role, Role::Supervisor | Role::Administrator)
}

/// What is known of a contact and can differ.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MergeField {
    Name,
    Company,
    Phone,
    Email,
    Handle,
    Picture,
    Comment,
}

impl MergeField {
    pub const EVERY: [Self; 7] = [
        Self::Name,
        Self::Company,
        Self::Phone,
        Self::Email,
        Self::Handle,
        Self::Picture,
        Self::Comment,
    ];

    /// What it says of a contact; a company is named by its id.
    pub fn of(self, contact: &Contact) -> Option<String> {
        match self {
            Self::Name => Some(contact.name.clone()),
            Self::Company => contact.company.as_ref().map(ToString::to_string),
            Self::Phone => contact.phone.clone(),
            Self::Email => contact.email.clone(),
            Self::Handle => contact.handle.clone(),
            Self::Picture => contact.avatar_url.clone(),
            Self::Comment => contact.comment.clone(),
        }
    }

    /// Writes over one contact what another one has there.
    pub fn copy(self, from: &Contact, to: &mut Contact) {
        match self {
            Self::Name => to.name.clone_from(&from.name),
            Self::Company => to.company.clone_from(&from.company),
            Self::Phone => to.phone.clone_from(&from.phone),
            Self::Email => to.email.clone_from(&from.email),
            Self::Handle => to.handle.clone_from(&from.handle),
            Self::Picture => to.avatar_url.clone_from(&from.avatar_url),
            Self::Comment => to.comment.clone_from(&from.comment),
        }
    }
}

/// Body of `POST /contacts/{id}/merge`: the contact of the path stays, the other one goes up in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Merge {
    /// Made by whoever asks: the same again changes nothing and gives the same answer.
    pub id: CommandId,
    pub with: ContactId,
    /// The revisions at which both were seen: when somebody has changed one since, nothing is done, and the refusal
    /// `stale-revision` holds it as it is.
    pub revision: u64,
    pub with_revision: u64,
    /// What is taken from the contact that goes. Everything else stays as the other has it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub theirs: Vec<MergeField>,
    /// The attributes whose value is taken from the contact that goes, where both have one. A value that only one of
    /// them has is kept in any case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub their_attributes: Vec<AttributeId>,
    /// Whether both comments stay, one below the other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub join_comments: bool,
}

/// Answer to `POST /contacts/{id}/merge`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Merged {
    pub id: CommandId,
    pub contact: Contact,
    /// How many conversations came over.
    pub conversations: u64,
    /// Until when it can be taken back: `POST /merges/{id}/undo`.
    pub undo_until: Timestamp,
}

/// Answer to `GET /conversations/{id}/merges`: the merges into the person of this conversation that can still be taken
/// back, the newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Merges {
    pub items: Vec<RecentMerge>,
}

/// A merge that can be taken back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RecentMerge {
    pub id: CommandId,
    /// What the contact was called that went.
    pub name: String,
    pub by: AgentId,
    pub at: Timestamp,
    /// Until when it can be taken back.
    pub undo_until: Timestamp,
}

/// Answer to `POST /merges/{id}/undo`: both are as they were, as far as nobody changed them since.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Unmerged {
    /// How many conversations went back.
    pub conversations: u64,
    /// What somebody has changed since, and what stays so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<MergeField>,
    /// How many conversations were begun since: they stay with the contact that stayed.
    #[serde(default)]
    pub begun_since: u64,
}

impl Feature {
    /// Contacts can be merged by those who may ([`may_merge`]): [`Merge`].
    pub const MERGE: Self = Self::known("merge");
}
