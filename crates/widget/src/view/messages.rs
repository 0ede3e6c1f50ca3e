//! The log: what was said, who is writing, and the reader's place in it.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::{
    element::{add, attribute, button, element, set_text, show},
    message::{CHOOSE, DISCARD, MessageView, RETRY, WAY, Words},
};
use crate::{
    browser::{clock::TimeFormat, page},
    locale::{Locale, Text},
    picture::{Older, Picture},
    scroll_anchor::{Extent, ScrollAnchor},
    session::Session,
    timeline::Row,
};

/// Nearer to the beginning of the log than this, the older page is loaded, in CSS pixels.
const LOAD_OLDER_WITHIN_PX: f64 = 200.0;
/// So much of a message must be on the screen for it to count as seen, in CSS pixels; a message
/// that is less high must be there whole.
const SEEN_PX: f64 = 24.0;

pub struct Messages {
    pub root: Element,
    words: Words,
    older: Element,
    welcome: Element,
    typing: Element,
    rows: Vec<MessageView>,
    place: Rc<Place>,
}

impl Messages {
    pub fn new(session: &Rc<Session>, parent: &Element) -> Self {
        let locale = session.locale;
        let root = element("div", "log");
        let log = element("div", "log__scroll");
        attribute(&log, "role", "log");
        attribute(&log, "tabindex", "0");
        attribute(&log, "aria-label", locale.text(Text::Messages));
        let older = element("p", "log__older");
        let welcome = element("p", "log__welcome");
        set_text(&welcome, locale.text(Text::Welcome));
        show(&welcome, false);
        let typing = element("p", "log__typing");
        attribute(&typing, "role", "status");
        for part in [&older, &welcome, &typing] {
            add(&log, part);
        }
        let news = button("log__news");
        set_text(&news, locale.text(Text::NewMessages));
        show(&news, false);
        add(&root, &log);
        add(&root, &news);
        add(parent, &root);

        act_on_ways(session, &log);
        act_on_forms(session, &log);
        let place = Place::new(session, log, news);
        let words = Words {
            session: session.clone(),
            locale,
            times: TimeFormat::of(&locale.format_tag(page::language())),
        };
        Self {
            root,
            words,
            older,
            welcome,
            typing,
            rows: Vec::new(),
            place,
        }
    }

    /// Draws the picture, of which `drawn` is the one before.
    pub fn draw(&mut self, picture: &Picture, drawn: &Picture) {
        let place = self.place.clone();
        if picture.older != drawn.older {
            let words = older_words(self.words.locale, picture.older);
            set_text(&self.older, words);
            // A screen reader need not read out what was said long ago.
            attribute(
                &place.log,
                "aria-busy",
                bool_word(picture.older == Older::Loading),
            );
        }
        show(&self.welcome, picture.is_loaded && picture.rows.is_empty());
        let same = picture.rows == drawn.rows
            && picture.today == drawn.today
            && picture.extras == drawn.extras;
        if !same {
            self.draw_rows(&picture.rows, picture.today);
        }
        if picture.typing != drawn.typing {
            self.draw_typing(picture.typing.as_deref());
        }
        if !same || picture.typing != drawn.typing || picture.older != drawn.older {
            place.laid_out(&picture.rows, &drawn.rows);
        }
    }

    pub fn go_to_newest(&self) {
        self.place.go_to_newest();
    }

    fn draw_rows(&mut self, rows: &[Row], today: i64) {
        let mut before = std::mem::take(&mut self.rows);
        for row in rows {
            // Rows seldom move, so the first one that is left is nearly always the right one.
            let known = before.iter().position(|view| view.row.id == row.id);
            self.rows.push(match known {
                Some(at) => {
                    let mut view = before.remove(at);
                    view.draw(&self.words, row.clone(), today);
                    view
                }
                None => MessageView::new(&self.words, row.clone(), today),
            });
        }
        for gone in before {
            gone.root.remove();
        }
        // From the end, so that what is in its place already is not touched.
        let mut next = self.typing.clone();
        for view in self.rows.iter().rev() {
            if view.root.next_element_sibling().as_ref() != Some(&next) {
                let _ = self.place.log.insert_before(&view.root, Some(&next));
            }
            next = view.root.clone();
        }
    }

    /// Three dots for the eye and a sentence for the ear.
    fn draw_typing(&self, name: Option<&str>) {
        self.typing.set_text_content(None);
        let Some(name) = name else { return };
        let dots = element("span", "log__dots");
        attribute(&dots, "aria-hidden", "true");
        for _ in 0..3 {
            add(&dots, &element("i", ""));
        }
        let sentence = element("span", "for-the-ear");
        set_text(
            &sentence,
            &match name {
                "" => self.words.locale.text(Text::TypingSomebody).to_owned(),
                name => self.words.locale.fill(Text::Typing, name),
            },
        );
        add(&self.typing, &dots);
        add(&self.typing, &sentence);
    }
}

fn older_words(locale: Locale, older: Older) -> &'static str {
    match older {
        Older::AtRest => "",
        Older::Loading => locale.text(Text::LoadingOlder),
        Older::Failed => locale.text(Text::OlderFailed),
    }
}

fn bool_word(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

fn message_of(target: &Element) -> Option<String> {
    let article = target.closest("[data-id]").ok().flatten()?;
    article.get_attribute("data-id")
}

/// One listener for the forms of all messages.
fn act_on_forms(session: &Rc<Session>, log: &Element) {
    let session = session.clone();
    page::listen(log, "submit", move |event: Event| {
        event.prevent_default();
        let form: Option<Element> = event.target().map(JsCast::unchecked_into);
        let Some(form) = form else { return };
        if let (Some(id), Some(extras)) = (message_of(&form), session.extras()) {
            extras.fill_in(&session, &id.into(), &form);
        }
    });
}

/// Retry, discard and choices: one listener for the buttons of all messages.
fn act_on_ways(session: &Rc<Session>, log: &Element) {
    let session = session.clone();
    page::listen(log, "click", move |event: Event| {
        let target: Option<Element> = event.target().map(JsCast::unchecked_into);
        let Some(target) = target else { return };
        let button = target.closest(&["[", WAY, "]"].concat()).ok().flatten();
        let (Some(button), Some(id)) = (button, message_of(&target)) else {
            return;
        };
        match button.get_attribute(WAY).unwrap_or_default().as_str() {
            CHOOSE => {
                if let Some(extras) = session.extras() {
                    extras.choose(&session, &id.into(), &button);
                }
            }
            RETRY => session.retry(&id.into()),
            DISCARD => session.discard(&id.into()),
            _ => {}
        }
    });
}

/// The reader's place in the log.
struct Place {
    session: Rc<Session>,
    log: Element,
    /// The button that says that something came in below what is on the screen.
    news: Element,
    anchor: Cell<ScrollAnchor>,
}

impl Place {
    fn new(session: &Rc<Session>, log: Element, news: Element) -> Rc<Self> {
        let anchor = Cell::new(ScrollAnchor::Newest);
        let place = Rc::new(Self {
            session: session.clone(),
            log,
            news,
            anchor,
        });
        page::listen(&place.log, "scroll", {
            let place = place.clone();
            move |_: Event| place.scrolled()
        });
        page::listen(&place.log, "click", {
            let place = place.clone();
            // It may have shown the rest of a long message: its reader stays where they are.
            move |_: Event| place.scrolled()
        });
        page::listen(&place.news, "click", {
            let place = place.clone();
            move |_: Event| place.go_to_newest()
        });
        page::watch_size(&place.log, {
            let place = place.clone();
            move || place.settle(false)
        });
        page::listen(&page::window(), "visibilitychange", {
            let place = place.clone();
            move |_: Event| place.look()
        });
        place
    }

    fn scrolled(&self) {
        let extent = self.extent();
        self.anchor.set(ScrollAnchor::at(extent));
        if self.anchor.get() == ScrollAnchor::Newest {
            show(&self.news, false);
        }
        if extent.top < LOAD_OLDER_WITHIN_PX {
            self.session.load_older();
        }
        self.look();
    }

    fn go_to_newest(&self) {
        self.anchor.set(ScrollAnchor::Newest);
        show(&self.news, false);
        self.settle(false);
    }

    /// The rows were drawn: `rows` in place of `before`.
    fn laid_out(&self, rows: &[Row], before: &[Row]) {
        let id = |row: Option<&Row>| row.map(|row| row.id.clone());
        let older_were_added = id(rows.first()) != id(before.first());
        if let Some(last) = rows.last()
            && id(Some(last)) != id(before.last())
        {
            if last.position == 0 {
                // Who has just written wants to see it.
                self.anchor.set(ScrollAnchor::Newest);
            } else if self.anchor.get() != ScrollAnchor::Newest {
                show(&self.news, true);
            }
        }
        self.settle(older_were_added);
    }

    /// Puts the reader back to where they were.
    fn settle(&self, older_were_added: bool) {
        let anchor = self.anchor.get();
        if let Some(top) = anchor.top_after_change(self.extent(), older_were_added) {
            self.log.set_scroll_top(top.round() as i32);
        }
        let extent = self.extent();
        if anchor != ScrollAnchor::Newest {
            self.anchor.set(ScrollAnchor::at(extent));
        }
        // A page so short that nothing can be scrolled would never ask for more.
        if extent.content <= extent.view && self.session.is_watched() {
            self.session.load_older();
        }
        self.look();
    }

    /// Tells the session which of the team's messages are really on the screen.
    fn look(&self) {
        if !self.session.is_watched() {
            return;
        }
        if let Some(position) = self.lowest_seen(self.session.read_to()) {
            self.session.seen(position);
        }
    }

    /// The position of the last of the team's messages that is on the screen, if that is after
    /// `read_to`.
    fn lowest_seen(&self, read_to: u64) -> Option<u64> {
        let bottom = self.log.get_bounding_client_rect().bottom();
        let articles = self.log.query_selector_all("[data-position]").ok()?;
        for at in (0..articles.length()).rev() {
            let article: Element = articles.item(at)?.unchecked_into();
            let position = article.get_attribute("data-position")?.parse().ok()?;
            if position <= read_to {
                return None;
            }
            let place = article.get_bounding_client_rect();
            let needed = place.top() + place.height().min(SEEN_PX);
            if place.height() > 0.0 && needed <= bottom + 1.0 {
                return Some(position);
            }
        }
        None
    }

    fn extent(&self) -> Extent {
        Extent {
            top: self.log.scroll_top().into(),
            content: self.log.scroll_height().into(),
            view: self.log.client_height().into(),
        }
    }
}
