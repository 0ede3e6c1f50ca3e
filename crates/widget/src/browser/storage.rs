//! What stays in the browser between visits: the visitor's token and what is not sent yet.
//!
//! Each unsent message has an entry of its own, so that two tabs of the same site never overwrite
//! each other's. Where the browser refuses storage everything works for this visit, in memory.

use recado_protocol::MessageId;
use web_sys::Storage;

use super::page::window;

/// The entries of one channel.
pub struct Keeper {
    storage: Option<Storage>,
    prefix: String,
}

/// A change that another tab made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OtherTab {
    /// It has begun the conversation, with this token.
    KeptToken(String),
    /// This message is sent or thrown away.
    Dropped(MessageId),
}

impl Keeper {
    pub fn of(channel: &str) -> Self {
        Self {
            storage: window().local_storage().ok().flatten(),
            prefix: ["recado.", channel, "."].concat(),
        }
    }

    pub fn token(&self) -> Option<String> {
        let storage = self.storage.as_ref()?;
        storage.get_item(&self.token_key()).ok().flatten()
    }

    pub fn keep_token(&self, token: &str) {
        self.set(&self.token_key(), token);
    }

    /// Every unsent message, with its text, in no order.
    pub fn unsent(&self) -> Vec<(MessageId, String)> {
        let Some(storage) = &self.storage else {
            return Vec::new();
        };
        let prefix = self.unsent_key("");
        (0..storage.length().unwrap_or(0))
            .filter_map(|at| storage.key(at).ok().flatten())
            .filter_map(|key| {
                let id = MessageId::from(key.strip_prefix(&prefix)?);
                Some((id, storage.get_item(&key).ok().flatten()?))
            })
            .collect()
    }

    pub fn keep_unsent(&self, id: &MessageId, text: &str) {
        self.set(&self.unsent_key(id.as_str()), text);
    }

    pub fn drop_unsent(&self, id: &MessageId) {
        if let Some(storage) = &self.storage {
            // Nothing to do about a refusal: sending it again is harmless.
            let _ = storage.remove_item(&self.unsent_key(id.as_str()));
        }
    }

    /// What another tab's change means, by the key and new value of the browser's event.
    pub fn read_change(&self, key: &str, new_value: Option<String>) -> Option<OtherTab> {
        if key == self.token_key() {
            return new_value.map(OtherTab::KeptToken);
        }
        let id = key.strip_prefix(&self.unsent_key(""))?;
        new_value.is_none().then(|| OtherTab::Dropped(id.into()))
    }

    fn set(&self, key: &str, value: &str) {
        if let Some(storage) = &self.storage {
            // A full or refused storage costs what survives a reload, not the visit.
            let _ = storage.set_item(key, value);
        }
    }

    fn token_key(&self) -> String {
        [&self.prefix, "token"].concat()
    }

    fn unsent_key(&self, id: &str) -> String {
        [&self.prefix, "unsent.", id].concat()
    }
}
