//! What survives a reload or a crash: the outbox and the drafts, in IndexedDB.
//!
//! One database per backend and person. A browser may refuse it (private windows, a full disk);
//! then everything works, but a reload loses what was not sent, and the person is told.

use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use recado_store::{DraftKey, Mode, OutboxEntry};
use wasm_bindgen::JsValue;

const VERSION: u32 = 1;
/// Outbox entries as JSON, by command id.
const OUTBOX: &str = "outbox";
/// Drafts as text, by conversation and mode.
const DRAFTS: &str = "drafts";

/// An open database.
pub struct Vault {
    database: Database,
}

/// The browser did not keep it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotKept;

impl From<idb::Error> for NotKept {
    fn from(_: idb::Error) -> Self {
        Self
    }
}

impl Vault {
    /// Opens the database of a person on a backend.
    ///
    /// # Errors
    /// When the browser refuses storage.
    pub async fn open(backend: &str, person: &str) -> Result<Self, NotKept> {
        let name = format!("recado {backend} {person}");
        let mut request = Factory::new()?.open(&name, Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            // A failure here aborts the upgrade, and opening fails below.
            if let Ok(database) = event.database() {
                for store in [OUTBOX, DRAFTS] {
                    let _ = database.create_object_store(store, ObjectStoreParams::new());
                }
            }
        });
        Ok(Self {
            database: request.await?,
        })
    }

    /// The stored outbox in the order of the commands. What can't be read is left where it is.
    pub async fn outbox(&self) -> Result<Vec<OutboxEntry>, NotKept> {
        let mut entries: Vec<OutboxEntry> = self
            .all(OUTBOX)
            .await?
            .into_iter()
            .filter_map(|(_, json)| serde_json::from_str(&json).ok())
            .collect();
        entries.sort_by(|a, b| (a.ordinal, &a.envelope.id).cmp(&(b.ordinal, &b.envelope.id)));
        Ok(entries)
    }

    pub async fn drafts(&self) -> Result<Vec<(DraftKey, String)>, NotKept> {
        let all = self.all(DRAFTS).await?;
        Ok(all
            .into_iter()
            .filter_map(|(name, text)| Some((draft_key(&name)?, text)))
            .collect())
    }

    pub async fn put_entry(&self, entry: &OutboxEntry) -> Result<(), NotKept> {
        let json = serde_json::to_string(entry).map_err(|_| NotKept)?;
        self.write(OUTBOX, entry.envelope.id.as_str(), Some(&json))
            .await
    }

    pub async fn remove_entry(&self, id: &recado_protocol::CommandId) -> Result<(), NotKept> {
        self.write(OUTBOX, id.as_str(), None).await
    }

    /// Keeps a draft; an empty one is forgotten.
    pub async fn put_draft(&self, key: &DraftKey, text: &str) -> Result<(), NotKept> {
        self.write(
            DRAFTS,
            &draft_name(key),
            Some(text).filter(|text| !text.is_empty()),
        )
        .await
    }

    async fn all(&self, store: &str) -> Result<Vec<(String, String)>, NotKept> {
        let transaction = self
            .database
            .transaction(&[store], TransactionMode::ReadOnly)?;
        let store = transaction.object_store(store)?;
        let keys = store.get_all_keys(None, None)?.await?;
        let values = store.get_all(None, None)?.await?;
        transaction.await?;
        let text = |value: JsValue| value.as_string();
        Ok(keys
            .into_iter()
            .zip(values)
            .filter_map(|(k, v)| Some((text(k)?, text(v)?)))
            .collect())
    }

    async fn write(&self, store: &str, key: &str, value: Option<&str>) -> Result<(), NotKept> {
        let transaction = self
            .database
            .transaction(&[store], TransactionMode::ReadWrite)?;
        let objects = transaction.object_store(store)?;
        let key = JsValue::from_str(key);
        match value {
            Some(value) => {
                objects.put(&JsValue::from_str(value), Some(&key))?.await?;
            }
            None => objects.delete(key)?.await?,
        }
        // Kept only when the transaction says so: a full disk shows here.
        if transaction.await?.is_committed() {
            Ok(())
        } else {
            Err(NotKept)
        }
    }
}

fn draft_name(key: &DraftKey) -> String {
    let mode = match key.mode {
        Mode::Reply => "reply",
        Mode::Note => "note",
    };
    format!("{mode} {}", key.conversation)
}

fn draft_key(name: &str) -> Option<DraftKey> {
    let (mode, conversation) = name.split_once(' ')?;
    let mode = match mode {
        "reply" => Mode::Reply,
        "note" => Mode::Note,
        _ => return None,
    };
    Some(DraftKey {
        conversation: conversation.into(),
        mode,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_find_their_conversation_again() {
        for mode in [Mode::Reply, Mode::Note] {
            let key = DraftKey {
                conversation: "a b".into(),
                mode,
            };
            assert_eq!(draft_key(&draft_name(&key)), Some(key));
        }
        assert_eq!(draft_key("poem x"), None);
    }
}
