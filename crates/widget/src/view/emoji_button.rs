//! The button for emoji, and the place where they can be picked, which is drawn when it is first wanted.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use super::element::{attribute, element, icon_button, show};
use crate::{browser::page, locale::Text, session::Session};

/// The id of the place.
const PLACE: &str = "emoji";
const FACE: &str = "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15M7.3 7.8v.4m5.4-.4v.4M6.8 11.8a3.7 3.7 0 0 0 6.4 0";

#[derive(Clone)]
pub struct EmojiButton {
    session: Rc<Session>,
    field: HtmlTextAreaElement,
    pub button: Element,
    pub place: Element,
}

impl EmojiButton {
    /// What is picked goes into the field; `composer` is what both stand in.
    pub fn new(session: &Rc<Session>, field: &HtmlTextAreaElement, composer: &Element) -> Self {
        let name = session.locale.text(Text::Emoji);
        let press = icon_button("composer__attach", name, FACE);
        attribute(&press, "title", name);
        attribute(&press, "aria-controls", PLACE);
        let place = element("div", "emoji");
        attribute(&place, "id", PLACE);
        attribute(&place, "role", "group");
        attribute(&place, "aria-label", name);
        let this = Self {
            session: session.clone(),
            field: field.clone(),
            button: press,
            place,
        };
        this.open(false);
        page::listen(&this.button, "click", {
            let this = this.clone();
            move |_: Event| {
                let is_open = this.is_open();
                this.open(!is_open);
                this.draw();
                this.focus();
            }
        });
        page::listen(composer, "keydown", {
            let this = this.clone();
            move |event: KeyboardEvent| {
                if event.key() == "Escape" && this.is_open() {
                    // It closes what was opened last, and no more.
                    event.stop_propagation();
                    this.open(false);
                    let _ = this.field.focus();
                }
            }
        });
        this
    }

    /// Draws them once they are wanted and what draws them is there.
    pub fn draw(&self) {
        if self.is_open()
            && !self.place.has_child_nodes()
            && let Some(extras) = self.session.extras()
        {
            extras.draw_emoji(&self.place, &self.field, self.session.locale);
            self.focus();
        }
    }

    fn is_open(&self) -> bool {
        !self.place.has_attribute("hidden")
    }

    fn open(&self, is_open: bool) {
        show(&self.place, is_open);
        let word = if is_open { "true" } else { "false" };
        attribute(&self.button, "aria-expanded", word);
    }

    /// Whoever has gone elsewhere meanwhile, as into the text, stays there.
    fn focus(&self) {
        let one = self.place.query_selector("[tabindex='0']").ok().flatten();
        // Not every browser gives a button the focus that is pressed by mouse; then nothing has it.
        let is_here = page::document()
            .active_element()
            .is_none_or(|it| it == self.button || it.tag_name() == "BODY");
        if self.is_open()
            && is_here
            && let Some(one) = one
        {
            let _ = one.unchecked_into::<HtmlElement>().focus();
        }
    }
}
