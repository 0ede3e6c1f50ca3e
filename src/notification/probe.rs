//! Finds out whether notifications and the sound really work.

use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContextState, Notification, NotificationOptions};

use super::desktop::{self, NotificationPermission};

/// How long the system may take to show a notification, and the sound to begin.
const WITHIN: Duration = Duration::from_secs(4);

/// What came of one part of the test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Works,
    /// This browser has none.
    Missing,
    /// The person said no, or the browser for them.
    Refused,
    /// The person was asked and said nothing.
    NotAsked,
    /// It was told, and nothing came.
    Silent,
}

/// Whether this browser has notifications at all.
pub fn browser() -> Outcome {
    if desktop::permission().is_some() {
        Outcome::Works
    } else {
        Outcome::Missing
    }
}

/// Whether this site may show them; the person is asked if they have not been.
pub async fn permission() -> Outcome {
    if desktop::permission() == Some(NotificationPermission::Default) {
        desktop::ask().await;
    }
    match desktop::permission() {
        Some(NotificationPermission::Granted) => Outcome::Works,
        Some(NotificationPermission::Denied) => Outcome::Refused,
        Some(_) => Outcome::NotAsked,
        None => Outcome::Missing,
    }
}

/// Whether the system shows one.
pub async fn system(title: &str, text: &str) -> Outcome {
    let options = NotificationOptions::new();
    options.set_body(text);
    options.set_tag("self-test");
    let Ok(shown) = Notification::new_with_options(title, &options) else {
        return Outcome::Missing;
    };
    let by = shown.clone();
    let works = first_of(move |works, fails| {
        by.set_onshow(Some(&works));
        by.set_onerror(Some(&fails));
    });
    let outcome = works.await;
    shown.set_onshow(None);
    shown.set_onerror(None);
    outcome
}

/// Whether the sound runs. What this device does with it, only its owner hears.
pub async fn sound() -> Outcome {
    desktop::ring();
    let Some(audio) = desktop::audio() else {
        return Outcome::Missing;
    };
    if let Ok(resumed) = audio.resume() {
        let in_time = Promise::race(&Array::of2(&resumed, &timer(WITHIN)));
        // A refusal shows in the state.
        let _ = JsFuture::from(in_time).await;
    }
    if audio.state() == AudioContextState::Running {
        Outcome::Works
    } else {
        Outcome::Refused
    }
}

/// Waits for one of two functions to be called, but not for ever.
async fn first_of(listen: impl FnOnce(Function, Function)) -> Outcome {
    let listen = Rc::new(std::cell::Cell::new(Some(listen)));
    let called = Promise::new(&mut |resolve, reject| {
        if let Some(listen) = listen.take() {
            listen(resolve, reject);
        }
    });
    let late = timer(WITHIN);
    match JsFuture::from(Promise::race(&Array::of2(&called, &late))).await {
        Ok(value) if value == JsValue::from_str(LATE) => Outcome::Silent,
        Ok(_) => Outcome::Works,
        Err(_) => Outcome::Refused,
    }
}

const LATE: &str = "late";

/// Resolves after a time.
fn timer(after: Duration) -> Promise {
    Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                // Resolving never fails.
                let _ = resolve.call1(&JsValue::NULL, &LATE.into());
            },
            after,
        );
    })
}
