//! Files: what an uploader needs of the adapter, and links to what was uploaded.

use recado_protocol::FileId;
use recado_protocol::attachment::{FileUrls, WantedUrls};

use super::{RecadoBackend, RefreshVault, ended, read, write};
use crate::backend::Failure;
use crate::transport::{Method, Transport};

impl<T: Transport, V: RefreshVault> RecadoBackend<T, V> {
    /// Scheme, host and port, without a slash at the end: links to files begin here.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// An access token for a request that does not go through here; `refused` is one that the
    /// backend did not take.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn token(&self, refused: Option<&str>) -> Result<String, Failure> {
        let generation = self.generation.get();
        let known = self.access_token.borrow().clone();
        if let Some(token) = known.filter(|token| refused != Some(token)) {
            return Ok(token);
        }
        self.refresh(generation).await?;
        self.access_token.borrow().clone().ok_or_else(ended)
    }

    /// Fresh links to files; those that are gone are left out.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn file_urls(&self, ids: Vec<FileId>) -> Result<FileUrls, Failure> {
        let body = write(&WantedUrls { ids });
        let answer = self.ask(Method::Post, "/files/urls", None, Some(body));
        read(&answer.await?)
    }
}
