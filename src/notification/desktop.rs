//! The browser's notifications and its sound.

use std::cell::RefCell;

use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, AudioContextState, Notification, NotificationOptions};

pub use web_sys::NotificationPermission;

/// Of the tone, in hertz.
const PITCH: f32 = 880.0;
/// How loud it begins; 1 is as loud as the device can.
const LOUDNESS: f32 = 0.15;
/// As good as silent; the way there can't end at 0.
const SILENCE: f32 = 0.001;
/// How long it takes to fade away, in seconds.
const FADES_FOR: f64 = 0.35;

thread_local! {
    static AUDIO: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// What the person has said to this browser; `None` where it has no notifications.
pub fn permission() -> Option<NotificationPermission> {
    let is_there = Reflect::has(&window(), &"Notification".into()) == Ok(true);
    is_there.then(Notification::permission)
}

/// Lets the browser ask the person. `false` for a no. To be called on a press.
pub async fn ask() -> bool {
    let Ok(asked) = Notification::request_permission() else {
        return false;
    };
    // Whatever the answer is called, the permission is what counts.
    let _ = JsFuture::from(asked).await;
    permission() == Some(NotificationPermission::Granted)
}

/// Shows a notification; what has the same tag is shown once.
pub fn show(title: &str, text: &str, tag: &str, on_press: impl FnOnce() + 'static) {
    let options = NotificationOptions::new();
    options.set_body(text);
    options.set_tag(tag);
    // Some browsers have them for service workers only: then there is the sound and the title.
    let Ok(notification) = Notification::new_with_options(title, &options) else {
        return;
    };
    let shown = notification.clone();
    let pressed = Closure::once_into_js(move || {
        // A browser may not let a page come to the front.
        let _ = window().focus();
        shown.close();
        on_press();
    });
    notification.set_onclick(Some(pressed.unchecked_ref()));
}

/// A short tone. A page that was never pressed may be silent.
pub fn ring() {
    // A device without sound.
    let _ = try_to_ring();
}

/// What the tone is made with, once it was made.
pub fn audio() -> Option<AudioContext> {
    AUDIO.with_borrow(Clone::clone)
}

fn try_to_ring() -> Result<(), JsValue> {
    AUDIO.with_borrow_mut(|kept| {
        let is_new = kept.is_none();
        let audio = match kept {
            Some(audio) => audio,
            None => kept.insert(AudioContext::new()?),
        };
        if audio.state() != AudioContextState::Running {
            // It may take the next press; then there is nothing to ring for any more.
            let _ = audio.resume()?;
            if !is_new {
                return Ok(());
            }
        }
        let (tone, volume) = (audio.create_oscillator()?, audio.create_gain()?);
        let now = audio.current_time();
        tone.frequency().set_value(PITCH);
        let gain = volume.gain();
        gain.set_value_at_time(LOUDNESS, now)?;
        gain.exponential_ramp_to_value_at_time(SILENCE, now + FADES_FOR)?;
        tone.connect_with_audio_node(&volume)?;
        volume.connect_with_audio_node(&audio.destination())?;
        tone.start()?;
        tone.stop_with_when(now + FADES_FOR)
    })
}
