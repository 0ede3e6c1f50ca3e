//! What the visitor sees. Views draw the picture that they are given and call the session's verbs.
//!
//! They write to the document themselves: a framework's views weighed more than all the rest of the
//! window together, and room is needed for what the window will learn.

mod composer;
mod element;
mod emoji;
mod emoji_button;
mod extras;
mod files;
mod form;
mod formatted;
mod head;
mod message;
mod messages;
mod rich;
mod tray;
mod upload;

use std::{cell::RefCell, rc::Rc};

use web_sys::{Element, Event, KeyboardEvent};

pub use self::extras::EXTRAS;
use self::{
    composer::Composer,
    element::{add, attribute, button, element, set_text, show, within},
    head::Head,
    messages::Messages,
};
use crate::{
    browser::page,
    locale::{Locale, Text},
    picture::{Picture, Progress, Stage},
    session::Session,
};

/// Puts the window into the page and begins the session.
pub fn open() {
    let session = Session::new();
    let window = Rc::new(RefCell::new(Window::new(&session)));
    close_on_escape(&session);
    session.start(
        {
            let window = window.clone();
            move |picture| window.borrow_mut().draw(picture)
        },
        move || window.borrow_mut().opened(),
    );
}

/// The whole window, as it was drawn last.
struct Window {
    session: Rc<Session>,
    drawn: Picture,
    head: Head,
    messages: Messages,
    composer: Composer,
    unavailable: Element,
    /// Says that the extras could not be had, and asks for them again.
    missing: Element,
}

impl Window {
    fn new(session: &Rc<Session>) -> Self {
        let root = element("main", "window");
        let head = Head::new(session, &root);
        let messages = Messages::new(session, &root);
        let missing = within(&root, "div", "window__missing");
        show(&missing, false);
        let composer = Composer::new(session, &root);
        let unavailable = element("p", "window__unavailable");
        attribute(&unavailable, "role", "alert");
        add(&root, &unavailable);
        show(&unavailable, false);
        let maker = element("p", "window__maker");
        set_text(&maker, "Recado");
        add(&root, &maker);
        if let Some(body) = page::document().body() {
            add(&body, &root);
        }
        Self {
            session: session.clone(),
            drawn: Picture::default(),
            head,
            messages,
            composer,
            unavailable,
            missing,
        }
    }

    fn draw(&mut self, picture: Picture) {
        if picture.stage != self.drawn.stage {
            let sentence = unavailable(self.session.locale, picture.stage, self.session.channel());
            set_text(&self.unavailable, sentence.as_deref().unwrap_or_default());
            show(&self.unavailable, sentence.is_some());
            show(&self.messages.root, sentence.is_none());
            show(&self.composer.root, sentence.is_none());
        }
        self.head.draw(&picture);
        self.composer.draw(&picture, &self.drawn);
        self.messages.draw(&picture, &self.drawn);
        if picture.extras != self.drawn.extras {
            self.draw_missing(picture.extras);
        }
        self.drawn = picture;
    }

    /// Stays as it is while another try is under way.
    fn draw_missing(&self, extras: Progress) {
        let place = &self.missing;
        match extras {
            Progress::Unasked | Progress::Asked => {}
            Progress::Missing => {
                let locale = self.session.locale;
                place.set_text_content(None);
                show(place, true);
                let sentence = within(place, "p", "");
                attribute(&sentence, "role", "alert");
                set_text(&sentence, locale.text(Text::PartMissing));
                let again = button("message__way");
                set_text(&again, locale.text(Text::Retry));
                add(place, &again);
                let session = self.session.clone();
                page::listen(&again, "click", move |_: Event| {
                    session.fetch_extras_again();
                });
            }
            Progress::Here => {
                // The keyboard goes on from where it can.
                if place.matches(":focus-within").unwrap_or(false) {
                    self.composer.focus();
                }
                show(place, false);
            }
        }
    }

    /// The host's page has just shown the window.
    fn opened(&mut self) {
        self.messages.go_to_newest();
        // On a touch screen the focus would bring up the keyboard over what there is to read.
        if !page::is_for_touch() {
            self.composer.focus();
        }
    }
}

/// Why one can't chat here, in a sentence.
fn unavailable(locale: Locale, stage: Stage, channel: &str) -> Option<String> {
    match stage {
        Stage::Open => None,
        Stage::NoChannel => Some(locale.text(Text::NoChannel).to_owned()),
        Stage::UnknownChannel => Some(locale.fill(Text::UnknownChannel, channel)),
        Stage::ChannelClosed => Some(locale.text(Text::ChannelClosed).to_owned()),
    }
}

fn close_on_escape(session: &Rc<Session>) {
    let session = session.clone();
    page::listen(&page::window(), "keydown", move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            session.close();
        }
    });
}
