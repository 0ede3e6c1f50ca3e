//! The head of the window: whom one writes to, how the connection stands, and the way out.

use std::rc::Rc;

use web_sys::{Element, Event};

use super::element::{add, attribute, element, icon_button, set_text};
use crate::{
    browser::{clock, page},
    locale::{Locale, Text},
    picture::{Connection, Picture, Stage},
    session::Session,
};

pub struct Head {
    locale: Locale,
    mark: Element,
    name: Element,
    connection: Element,
}

impl Head {
    pub fn new(session: &Rc<Session>, parent: &Element) -> Self {
        let root = element("header", "head");
        let mark = element("span", "head__mark");
        attribute(&mark, "aria-hidden", "true");
        let words = element("div", "head__words");
        let name = element("h1", "head__name");
        attribute(&name, "dir", "auto");
        let connection = element("p", "head__connection");
        attribute(&connection, "role", "status");
        add(&words, &name);
        add(&words, &connection);
        add(&root, &mark);
        add(&root, &words);
        if session.can_close() {
            add(&root, &close_button(session));
        }
        add(parent, &root);
        Self {
            locale: session.locale,
            mark,
            name,
            connection,
        }
    }

    pub fn draw(&self, picture: &Picture) {
        let name = match picture.channel_name.as_str() {
            "" => self.locale.text(Text::WindowTitle),
            name => name,
        };
        set_text(&self.mark, &initials(&picture.channel_name));
        set_text(&self.name, name);
        set_text(&self.connection, &connection_words(self.locale, picture));
    }
}

fn close_button(session: &Rc<Session>) -> Element {
    let name = session.locale.text(Text::CloseChat);
    let close = icon_button("head__close", name, "m5 7.5 5 5 5-5");
    let session = session.clone();
    page::listen(&close, "click", move |_: Event| session.close());
    close
}

/// The state of the connection in words; nothing when all is well.
fn connection_words(locale: Locale, picture: &Picture) -> String {
    let text = match (picture.stage, picture.connection, picture.waiting) {
        (Stage::Open, Connection::Connecting, _) => Text::Connecting,
        (Stage::Open, Connection::Offline, 0) => Text::Offline,
        (Stage::Open, Connection::Offline, count) if clock::is_one(locale.tag, count) => {
            Text::OfflineQueuedOne
        }
        (Stage::Open, Connection::Offline, _) => Text::OfflineQueuedOther,
        _ => return String::new(),
    };
    let count = match picture.waiting {
        0 => String::new(),
        waiting => clock::number(locale.tag, waiting),
    };
    locale.fill(text, &count)
}

/// The first letters of the first and the last word; the stylesheet makes them capitals.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, expected) in [
            ("Padaria Aurora", "PA"),
            ("aurora", "a"),
            ("Água de São João", "ÁJ"),
            ("", ""),
        ] {
            assert_eq!(initials(name), expected);
        }
    }

    #[test]
    fn nothing_is_said_of_the_connection_when_all_is_well_or_one_cannot_chat() {
        let english = Locale::of("en");
        let words = |stage, connection| {
            connection_words(
                english,
                &Picture {
                    stage,
                    connection,
                    ..Picture::default()
                },
            )
        };
        assert_eq!(words(Stage::Open, Connection::Live), "");
        assert_eq!(words(Stage::Open, Connection::NotBegun), "");
        assert_eq!(words(Stage::UnknownChannel, Connection::Offline), "");
        assert_eq!(words(Stage::Open, Connection::Connecting), "Connecting…");
    }
}
