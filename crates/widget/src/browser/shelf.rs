//! The bytes of files on their way, so that a reload goes on with them. Where the browser keeps
//! nothing, an upload lasts as long as the page.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Cache, Response};

use super::page::window;

const NAME: &str = "recado-files";

pub async fn keep(key: &str, bytes: &Blob) {
    // A refusal costs what survives a reload, and nothing else.
    let _ = try_keep(key, bytes).await;
}

pub async fn kept(key: &str) -> Option<Blob> {
    let cache = open().await.ok()?;
    let found = wait(cache.match_with_str(&address(key))).await.ok()?;
    let response: Response = found.dyn_into().ok()?;
    wait(response.blob().ok()?).await.ok()?.dyn_into().ok()
}

pub async fn forget(key: &str) {
    if let Ok(cache) = open().await {
        let _ = wait(cache.delete_with_str(&address(key))).await;
    }
}

async fn try_keep(key: &str, bytes: &Blob) -> Result<(), JsValue> {
    let response = Response::new_with_opt_blob(Some(bytes))?;
    wait(open().await?.put_with_str(&address(key), &response)).await?;
    Ok(())
}

async fn open() -> Result<Cache, JsValue> {
    let cache = wait(window().caches()?.open(NAME)).await?;
    cache.dyn_into()
}

async fn wait(promise: Promise) -> Result<JsValue, JsValue> {
    JsFuture::from(promise).await
}

fn address(key: &str) -> String {
    ["/recado-file/", key].concat()
}
