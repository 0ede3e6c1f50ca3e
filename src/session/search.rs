//! Finding people and messages, for the views.

use recado_client::Failure;
use recado_engine::Whereabouts;
use recado_protocol::{ConversationId, MessageId, SearchPage};
use recado_store::Hit;

use super::Session;

impl Session {
    /// Does the work that the first search needs, a little at a time between other things.
    pub fn prepare_search(self) {
        self.engine().prepare_search();
    }

    /// People and messages that this device knows.
    pub fn search_here(self, query: &str, limit: usize) -> Vec<Hit> {
        self.engine().search_here(query, limit)
    }

    /// People and messages that the backend knows, after those of the page that gave `cursor`.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn search_there(
        self,
        query: &str,
        cursor: Option<&str>,
    ) -> Result<SearchPage, Failure> {
        self.engine().search_there(query, cursor).await
    }

    /// Gets a message into the replica, with those around it.
    pub async fn find_message(
        self,
        conversation: &ConversationId,
        message: &MessageId,
    ) -> Whereabouts {
        self.engine().find_message(conversation, message).await
    }
}
