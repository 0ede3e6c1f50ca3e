//! Resources that this device keeps, so that they are there without a network too.

use recado_client::{Backend, Failure};
use recado_engine::{Host, Shelf, Vault, Write};
use recado_protocol::{AgentId, Fields};

use super::{Session, identity};

impl Session {
    /// A resource as the backend gives it, or as it was when this device got it last.
    ///
    /// # Errors
    /// See [`Failure`]: it was never here, or the person may not have it.
    pub async fn kept_resource(self, resource: &str) -> Result<Fields, Failure> {
        let person = self.peek(|store| store.me().id.clone());
        let engine = self.engine();
        match engine.host().backend().resource(resource).await {
            Ok(fields) => {
                self.keep_resource(&person, resource, &fields).await;
                Ok(fields)
            }
            Err(failure) if failure.may_pass() => {
                let kept = self.look_up(&person, Shelf::Resources, resource).await;
                kept.map(Fields::from_json).ok_or(failure)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Random bytes for an id that a view makes.
    pub fn random(self) -> [u8; 10] {
        identity::random_bytes()
    }

    /// Keeps something that belongs to a draft until it is sent; nothing takes it away.
    pub async fn keep_beside_drafts(self, name: &str, text: Option<String>) {
        let person = self.peek(|store| store.me().id.clone());
        if let Ok(vault) = self.engine().host().open_vault(&person).await {
            let write = Write {
                shelf: Shelf::Drafts,
                key: name.to_owned(),
                text,
            };
            // Where nothing is kept, a reload loses it, as it does the draft.
            let _ = vault.write(vec![write]).await;
        }
    }

    /// What was kept under this name.
    pub async fn kept_beside_drafts(self, name: &str) -> Option<String> {
        let person = self.peek(|store| store.me().id.clone());
        self.look_up(&person, Shelf::Drafts, name).await
    }

    async fn keep_resource(self, person: &AgentId, resource: &str, fields: &Fields) {
        // Whoever has left this device meanwhile leaves nothing on it.
        let is_here = identity::remembered().is_some_and(|agent| agent.id == *person);
        if !is_here {
            return;
        }
        if let Ok(vault) = self.engine().host().open_vault(person).await {
            let write = Write {
                shelf: Shelf::Resources,
                key: resource.to_owned(),
                text: Some(fields.as_json().to_owned()),
            };
            // A device that keeps nothing asks again the next time.
            let _ = vault.write(vec![write]).await;
        }
    }

    async fn look_up(self, person: &AgentId, shelf: Shelf, name: &str) -> Option<String> {
        let vault = self.engine().host().open_vault(person).await.ok()?;
        let kept = vault.all(shelf).await.ok()?;
        let (_, text) = kept.into_iter().find(|(key, _)| key == name)?;
        Some(text)
    }
}
