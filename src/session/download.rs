//! Files that only who is signed in may have: fetched with the token in a header, and handed to the browser to be saved.

use gloo_net::http::Request;
use recado_client::Failure;
use recado_engine::Host;
use recado_protocol::{API_ROOT, Problem};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlElement, Url};

use super::Session;

impl Session {
    /// Asks a resource for a file (`POST`), and saves it under a name.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn download(self, resource: &str, name: &str) -> Result<(), Failure> {
        let engine = self.engine();
        let backend = engine.host().backend();
        let url = format!("{}{API_ROOT}/{resource}", backend.origin());
        let mut refused = None;
        let response = loop {
            let token = backend.token(refused.as_deref()).await?;
            let request = Request::post(&url).header("Authorization", &format!("Bearer {token}"));
            let response = request.send().await.map_err(|_| Failure::Unreachable)?;
            // One that has run out is renewed once.
            if response.status() == 401 && refused.is_none() {
                refused = Some(token);
                continue;
            }
            break response;
        };
        if !response.ok() {
            let text = response.text().await.map_err(|_| Failure::Unreachable)?;
            let status = response.status();
            return Err(match recado_json::from_str::<Problem>(&text) {
                Ok(problem) => Failure::Refused(problem),
                Err(_) => Failure::Unreadable { status },
            });
        }
        let response: web_sys::Response = response.into();
        let blob = response.blob().map_err(|_| Failure::Unreachable)?;
        let blob = JsFuture::from(blob)
            .await
            .map_err(|_| Failure::Unreachable)?;
        save(&blob.unchecked_into(), name).ok_or(Failure::Unreachable)
    }
}

fn save(blob: &Blob, name: &str) -> Option<()> {
    let url = Url::create_object_url_with_blob(blob).ok()?;
    let link = leptos::prelude::document().create_element("a").ok()?;
    link.set_attribute("href", &url).ok()?;
    link.set_attribute("download", name).ok()?;
    link.dyn_into::<HtmlElement>().ok()?.click();
    // The browser has taken what the link leads to by the time that this runs.
    leptos::prelude::set_timeout(
        move || drop(Url::revoke_object_url(&url)),
        std::time::Duration::from_secs(60),
    );
    Some(())
}
