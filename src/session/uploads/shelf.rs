//! Where files on their way are kept on this device, so that a reload or a crash loses none: a
//! database beside the person's own, with parcels as JSON and bytes as they are.

use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::parcel::Parcel;

const VERSION: u32 = 1;
const PARCELS: &str = "parcels";
const BYTES: &str = "bytes";

/// An open database.
pub struct Shelf {
    database: Database,
}

impl Shelf {
    /// Opens the database of this name; `None` when the browser refuses storage.
    pub async fn open(name: &str) -> Option<Self> {
        open(name).await.ok()
    }

    pub async fn parcels(&self) -> Vec<Parcel> {
        let texts = self.all_parcels().await.unwrap_or_default();
        let texts = texts.into_iter().filter_map(|text| text.as_string());
        texts
            .filter_map(|text| recado_json::from_str(&text).ok())
            .collect()
    }

    /// Says whether it was kept.
    pub async fn keep(&self, parcel: &Parcel) -> bool {
        let text = recado_json::to_string(parcel).unwrap_or_default();
        let text = JsValue::from_str(&text);
        self.put(PARCELS, parcel.message.as_str(), &text).await
    }

    pub async fn forget(&self, parcel: &Parcel) {
        // What is left after a failure is found and sent again, which makes no second message.
        let _ = self.delete(PARCELS, parcel.message.as_str()).await;
        for item in &parcel.items {
            self.forget_bytes(&item.key).await;
        }
    }

    /// Says whether they were kept: a file may be too large for this device.
    pub async fn keep_bytes(&self, key: &str, bytes: &Blob) -> bool {
        self.put(BYTES, key, bytes).await
    }

    pub async fn bytes(&self, key: &str) -> Option<Blob> {
        let get = async || -> Result<Option<JsValue>, idb::Error> {
            let names = [BYTES];
            let transaction = self
                .database
                .transaction(&names, TransactionMode::ReadOnly)?;
            let objects = transaction.object_store(BYTES)?;
            objects.get(JsValue::from_str(key))?.await
        };
        get().await.ok()??.dyn_into().ok()
    }

    pub async fn forget_bytes(&self, key: &str) {
        // Left-overs go with the database.
        let _ = self.delete(BYTES, key).await;
    }

    async fn all_parcels(&self) -> Result<Vec<JsValue>, idb::Error> {
        let names = [PARCELS];
        let transaction = self
            .database
            .transaction(&names, TransactionMode::ReadOnly)?;
        transaction
            .object_store(PARCELS)?
            .get_all(None, None)?
            .await
    }

    async fn put(&self, store: &str, key: &str, value: &JsValue) -> bool {
        let put = async || -> Result<bool, idb::Error> {
            let names = [store];
            let transaction = self
                .database
                .transaction(&names, TransactionMode::ReadWrite)?;
            let objects = transaction.object_store(store)?;
            drop(objects.put(value, Some(&JsValue::from_str(key)))?);
            Ok(transaction.commit()?.await?.is_committed())
        };
        put().await.unwrap_or(false)
    }

    async fn delete(&self, store: &str, key: &str) -> Result<(), idb::Error> {
        let names = [store];
        let transaction = self
            .database
            .transaction(&names, TransactionMode::ReadWrite)?;
        let objects = transaction.object_store(store)?;
        drop(objects.delete(JsValue::from_str(key))?);
        transaction.commit()?.await.map(drop)
    }
}

async fn open(name: &str) -> Result<Shelf, idb::Error> {
    let mut request = Factory::new()?.open(name, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        // A failure here aborts the upgrade, and opening fails below.
        if let Ok(database) = event.database() {
            for store in [PARCELS, BYTES] {
                let _ = database.create_object_store(store, ObjectStoreParams::new());
            }
        }
    });
    let mut database = request.await?;
    // Somebody who clears the device can't take it away until this page lets go.
    database.on_version_change(|event| {
        if let Ok(database) = event.database() {
            database.close();
        }
    });
    Ok(Shelf { database })
}

impl Drop for Shelf {
    fn drop(&mut self) {
        self.database.close();
    }
}
