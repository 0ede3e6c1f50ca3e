//! The tabs of a person in one browser: a `BroadcastChannel` to talk, and a Web Lock (W3C Web Locks
//! API) that only the leader holds. The browser gives it to the next one the moment that the leader
//! is closed or crashes.

use std::cell::{Cell, OnceCell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_channel::oneshot;
use futures_util::StreamExt;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::task::spawn_local;
use recado_engine::Tabs;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, BroadcastChannel, MessageEvent};

/// This tab among the others.
pub struct BrowserTabs {
    channel: Option<BroadcastChannel>,
    name: String,
    hearing: RefCell<UnboundedReceiver<String>>,
    saying: RefCell<Option<UnboundedSender<String>>>,
    office: Rc<Office>,
}

/// The right to lead.
#[derive(Default)]
struct Office {
    held: Cell<bool>,
    left: Cell<bool>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
    /// Ends the lock.
    release: RefCell<Option<Function>>,
    /// Takes the request for the lock back.
    asked: RefCell<Option<AbortController>>,
    /// What the browser calls when it gives the lock.
    granted: OnceCell<JsValue>,
}

impl BrowserTabs {
    /// Joins the tabs of this name. Where the browser has no locks or no channels, every tab leads
    /// itself: the backend knows every key, so that nothing is done twice.
    pub fn join(name: &str) -> Self {
        let (saying, hearing) = unbounded();
        let office = Rc::new(Office::default());
        let channel = BroadcastChannel::new(name).ok();
        match &channel {
            Some(channel) if office.apply(name).is_ok() => listen(channel, saying.clone()),
            _ => office.take(),
        }
        Self {
            channel,
            name: name.to_owned(),
            hearing: RefCell::new(hearing),
            saying: RefCell::new(Some(saying)),
            office,
        }
    }
}

fn listen(channel: &BroadcastChannel, saying: UnboundedSender<String>) {
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(text) = event.data().as_string() {
            // Nobody hears any more once this tab has left.
            let _ = saying.unbounded_send(text);
        }
    });
    channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // It lives as long as the channel, of which there is one for each sign-in.
    on_message.forget();
}

impl Office {
    /// Asks the browser for the lock, instead of the last time.
    fn apply(self: &Rc<Self>, name: &str) -> Result<(), JsValue> {
        let navigator = leptos::prelude::window().navigator();
        let locks = Reflect::get(&navigator, &"locks".into())?;
        let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
        let granted = self.granted.get_or_init(|| {
            let this = Rc::clone(self);
            let granted = move |_lock: JsValue| this.hold();
            // It lives as long as the page, which makes one for each sign-in.
            Closure::<dyn Fn(JsValue) -> JsValue>::new(granted).into_js_value()
        });
        let controller = AbortController::new()?;
        let options = Object::new();
        Reflect::set(&options, &"signal".into(), &controller.signal())?;
        let asked = request.call3(&locks, &name.into(), &options, granted)?;
        let asked: Promise = asked.dyn_into()?;
        if let Some(before) = self.asked.replace(Some(controller.clone())) {
            before.abort();
        }
        let this = Rc::clone(self);
        spawn_local(async move {
            // A browser that keeps nothing for this page may refuse its locks too, and says so late.
            let is_refused = JsFuture::from(asked).await.is_err() && !controller.signal().aborted();
            if is_refused && !this.left.get() {
                this.take();
            }
        });
        Ok(())
    }

    /// The lock is held until what this gives, a promise, is kept.
    fn hold(&self) -> JsValue {
        if self.left.get() || self.held.get() {
            return JsValue::UNDEFINED;
        }
        let promise = Promise::new(&mut |release, _| {
            self.release.replace(Some(release));
        });
        self.take();
        promise.into()
    }

    fn take(&self) {
        self.held.set(true);
        for waiting in self.waiting.take() {
            // One that has stopped waiting asks again.
            let _ = waiting.send(());
        }
    }
}

impl Tabs for BrowserTabs {
    fn post(&self, text: &str) {
        if let Some(channel) = &self.channel {
            // It can only fail on a closed channel, which has nobody to tell.
            let _ = channel.post_message(&JsValue::from_str(text));
        }
    }

    async fn hear(&self) -> Option<String> {
        poll_fn(|context| self.hearing.borrow_mut().poll_next_unpin(context)).await
    }

    async fn lead(&self) {
        if self.office.held.get() {
            return;
        }
        let (sender, held) = oneshot::channel();
        let mut before = self.office.waiting.replace(vec![sender]);
        let asked = before.len();
        before.retain(|sender| !sender.is_canceled());
        if before.len() < asked {
            // Chromium may forget whose turn it is when a leader's tab goes to another page of ours: nobody holds the
            // lock, and all wait for it. It looks again when one is taken back. One that fails changes nothing.
            let _ = self.office.apply(&self.name);
        }
        self.office.waiting.borrow_mut().extend(before);
        // The sender is dropped unsent when this tab leaves.
        let _ = held.await;
    }

    fn leave(&self) {
        self.office.left.set(true);
        self.office.waiting.take();
        if let Some(release) = self.office.release.take() {
            // Keeping a promise never throws.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
        self.saying.take();
    }
}
