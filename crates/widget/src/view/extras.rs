//! The views that are fetched later, and what of the session only they call.

use std::rc::Rc;

use recado_protocol::MessageId;
use web_sys::{Element, File, HtmlTextAreaElement};

use super::{emoji, form, formatted, rich, upload};
use crate::{extras::Extras, locale::Locale, session::Session, tray::Upload};

/// All of them.
pub const EXTRAS: &dyn Extras = &All;

struct All;

impl Extras for All {
    fn draw_text(&self, place: &Element, text: &str, locale: Locale) {
        formatted::draw(place, text, locale);
    }

    fn draw_rich(
        &self,
        session: &Rc<Session>,
        bubble: &Element,
        content: &str,
        answer: Option<&str>,
        is_asked: bool,
    ) -> bool {
        rich::draw(session, bubble, content, answer, is_asked)
    }

    fn choose(&self, session: &Rc<Session>, asked: &MessageId, button: &Element) {
        rich::choose(session, asked, button);
    }

    fn fill_in(&self, session: &Rc<Session>, asked: &MessageId, form: &Element) {
        form::fill_in(session, asked, form);
    }

    fn draw_tray(&self, list: &Element, locale: Locale, tray: &[Upload], before: &[Upload]) {
        upload::draw(list, locale, tray, before);
    }

    fn act_in_tray(&self, session: &Rc<Session>, pressed: &Element) {
        upload::act(session, pressed);
    }

    fn draw_emoji(&self, place: &Element, field: &HtmlTextAreaElement, locale: Locale) {
        emoji::draw(place, field, locale);
    }

    fn attach(&self, session: &Rc<Session>, files: Vec<File>) {
        session.take_in(files);
    }

    fn restore_tray(&self, session: &Rc<Session>, kept: &str) {
        session.restore_tray(kept);
    }

    fn go_on_with_files(&self, session: &Rc<Session>) {
        session.go_on_with_files();
    }

    fn send_with_files(&self, session: &Rc<Session>, text: String) {
        session.send_with_files(text);
    }
}
