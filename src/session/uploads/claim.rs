//! Of a person's tabs one carries each parcel: the one that holds its Web Lock. When that tab is
//! closed or crashes, the browser gives the lock to another, which goes on.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use futures_channel::oneshot;

/// A lock that is held until this is dropped.
pub struct Claim {
    release: Option<Function>,
}

/// Waits for the lock of this name. A browser without locks, or one that refuses them, lets every
/// tab have it: then two may carry the same parcel, which makes one message all the same.
pub async fn claim(name: &str) -> Claim {
    let (sender, granted) = oneshot::channel();
    let release = match ask(name, sender) {
        Ok(asked) => {
            leptos::task::spawn_local(async move {
                // A refusal drops the sender below, which ends the waiting.
                let _ = JsFuture::from(asked).await;
            });
            granted.await.ok()
        }
        Err(_) => None,
    };
    Claim { release }
}

fn ask(name: &str, sender: oneshot::Sender<Function>) -> Result<Promise, JsValue> {
    let locks = Reflect::get(&window().navigator(), &"locks".into())?;
    let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    let mut sender = Some(sender);
    let granted = Closure::once_into_js(move |_lock: JsValue| {
        // The lock is held until this promise is kept.
        JsValue::from(Promise::new(&mut |release, _| {
            if let Some(sender) = sender.take() {
                // Nobody waits any more: the lock is held until the page ends.
                let _ = sender.send(release);
            }
        }))
    });
    request.call2(&locks, &name.into(), &granted)?.dyn_into()
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(release) = self.release.take() {
            // Keeping a promise never throws.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}
