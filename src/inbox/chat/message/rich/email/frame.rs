//! The HTML of a mail, in a frame that runs nothing. It has the page's origin only so that the page
//! can measure it and dress it; what could run is refused by the sandbox, by a policy of its own and
//! by the page's, and has been taken out by the backend.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlIFrameElement, ResizeObserver};

use crate::browser::length::pixels;
use crate::locale::{Key, t};
use crate::markup::view;
use crate::reactive::{RwSignal, StoredValue, effect, live};
use crate::session::{FileLink, Session};
use crate::theme::Theme;
use crate::ui::Button;

const HEAD: &str = "<!doctype html><html><head><meta charset=\"utf-8\">\
    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
    img-src 'self' https: http://localhost:* http://127.0.0.1:*\">\
    <meta name=\"referrer\" content=\"no-referrer\">\
    <meta name=\"color-scheme\" content=\"light dark\"></head><body dir=\"auto\">";
const SANDBOX: &str = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
/// How a mail looks: the reader's letters and colours, whatever its sender chose.
const STYLE: &str = include_str!("../../../../../../style/email_body.css");
/// A mail is at most this high; a longer one is scrolled, in pixels.
const HIGHEST: f64 = 4_000.0;

/// Pictures that wait to be asked for.
const REMOTE: &str = "img[data-remote-src]";

/// Pictures that came with the mail.
const OWN: &str = "img[data-file]";

pub fn frame_view(html: &str, session: Session) -> AnyView {
    let document = format!("{HEAD}{html}</body></html>");
    let frame = StoredValue::new(None::<HtmlIFrameElement>);
    let waiting = RwSignal::new(false);
    let wanted = RwSignal::new(false);
    let loaded = RwSignal::new(0_u32);
    let observer = StoredValue::new(None::<Observing>);
    let theme = use_context::<Theme>();
    effect(move || {
        if let Some(theme) = theme {
            theme.choice();
        }
        if loaded.get() > 0
            && let Some(frame) = frame.get_value()
            && let Some(document) = frame.content_document()
        {
            // What can't be dressed is shown bare.
            let _ = put_style(&frame, &document);
        }
    });
    effect(move || {
        let is_wanted = wanted.get();
        if loaded.get() > 0
            && is_wanted
            && let Some(document) = frame.get_value().and_then(|frame| frame.content_document())
        {
            load_pictures(&document);
        }
    });
    effect(move || {
        if loaded.get() > 0
            && let Some(document) = frame.get_value().and_then(|frame| frame.content_document())
        {
            show_own_pictures(&document, session);
        }
    });
    let dress = move |_| {
        let Some(frame) = frame.get_value() else {
            return;
        };
        let Some(document) = frame.content_document() else {
            return;
        };
        name_quotes(&document);
        waiting.set(matches!(document.query_selector(REMOTE), Ok(Some(_))));
        observer.set_value(Observing::begin(&frame, &document));
        loaded.update(|times| *times += 1);
    };
    let bar = live(move || {
        (waiting.get() && !wanted.get()).then(|| {
            view! {
                <div class="email__pictures">
                    <span>{Key::EmailPictures}</span>
                    <Button label=Key::EmailLoadPictures on_press=move || wanted.set(true) />
                </div>
            }
        })
    });
    let keep = move |element: Element| frame.set_value(element.dyn_into().ok());
    view! {
        {bar}
        <iframe
            class="email__body"
            title=Key::EmailBody
            sandbox=SANDBOX
            srcdoc=document
            use:keep
            on:load=dress
        ></iframe>
    }
}

/// Keeps the frame as high as what is in it.
struct Observing {
    observer: ResizeObserver,
    _on_resize: Closure<dyn FnMut()>,
}

impl Observing {
    fn begin(frame: &HtmlIFrameElement, document: &Document) -> Option<Self> {
        let body: Element = document.body()?.into();
        let (frame, measured) = (frame.clone(), body.clone());
        let on_resize = Closure::<dyn FnMut()>::new(move || {
            let height = measured
                .get_bounding_client_rect()
                .height()
                .ceil()
                .min(HIGHEST);
            // Refused only for a value that is no length.
            let _ = frame
                .unchecked_ref::<web_sys::HtmlElement>()
                .style()
                .set_property("height", &pixels(height));
        });
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok()?;
        observer.observe(&body);
        Some(Self {
            observer,
            _on_resize: on_resize,
        })
    }
}

impl Drop for Observing {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// A sheet made by script is no style that the mail brought, so the page's policy lets it be.
fn put_style(frame: &HtmlIFrameElement, document: &Document) -> Result<(), JsValue> {
    let window = frame.content_window().ok_or(JsValue::NULL)?;
    let make: Function = Reflect::get(&window, &"CSSStyleSheet".into())?.dyn_into()?;
    let sheet = Reflect::construct(&make, &Array::new())?;
    let replace: Function = Reflect::get(&sheet, &"replaceSync".into())?.dyn_into()?;
    let style = format!("{STYLE}:root {{ color-scheme: {} }}", scheme_around(frame));
    replace.call1(&sheet, &style.into())?;
    Reflect::set(document, &"adoptedStyleSheets".into(), &Array::of1(&sheet))?;
    Ok(())
}

/// Light or dark, as the page around the frame is: the frame would ask the system otherwise.
fn scheme_around(frame: &HtmlIFrameElement) -> String {
    let style = window().get_computed_style(frame).ok().flatten();
    style
        .and_then(|style| style.get_property_value("color-scheme").ok())
        .unwrap_or_default()
}

/// The folded history says in the reader's language what it is.
fn name_quotes(document: &Document) {
    for quote in found(document, "details.quoted > summary") {
        quote.set_text_content(Some(&t(Key::EmailQuoted)));
    }
}

fn load_pictures(document: &Document) {
    for picture in found(document, REMOTE) {
        if let Some(address) = picture.get_attribute("data-remote-src") {
            // Setting an attribute fails only for names that can't be one.
            let _ = picture.set_attribute("referrerpolicy", "no-referrer");
            let _ = picture.set_attribute("src", &address);
            let _ = picture.remove_attribute("data-remote-src");
        }
    }
}

/// Reactive: a picture is there when its link is.
fn show_own_pictures(document: &Document, session: Session) {
    for picture in found(document, OWN) {
        let id = picture.get_attribute("data-file").unwrap_or_default();
        if let FileLink::Here { url, .. } = session.file_link(&id.into()) {
            // Setting an attribute fails only for names that can't be one.
            let _ = picture.set_attribute("src", &url);
        }
    }
}

fn found(document: &Document, selector: &str) -> Vec<Element> {
    let Ok(list) = document.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        // The frame has classes of its own, so that an element of it is none of this page's.
        .filter_map(|at| Some(list.item(at)?.unchecked_into()))
        .collect()
}
