//! The engine's storage in IndexedDB: one database per backend and person.
//!
//! A browser may refuse it (private windows, a full disk); then everything works, but a reload
//! loses what was not sent, and the person is told.

use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use recado_engine::{NotKept, Shelf, Write};
use wasm_bindgen::JsValue;

use super::uploads;
use crate::browser::storage;

/// The shape of the database: one object store per shelf, texts by key.
const VERSION: u32 = 3;

/// An open database.
pub struct Vault {
    database: Database,
}

impl Vault {
    /// Opens the database of this name.
    ///
    /// # Errors
    /// When the browser refuses storage.
    pub async fn open(name: &str) -> Result<Self, NotKept> {
        open(name).await.map_err(|_| NotKept::Refused)
    }
}

/// What the database of a person's files on their way is called, beside the person's own.
pub fn files_of(name: &str) -> String {
    format!("{name} files")
}

async fn open(name: &str) -> Result<Vault, idb::Error> {
    let mut request = Factory::new()?.open(name, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        // A failure here aborts the upgrade, and opening fails below.
        if let Ok(database) = event.database() {
            let present = database.store_names();
            for shelf in Shelf::EVERY {
                if !present.iter().any(|name| name == shelf.name()) {
                    let _ = database.create_object_store(shelf.name(), ObjectStoreParams::new());
                }
            }
        }
    });
    let mut database = request.await?;
    // A newer version of this page, in another tab, can't open it until this one lets go.
    database.on_version_change(|event| {
        if let Ok(database) = event.database() {
            database.close();
        }
    });
    Ok(Vault { database })
}

impl recado_engine::Vault for Vault {
    async fn all(&self, shelf: Shelf) -> Result<Vec<(String, String)>, NotKept> {
        self.read(shelf).await.map_err(|_| NotKept::Refused)
    }

    async fn write(&self, writes: Vec<Write>) -> Result<(), NotKept> {
        self.put(&writes).await.unwrap_or(Err(NotKept::Refused))
    }

    async fn clear(&self, shelves: &[Shelf]) -> Result<(), NotKept> {
        self.empty(shelves).await.unwrap_or(Err(NotKept::Refused))
    }

    async fn erase(&self) -> Result<(), NotKept> {
        // Another tab may hold the database a little longer: what it holds is nothing.
        self.clear(&Shelf::EVERY).await?;
        self.delete().await.map_err(|_| NotKept::Refused)
    }
}

impl Vault {
    async fn read(&self, shelf: Shelf) -> Result<Vec<(String, String)>, idb::Error> {
        let name = shelf.name();
        let transaction = self
            .database
            .transaction(&[name], TransactionMode::ReadOnly)?;
        let store = transaction.object_store(name)?;
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

    async fn put(&self, writes: &[Write]) -> Result<Result<(), NotKept>, idb::Error> {
        let is_written = |shelf: &Shelf| writes.iter().any(|write| write.shelf == *shelf);
        let shelves = Shelf::EVERY.into_iter().filter(is_written);
        let names: Vec<_> = shelves.map(Shelf::name).collect();
        let transaction = self
            .database
            .transaction(&names, TransactionMode::ReadWrite)?;
        for write in writes {
            let objects = transaction.object_store(write.shelf.name())?;
            let key = JsValue::from_str(&write.key);
            // Their failures show in the transaction's end.
            match &write.text {
                Some(text) => drop(objects.put(&JsValue::from_str(text), Some(&key))?),
                None => drop(objects.delete(key)?),
            }
        }
        // Kept only when the transaction says so: a full disk shows here.
        Ok(kept(transaction.commit()?.await?.is_committed()))
    }

    async fn delete(&self) -> Result<(), idb::Error> {
        self.database.close();
        let (factory, name) = (Factory::new()?, self.database.name());
        storage::remove(uploads::WAITING);
        storage::remove(crate::notification::UNREAD);
        storage::remove(crate::keyboard::USES);
        factory.delete(&files_of(&name))?.await?;
        factory.delete(&name)?.await
    }

    async fn empty(&self, shelves: &[Shelf]) -> Result<Result<(), NotKept>, idb::Error> {
        let names: Vec<_> = shelves.iter().map(|shelf| shelf.name()).collect();
        let transaction = self
            .database
            .transaction(&names, TransactionMode::ReadWrite)?;
        for name in names {
            drop(transaction.object_store(name)?.clear()?);
        }
        Ok(kept(transaction.commit()?.await?.is_committed()))
    }
}

impl Drop for Vault {
    /// A database that is open keeps others from deleting it or changing its shape.
    fn drop(&mut self) {
        self.database.close();
    }
}

fn kept(committed: bool) -> Result<(), NotKept> {
    if committed {
        Ok(())
    } else {
        Err(NotKept::Refused)
    }
}
