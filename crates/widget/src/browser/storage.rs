//! What stays in the browser between visits: the visitor's token and what is not sent yet. What is
//! being written stays with its tab, also when the host's page is loaded again, and ends with it.
//!
//! Each unsent message has an entry of its own, so that two tabs of the same site never overwrite
//! each other's. Where the browser refuses storage everything works for this visit, in memory.

use recado_protocol::MessageId;
use web_sys::Storage;

use super::page::window;

/// The entries of one channel.
pub struct Keeper {
    storage: Option<Storage>,
    of_this_tab: Option<Storage>,
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
            of_this_tab: window().session_storage().ok().flatten(),
            prefix: ["recado.", channel, "."].concat(),
        }
    }

    pub fn token(&self) -> Option<String> {
        let storage = self.storage.as_ref()?;
        storage.get_item(&self.token_key()).ok().flatten()
    }

    pub fn keep_token(&self, token: &str) {
        set(self.storage.as_ref(), &self.token_key(), token);
    }

    /// What was being written; empty when nothing.
    pub fn draft(&self) -> String {
        let storage = self.of_this_tab.as_ref();
        let kept = storage.and_then(|storage| storage.get_item(&self.draft_key()).ok().flatten());
        kept.unwrap_or_default()
    }

    pub fn keep_draft(&self, text: &str) {
        let key = self.draft_key();
        if text.is_empty() {
            forget(self.of_this_tab.as_ref(), &key);
        } else {
            set(self.of_this_tab.as_ref(), &key, text);
        }
    }

    /// The files that go with it, as they were kept; empty when none.
    pub fn tray(&self) -> String {
        let storage = self.of_this_tab.as_ref();
        let kept = storage.and_then(|storage| storage.get_item(&self.tray_key()).ok().flatten());
        kept.unwrap_or_default()
    }

    pub fn keep_tray(&self, tray: &str) {
        if tray.is_empty() {
            forget(self.of_this_tab.as_ref(), &self.tray_key());
        } else {
            set(self.of_this_tab.as_ref(), &self.tray_key(), tray);
        }
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
        set(self.storage.as_ref(), &self.unsent_key(id.as_str()), text);
    }

    pub fn drop_unsent(&self, id: &MessageId) {
        forget(self.storage.as_ref(), &self.unsent_key(id.as_str()));
    }

    /// What another tab's change means, by the key and new value of the browser's event.
    pub fn read_change(&self, key: &str, new_value: Option<String>) -> Option<OtherTab> {
        if key == self.token_key() {
            return new_value.map(OtherTab::KeptToken);
        }
        let id = key.strip_prefix(&self.unsent_key(""))?;
        new_value.is_none().then(|| OtherTab::Dropped(id.into()))
    }

    fn token_key(&self) -> String {
        [&self.prefix, "token"].concat()
    }

    fn draft_key(&self) -> String {
        [&self.prefix, "draft"].concat()
    }

    fn tray_key(&self) -> String {
        [&self.prefix, "tray"].concat()
    }

    fn unsent_key(&self, id: &str) -> String {
        [&self.prefix, "unsent.", id].concat()
    }
}

fn set(storage: Option<&Storage>, key: &str, value: &str) {
    if let Some(storage) = storage {
        // A full or refused storage costs what survives a reload, not the visit.
        let _ = storage.set_item(key, value);
    }
}

fn forget(storage: Option<&Storage>, key: &str) {
    if let Some(storage) = storage {
        // Nothing to do about a refusal: sending it again is harmless.
        let _ = storage.remove_item(key);
    }
}
