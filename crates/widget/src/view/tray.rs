//! The files of the message that is being written, and the ways to add some.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{
    ClipboardEvent, DataTransfer, DragEvent, Element, Event, File, FileList, HtmlInputElement,
};

use super::element::{add, attribute, element, icon_button, set_text, show, within};
use crate::{
    browser::{clock, page},
    locale::{Locale, Text},
    picture::Picture,
    session::Session,
    tray::FileLimits,
};

/// The id of what says which files are taken.
const LIMITS: &str = "limits";
const CLIP: &str =
    "m14.5 9.5-5 5a3 3 0 0 1-4.3-4.2l6-6a2 2 0 0 1 2.9 2.8l-6 6a1 1 0 0 1-1.4-1.4l5-5";

pub struct TrayView {
    session: Rc<Session>,
    pub attach: Element,
    pub list: Element,
    pub limits: Element,
}

impl TrayView {
    /// `text` is the field into which files can be pasted.
    pub fn new(session: &Rc<Session>, text: &Element) -> Self {
        let locale = session.locale;
        let attach = icon_button("composer__attach", locale.text(Text::Attach), CLIP);
        attribute(&attach, "aria-describedby", LIMITS);
        let input = element("input", "");
        attribute(&input, "type", "file");
        let _ = input.toggle_attribute_with_force("multiple", true);
        show(&input, false);
        add(&attach, &input);
        let list = element("ul", "tray");
        attribute(&list, "aria-label", locale.text(Text::Files));
        let limits = element("p", "for-the-ear");
        attribute(&limits, "id", LIMITS);
        let input: HtmlInputElement = input.unchecked_into();
        page::listen(&attach, "click", {
            let (session, input) = (session.clone(), input.clone());
            move |event: Event| {
                // By the time that a file is chosen what carries it is there.
                session.fetch_extras();
                // The press that opens the choice comes up from the input itself once more.
                let is_own = event
                    .target()
                    .is_some_and(|target| target == *input.as_ref());
                if !is_own {
                    input.click();
                }
            }
        });
        page::listen(&input, "change", {
            let (session, input) = (session.clone(), input.clone());
            move |_: Event| {
                session.attach(files(input.files()));
                // The same file can be chosen again.
                input.set_value("");
            }
        });
        page::listen(text, "paste", {
            let session = session.clone();
            move |event: ClipboardEvent| take(&session, event.clipboard_data(), &event)
        });
        page::listen(&page::window(), "dragover", |event: DragEvent| {
            event.prevent_default();
        });
        page::listen(&page::window(), "drop", {
            let session = session.clone();
            move |event: DragEvent| {
                event.prevent_default();
                take(&session, event.data_transfer(), &event);
            }
        });
        page::listen(&list, "click", {
            let session = session.clone();
            move |event: Event| {
                let pressed: Option<Element> = event.target().map(JsCast::unchecked_into);
                if let (Some(pressed), Some(extras)) = (pressed, session.extras()) {
                    extras.act_in_tray(&session, &pressed);
                }
            }
        });
        Self {
            session: session.clone(),
            attach,
            list,
            limits,
        }
    }

    pub fn draw(&self, picture: &Picture, before: &Picture) {
        let locale = self.session.locale;
        if picture.limits != before.limits {
            let words = limit_words(locale, &picture.limits);
            set_text(&self.limits, &words);
            attribute(&self.attach, "title", &words);
        }
        if picture.tray == before.tray && picture.held == before.held {
            return;
        }
        if picture.held.is_some() || before.held.is_some() {
            self.list.set_text_content(None);
        }
        match &picture.held {
            Some(names) => {
                for name in names {
                    let item = within(&self.list, "li", "tray__file");
                    set_text(&item, name);
                }
                show(&self.list, !names.is_empty());
            }
            None => {
                if let Some(extras) = self.session.extras() {
                    extras.draw_tray(&self.list, locale, &picture.tray, &before.tray);
                }
            }
        }
    }
}

/// What can be sent, said before anything is chosen.
fn limit_words(locale: Locale, limits: &FileLimits) -> String {
    let size = limits.largest().map(|most| {
        let most = clock::size(locale.tag, most as f64);
        locale.fill(Text::FilesOfAtMost, &most)
    });
    let count = limits
        .count
        .map(|count| locale.fill(Text::FilesAtOnce, &clock::number(locale.tag, count)));
    let words: Vec<String> = size.into_iter().chain(count).collect();
    words.join(" ")
}

fn take(session: &Rc<Session>, data: Option<DataTransfer>, event: &Event) {
    let files = files(data.and_then(|data| data.files()));
    if !files.is_empty() {
        event.prevent_default();
        session.attach(files);
    }
}

fn files(list: Option<FileList>) -> Vec<File> {
    let list = list.into_iter();
    list.flat_map(|list| (0..list.length()).filter_map(move |at| list.item(at)))
        .collect()
}
