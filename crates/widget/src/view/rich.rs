//! Messages that are more than a text, and the ways to answer them.

use recado_protocol::MessageId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{
    element::{add, attribute, button, element, set_text, within},
    files, form, formatted,
    message::{CHOOSE, WAY},
};
use crate::{
    browser::json,
    locale::{Locale, Text},
    session::Session,
    wire::{
        Json,
        rich::{Choice, Given, Part, given, parts},
    },
};

/// The attribute of a button with what its press chooses.
const CHOICE: &str = "data-choice";

/// How the parts of one message are drawn.
pub struct Drawing<'a> {
    pub session: &'a std::rc::Rc<Session>,
    pub locale: Locale,
    /// Absent while it was not answered.
    pub given: Option<Given>,
    /// Whether the visitor can answer it now.
    pub is_open: bool,
}

/// Answers a message by the choice of a button in it.
pub fn choose(session: &std::rc::Rc<Session>, asked: &MessageId, button: &Element) {
    let title = button.query_selector(".choice__title").ok().flatten();
    let title = title.and_then(|title| title.text_content());
    let choice = button.get_attribute(CHOICE).unwrap_or_default();
    session.choose(asked, choice, title.unwrap_or_default());
}

/// Draws a message into its bubble, of an unknown kind its text. False when there is nothing that can be drawn.
pub fn draw(
    session: &std::rc::Rc<Session>,
    bubble: &Element,
    content: &str,
    answer: Option<&str>,
    is_asked: bool,
) -> bool {
    let Some(json) = json::parse(content) else {
        return false;
    };
    let Some(parts) = parts(&json) else {
        let text = json.get("text").and_then(|text| text.text());
        return text
            .map(|text| formatted::draw(bubble, &text, session.locale))
            .is_some();
    };
    let given = answer.and_then(json::parse).map(|json| given(&json));
    let drawing = Drawing {
        session,
        locale: session.locale,
        is_open: is_asked && given.is_none(),
        given,
    };
    // Who has just pressed a button goes on from the message, as the button is no more.
    let had_focus = bubble.matches(":focus-within").unwrap_or(false);
    bubble.set_text_content(None);
    drawing.parts(bubble, &parts);
    if had_focus {
        attribute(bubble, "tabindex", "-1");
        if let Some(bubble) = bubble.dyn_ref::<HtmlElement>() {
            let _ = bubble.focus();
        }
    }
    true
}

impl Drawing<'_> {
    fn parts(&self, parent: &Element, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Text(text) => {
                    let place = within(parent, "div", "rich__text");
                    attribute(&place, "dir", "auto");
                    formatted::draw(&place, text, self.locale);
                }
                Part::Title(title) => line(parent, "rich__title", title),
                Part::Note(note) => line(parent, "rich__note", note),
                Part::Choices { choices, vanish } => self.choices(parent, choices, *vanish),
                Part::Menu { button, parts } => {
                    let menu = within(parent, "details", "rich__menu");
                    let summary = within(&menu, "summary", "choice");
                    attribute(&summary, "dir", "auto");
                    set_text(&summary, button);
                    let is_answered = self.given.is_some();
                    let _ = menu.toggle_attribute_with_force("open", is_answered);
                    self.parts(&menu, parts);
                }
                Part::Cards(cards) => {
                    let row = within(parent, "div", "rich__cards");
                    for card in cards {
                        self.parts(&within(&row, "div", "rich__card"), card);
                    }
                }
                Part::Form(questions) => form::draw(self, parent, questions),
                Part::Map(address) => {
                    let link = link(parent, "rich__link", address, self.locale);
                    set_text(&link, self.locale.text(Text::OpenMap));
                }
                Part::Files(facts) => files::draw(self.session, parent, facts),
            }
        }
    }

    fn choices(&self, parent: &Element, choices: &[Choice], vanish: bool) {
        let chosen = |choice: &Choice| {
            let given = self.given.as_ref();
            given.is_some_and(|given| given.chosen.contains(&choice.id))
        };
        let list = within(parent, "div", "rich__choices");
        for choice in choices {
            let is_chosen = chosen(choice);
            if vanish && self.given.is_some() && !is_chosen {
                continue;
            }
            let item = match &choice.url {
                Some(url) => link(&list, "choice", url, self.locale),
                None if self.is_open => {
                    let item = button("choice");
                    attribute(&item, WAY, CHOOSE);
                    attribute(&item, CHOICE, &choice.id);
                    add(&list, &item);
                    item
                }
                None => within(&list, "p", "choice"),
            };
            if is_chosen {
                let _ = item.class_list().add_1("choice--chosen");
                let mark = within(&item, "span", "for-the-ear");
                set_text(&mark, &[self.locale.text(Text::Chosen), " "].concat());
            }
            line(&item, "choice__title", &choice.title);
            // Where it leads is shown: a title can say anything.
            for quiet in [&choice.description, &choice.url].into_iter().flatten() {
                line(&item, "rich__note", quiet);
            }
        }
        if list.child_element_count() == 0 {
            list.remove();
        }
    }
}

/// A line of text from outside, in its own direction.
fn line(parent: &Element, class: &str, text: &str) {
    let line = within(parent, "span", class);
    attribute(&line, "dir", "auto");
    set_text(&line, text);
}

/// A link that opens a page of its own.
pub fn link(parent: &Element, class: &str, address: &str, locale: Locale) -> Element {
    let link = element("a", class);
    attribute(&link, "href", address);
    attribute(&link, "target", "_blank");
    attribute(&link, "rel", "noopener noreferrer nofollow");
    attribute(&link, "title", locale.text(Text::OpensNewTab));
    add(parent, &link);
    link
}
