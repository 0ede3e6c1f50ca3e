//! Where the visitor writes.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlTextAreaElement, KeyboardEvent};

use super::element::{add, attribute, button, element, icon};
use crate::{browser::page, locale::Text, session::Session};

pub struct Composer {
    pub root: Element,
    field: Field,
}

impl Composer {
    pub fn new(session: &Rc<Session>, parent: &Element) -> Self {
        let root = element("div", "composer");
        let field = Field::new(session);
        add(&root, &field.grow);
        add(&root, &field.send);
        add(parent, &root);

        page::listen(&field.text, "input", {
            let (field, session) = (field.clone(), session.clone());
            move |_: Event| {
                field.follow_text();
                session.typed(field.written().is_empty());
            }
        });
        page::listen(&field.text, "keydown", {
            let (field, session) = (field.clone(), session.clone());
            move |event: KeyboardEvent| {
                if sends(&event) {
                    event.prevent_default();
                    field.send(&session);
                }
            }
        });
        page::listen(&field.send, "click", {
            let (field, session) = (field.clone(), session.clone());
            move |_: Event| field.send(&session)
        });
        Self { root, field }
    }

    pub fn focus(&self) {
        let _ = self.field.text.focus();
    }
}

/// The text and its button.
#[derive(Clone)]
struct Field {
    /// It takes the height of a hidden copy of its text, so it grows without measuring.
    grow: Element,
    text: HtmlTextAreaElement,
    send: Element,
}

impl Field {
    fn new(session: &Session) -> Self {
        let locale = session.locale;
        let grow = element("div", "composer__grow");
        let text = element("textarea", "composer__text");
        for (name, value) in [
            ("rows", "1"),
            ("dir", "auto"),
            ("aria-label", locale.text(Text::Message)),
            ("placeholder", locale.text(Text::MessagePlaceholder)),
            ("enterkeyhint", "send"),
            ("autocomplete", "off"),
        ] {
            attribute(&text, name, value);
        }
        add(&grow, &text);
        let send = button("composer__send");
        attribute(&send, "aria-label", locale.text(Text::Send));
        add(&send, &icon("M4 10h12m-5-5 5 5-5 5"));
        let field = Self {
            grow,
            text: text.unchecked_into(),
            send,
        };
        field.follow_text();
        field
    }

    fn written(&self) -> String {
        self.text.value().trim().to_owned()
    }

    fn follow_text(&self) {
        attribute(&self.grow, "data-text", &self.text.value());
        let _ = self
            .send
            .toggle_attribute_with_force("disabled", self.written().is_empty());
    }

    fn send(&self, session: &Rc<Session>) {
        let written = self.written();
        if !written.is_empty() {
            self.text.set_value("");
            self.follow_text();
            session.send(written);
        }
        let _ = self.text.focus();
    }
}

/// Enter sends, Shift+Enter breaks the line, and an Enter that only ends an input method's
/// composition does neither.
fn sends(event: &KeyboardEvent) -> bool {
    // Some browsers say the end of a composition by this key code alone.
    const COMPOSITION_KEY_CODE: u32 = 229;
    event.key() == "Enter"
        && !event.shift_key()
        && !event.is_composing()
        && event.key_code() != COMPOSITION_KEY_CODE
}
