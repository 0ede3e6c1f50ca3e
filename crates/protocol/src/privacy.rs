//! What a person has allowed, what is held of them, and taking it away.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, CommandId, Feature, Role, Timestamp};

/// `GET /conversations/{id}/consent`: [`Consents`] of the person. `PUT` notes one, from a [`NewConsent`]. `DELETE` takes
/// back what the same agent has just noted.
pub const CONSENT: &str = "consent";

/// Whoever writes one of these and nothing else opts out of what they have not asked for. In small letters, without
/// accents.
const OUT: [&str; 8] = [
    "stop",
    "stopall",
    "unsubscribe",
    "sair",
    "parar",
    "descadastrar",
    "baja",
    "no molestar",
];
/// Whoever writes one of these and nothing else opts in again.
const IN: [&str; 4] = ["start", "unstop", "voltar", "alta"];

/// Whether a message is one of the usual words by which people opt in (`true`) or out.
pub fn said_by(text: &str) -> Option<bool> {
    let text = text.trim();
    // No such word is longer; a long text is not folded in vain.
    if text.len() > 32 {
        return None;
    }
    let folded = crate::folding::fold(text);
    let is_in = |words: &[&str]| words.contains(&folded.as_str());
    if is_in(&OUT) {
        return Some(false);
    }
    is_in(&IN).then_some(true)
}

/// Who may note that a contact opted in: it takes a refusal back. That they opted out, everybody may note.
pub fn may_note(role: Role, opted_in: bool) -> bool {
    !opted_in || matches!(role, Role::Supervisor | Role::Administrator)
}

/// One step in what a contact has allowed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Consent {
    pub at: Timestamp,
    /// Absent when it is about every channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelId>,
    pub opted_in: bool,
    /// The name of who noted it; absent when the customer wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What the customer wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// How it was given, in the words of who noted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
}

/// Answer to `GET /conversations/{id}/consent`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Consents {
    /// Every channel on which there is a conversation with the person.
    pub channels: Vec<ChannelConsent>,
    /// The newest first.
    pub history: Vec<Consent>,
}

impl Consents {
    /// So many steps are given at the most.
    pub const MOST: u32 = 200;
}

/// How it stands on a channel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChannelConsent {
    pub channel: ChannelId,
    /// Absent when neither was ever said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opted_in: Option<bool>,
}

/// Body of `PUT /conversations/{id}/consent`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewConsent {
    /// Absent for every channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelId>,
    pub opted_in: bool,
    /// How it was given, 1 to [`NewConsent::HOW_CHARS`] characters.
    pub how: String,
}

impl NewConsent {
    pub const HOW_CHARS: usize = 300;
}

/// Who may have everything that is held of a person: `POST /contacts/{id}/export`, a ZIP archive.
pub fn may_export(role: Role) -> bool {
    matches!(role, Role::Supervisor | Role::Administrator)
}

/// Whether numbers of cards and of people stand in an export as they were written.
pub fn may_reveal(role: Role) -> bool {
    role == Role::Administrator
}

/// Who may erase a person: `POST /contacts/{id}/erase`, an [`Erase`].
pub fn may_erase(role: Role) -> bool {
    role == Role::Administrator
}

/// Body of `POST /contacts/{id}/erase`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Erase {
    /// Made by whoever asks: the same again changes nothing and gives the same answer.
    pub id: CommandId,
    /// The contact's name, typed by whoever asks.
    pub name: String,
}

/// Answer to `GET /contacts/{id}/erase`, what would be taken away and what would stay; and to `POST`, what was and what
/// does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Erasure {
    /// Conversations that become empty shells, for what is counted.
    pub conversations: u64,
    /// Messages and notes that lose what they say.
    pub messages: u64,
    pub files: u64,
    pub tickets: u64,
    /// Entries of the audit log that stay without what they held.
    pub audit_entries: u64,
    /// Tickets that stay, because they belong to conversations of others too.
    pub shared_tickets: u64,
    /// Files that stay, because messages to others hold them too.
    pub shared_files: u64,
}

impl Feature {
    /// What a person has allowed ([`Consents`]), all that is held of them, and erasing it ([`Erasure`]).
    pub const PRIVACY: Self = Self::known("privacy");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_alone_counts() {
        for (text, said) in [
            ("STOP", Some(false)),
            (" Sair\n", Some(false)),
            ("PARAR", Some(false)),
            ("baja", Some(false)),
            ("Voltar", Some(true)),
            ("ALTA", Some(true)),
            ("start", Some(true)),
            ("please stop", None),
            ("stop!", None),
            ("sair de casa", None),
            ("", None),
        ] {
            assert_eq!(said_by(text), said, "{text}");
        }
    }

    #[test]
    fn everybody_may_note_a_refusal() {
        assert!(may_note(Role::Agent, false) && !may_note(Role::Agent, true));
        assert!(may_note(Role::Supervisor, true) && may_note(Role::Administrator, true));
    }

    #[test]
    fn only_administrators_erase() {
        assert!(may_erase(Role::Administrator) && !may_erase(Role::Supervisor));
        assert!(may_export(Role::Supervisor) && !may_export(Role::Agent));
    }
}
