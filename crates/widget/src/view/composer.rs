//! Where the visitor writes.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlTextAreaElement, KeyboardEvent};

use super::element::{add, attribute, element, icon_button, set_text};
use super::emoji_button::EmojiButton;
use super::tray::TrayView;
use crate::{
    browser::{clock, page},
    length::Length,
    locale::{Locale, Text},
    picture::Picture,
    session::Session,
    tray::{Upload, UploadState},
};

/// The id of what stands below the text.
const ROOM: &str = "room";

pub struct Composer {
    pub root: Element,
    field: Field,
    tray: TrayView,
    emoji: EmojiButton,
}

impl Composer {
    pub fn new(session: &Rc<Session>, parent: &Element) -> Self {
        let root = element("div", "composer");
        let field = Field::new(session);
        let tray = TrayView::new(session, &field.text);
        let emoji = EmojiButton::new(session, &field.text, &root);
        add(&root, &emoji.place);
        add(&root, &tray.list);
        add(&root, &tray.limits);
        add(&root, &tray.attach);
        add(&root, &emoji.button);
        add(&root, &field.grow);
        add(&root, &field.send);
        add(&root, &field.room);
        add(parent, &root);

        page::listen(&field.text, "input", {
            let (field, session) = (field.clone(), session.clone());
            move |_: Event| {
                field.follow_text();
                session.typed(&field.text.value());
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
        Self {
            root,
            field,
            tray,
            emoji,
        }
    }

    pub fn draw(&self, picture: &Picture, before: &Picture) {
        self.tray.draw(picture, before);
        if picture.extras != before.extras {
            self.emoji.draw();
        }
        let is_done = |it: &Upload| matches!(it.state, UploadState::Done(_));
        let files = match picture.tray.as_slice() {
            _ if picture.held.is_some() => Files::NotReady,
            [] => Files::None,
            tray if tray.iter().all(is_done) => Files::Ready,
            _ => Files::NotReady,
        };
        let is_longest_new = self.field.longest.replace(picture.longest) != picture.longest;
        if self.field.files.replace(files) != files || is_longest_new {
            self.field.follow_text();
        }
    }

    pub fn focus(&self) {
        let _ = self.field.text.focus();
    }
}

/// How the files stand that go with the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Files {
    #[default]
    None,
    /// Some are on their way, or can't be sent.
    NotReady,
    Ready,
}

/// The text and its button.
#[derive(Clone)]
struct Field {
    /// It takes the height of a hidden copy of its text, so it grows without measuring.
    grow: Element,
    text: HtmlTextAreaElement,
    send: Element,
    /// How much more can be written, or how much is too much.
    room: Element,
    longest: Rc<Cell<Option<u32>>>,
    files: Rc<Cell<Files>>,
    locale: Locale,
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
            ("aria-describedby", ROOM),
        ] {
            attribute(&text, name, value);
        }
        add(&grow, &text);
        let name = locale.text(Text::Send);
        let send = icon_button("composer__send", name, "M4 10h12m-5-5 5 5-5 5");
        let room = element("p", "composer__room");
        attribute(&room, "id", ROOM);
        let field = Self {
            grow,
            text: text.unchecked_into(),
            send,
            room,
            longest: Rc::default(),
            files: Rc::default(),
            locale,
        };
        field.text.set_value(&session.draft());
        field.follow_text();
        field
    }

    fn length(&self) -> Length {
        Length::of(&self.text.value(), self.longest.get())
    }

    fn follow_text(&self) {
        attribute(&self.grow, "data-text", &self.text.value());
        let length = self.length();
        let _ = self
            .send
            .toggle_attribute_with_force("disabled", !self.can_send());
        let is_over = matches!(length, Length::Over(_));
        attribute(
            &self.text,
            "aria-invalid",
            if is_over { "true" } else { "false" },
        );
        set_text(&self.room, &room_words(self.locale, length));
    }

    /// Below files, the text may be empty.
    fn can_send(&self) -> bool {
        match self.files.get() {
            Files::None => self.length().can_be_sent(),
            Files::Ready => !matches!(self.length(), Length::Over(_)),
            Files::NotReady => false,
        }
    }

    fn send(&self, session: &Rc<Session>) {
        if self.can_send() {
            let written = self.text.value().trim().to_owned();
            self.text.set_value("");
            self.follow_text();
            session.send(written);
        }
        let _ = self.text.focus();
    }
}

fn room_words(locale: Locale, length: Length) -> String {
    let (text, count) = match length {
        Length::Blank | Length::Comfortable => return String::new(),
        Length::Near(1) => (Text::RoomOne, 1),
        Length::Near(count) => (Text::RoomOther, count),
        Length::Over(1) => (Text::TooLongOne, 1),
        Length::Over(count) => (Text::TooLongOther, count),
    };
    locale.fill(text, &clock::number(locale.tag, count))
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
