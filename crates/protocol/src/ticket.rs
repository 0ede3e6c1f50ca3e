//! Tickets of a person: work that outlives a conversation. A backend keeps them itself or asks whoever does.

use serde::{Deserialize, Serialize};

use crate::{AgentId, ConversationId, Feature, Priority, TicketId, Timestamp};

/// `GET /conversations/{id}/tickets`: [`Tickets`] of the person. `POST` makes one, from a [`NewTicket`].
pub const TICKETS: &str = "tickets";

/// `PUT /conversations/{id}/tickets/{ticket}/linked`, `true` or `false`: whether it belongs to the conversation.
pub fn linked(ticket: &TicketId) -> String {
    format!("{TICKETS}/{ticket}/linked")
}

/// `PUT /conversations/{id}/tickets/{ticket}/status`, a [`NewTicketStatus`].
pub fn status(ticket: &TicketId) -> String {
    format!("{TICKETS}/{ticket}/status")
}

/// `PUT /conversations/{id}/tickets/{ticket}`, a [`TicketEdit`].
pub fn edit(ticket: &TicketId) -> String {
    format!("{TICKETS}/{ticket}")
}

/// How far a ticket is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    Open,
    Closed,
    /// A status that this side does not know.
    #[serde(other)]
    Unknown,
}

/// One ticket.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Ticket {
    pub id: TicketId,
    /// What people call it: `#12`.
    pub number: u64,
    pub subject: String,
    #[serde(default)]
    pub body: String,
    pub status: TicketStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<AgentId>,
    pub created_at: Timestamp,
    /// Where it can be opened, when the provider has a page for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The conversations that it is linked with; in the tickets of a person, those with that person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversations: Vec<ConversationId>,
    pub revision: u64,
}

/// Answer to `GET /conversations/{id}/tickets`, open ones first, then the newest first; and to
/// `GET /tickets?q=…`, the best match first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Tickets {
    pub items: Vec<Ticket>,
}

impl Tickets {
    /// So many of a person are given at the most.
    pub const MOST: u32 = 200;
    /// So many are found at the most.
    pub const MOST_FOUND: u32 = 20;
}

/// Body of `POST /conversations/{id}/tickets`: a ticket that is linked with the conversation from the start.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewTicket {
    /// Never empty, one line.
    pub subject: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
}

impl NewTicket {
    /// Longest subject, in characters.
    pub const SUBJECT_CHARS: usize = 200;
    /// Longest body, in characters.
    pub const BODY_CHARS: usize = 5_000;
}

/// Body of `PUT /conversations/{id}/tickets/{ticket}`. A field that is absent stays as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TicketEdit {
    /// The revision that the edit was made on. When somebody else has edited the ticket since, the edit is refused with
    /// `stale-revision` and the ticket as it is now.
    pub revision: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// `null` takes it away.
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<Priority>))]
    pub priority: Option<Option<Priority>>,
}

/// Tells `null` from what is absent.
fn given<'de, D: serde::Deserializer<'de>>(field: D) -> Result<Option<Option<Priority>>, D::Error> {
    Deserialize::deserialize(field).map(Some)
}

impl TicketEdit {
    /// Lays the edit over a ticket.
    pub fn lay_over(&self, ticket: &mut Ticket) {
        if let Some(subject) = &self.subject {
            ticket.subject.clone_from(subject);
        }
        if let Some(body) = &self.body {
            ticket.body.clone_from(body);
        }
        if let Some(priority) = self.priority {
            ticket.priority = priority;
        }
    }
}

/// Body of `PUT /conversations/{id}/tickets/{ticket}/status`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NewTicketStatus {
    pub status: TicketStatus,
}

impl Feature {
    /// Tickets of a person: [`Tickets`].
    pub const TICKETS: Self = Self::known("tickets");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_tells_what_is_taken_away_from_what_stays() {
        for (wire, priority) in [
            (r#"{"revision":1}"#, None),
            (r#"{"revision":1,"priority":null}"#, Some(None)),
            (
                r#"{"revision":1,"priority":"high"}"#,
                Some(Some(Priority::High)),
            ),
        ] {
            let edit: TicketEdit = crate::Fields::from_json(wire)
                .read()
                .expect("it is an edit");
            assert_eq!(edit.priority, priority, "{wire}");
            assert_eq!(crate::Fields::of(&edit).as_json(), wire);
        }
    }

    #[test]
    fn a_status_of_a_newer_backend_is_unknown() {
        let status: TicketStatus = serde_json::from_str("\"on_hold\"").unwrap();
        assert_eq!(status, TicketStatus::Unknown);
        assert_eq!(
            serde_json::to_string(&TicketStatus::Closed).unwrap(),
            "\"closed\""
        );
    }
}
