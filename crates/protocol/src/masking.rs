//! Sensitive numbers are hidden before anybody reads them: by rules that administrators set, and shown again one message
//! at a time to who may reveal them.
//!
//! Wherever a message is told to the team, [`DOTS`] and some last digits stand in place of what is hidden. The customer
//! and their channel get what was really said. A text that is sent again, forwarded or edited with the dots in it goes
//! out with what they stand for.

use serde::{Deserialize, Serialize};

use crate::{Feature, Message, MessageId};

/// `GET`, `POST`: [`Masking`], for administrators.
pub const MASKING: &str = "masking";
/// `POST`, a [`Trial`]; the answer is a [`Tried`]. For administrators.
pub const TRIAL: &str = "masking/trial";

/// What stands in place of what is hidden.
pub const DOTS: &str = "••••";

/// `POST /conversations/{id}/messages/{message}/reveal`, below the conversation: [`Revealed`]. For who may reveal (see
/// [`crate::privacy::may_reveal`]), and for who wrote the message. It is noted in the audit log.
pub fn reveal(message: &MessageId) -> String {
    format!("messages/{message}/reveal")
}

/// The rules by which numbers are hidden. What was said before they change is masked anew.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Masking {
    /// Grows with every change. In a `POST`: the one that the change was made on; another one is refused with
    /// `stale-revision`.
    pub revision: u64,
    /// Numbers of cards (13 to 19 digits, by issuer and check digit); their last four stay.
    pub cards: bool,
    /// Numbers of people in Brazil, by their check digits; the last two stay.
    pub cpf: bool,
    /// Numbers of companies in Brazil, also those with letters; the last two stay.
    pub cnpj: bool,
    /// The team's own.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Whether what was said before is being masked anew. Not read in a `POST`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_work: bool,
}

impl Masking {
    /// So many rules a team can have.
    pub const MOST: usize = 30;
    /// Longest name of a rule, in characters.
    pub const NAME_CHARS: usize = 60;
    /// Longest pattern, in characters.
    pub const PATTERN_CHARS: usize = 200;
    /// Longest text that can be tried, in characters.
    pub const TRIAL_CHARS: usize = 2_000;
}

impl Default for Masking {
    fn default() -> Self {
        Self {
            revision: 1,
            cards: true,
            cpf: true,
            cnpj: true,
            rules: Vec::new(),
            at_work: false,
        }
    }
}

/// A pattern of the team's own. All that it finds is hidden.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Rule {
    pub name: String,
    /// A regular expression in the syntax of Rust's `regex`, without look-around and references back.
    pub pattern: String,
    pub on: bool,
}

/// Body of `POST /masking/trial`: how a text would look under rules that need not be kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Trial {
    pub masking: Masking,
    pub text: String,
}

/// Answer to `POST /masking/trial`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Tried {
    pub text: String,
}

/// Answer to `POST /conversations/{id}/messages/{message}/reveal`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Revealed {
    /// The message with what was really said.
    pub message: Message,
    /// What is hidden of it, in the order in which it stands there.
    pub hidden: Vec<String>,
}

impl Feature {
    /// Hiding sensitive numbers by rule, and revealing them: [`Masking`].
    pub const MASKING: Self = Self::known("masking");
}
