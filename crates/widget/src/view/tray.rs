//! The files of the message that is being written, and the ways to add some.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{
    ClipboardEvent, DataTransfer, DragEvent, Element, Event, File, FileList, HtmlInputElement,
};

use super::element::{add, attribute, button, element, icon, set_text, show, within};
use crate::{
    browser::{clock, page},
    locale::{Locale, Text},
    picture::Picture,
    session::Session,
    tray::{FileLimits, Trouble, Upload, UploadState},
};

/// The id of what says which files are taken.
const LIMITS: &str = "limits";
const WAY: &str = "data-file-way";
const KEY: &str = "data-key";

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
        let attach = button("composer__attach");
        attribute(&attach, "aria-label", locale.text(Text::Attach));
        attribute(&attach, "aria-describedby", LIMITS);
        add(
            &attach,
            &icon(
                "m14.5 9.5-5 5a3 3 0 0 1-4.3-4.2l6-6a2 2 0 0 1 2.9 2.8l-6 6a1 1 0 0 1-1.4-1.4l5-5",
            ),
        );
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
            let input = input.clone();
            move |event: Event| {
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
            move |event: Event| act(&session, &event)
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
        if picture.tray == before.tray {
            return;
        }
        let same = picture.tray.len() == self.list.child_element_count() as usize;
        if !same {
            self.list.set_text_content(None);
        }
        for (at, upload) in picture.tray.iter().enumerate() {
            let known = self.list.children().item(at as u32);
            match known.filter(|item| same && item.get_attribute(KEY).as_ref() == Some(&upload.key))
            {
                Some(item) if before.tray.get(at) != Some(upload) => fill(locale, &item, upload),
                Some(_) => {}
                None => {
                    let item = within(&self.list, "li", "tray__file");
                    attribute(&item, KEY, &upload.key);
                    fill(locale, &item, upload);
                }
            }
        }
        show(&self.list, !picture.tray.is_empty());
    }
}

/// Draws a file. What is there already stays, so that the focus does.
fn fill(locale: Locale, item: &Element, upload: &Upload) {
    let part = |tag: &str, class: &str| {
        let known = item.query_selector(&[".", class].concat()).ok().flatten();
        known.unwrap_or_else(|| within(item, tag, class))
    };
    let name = part("span", "tray__name");
    attribute(&name, "dir", "auto");
    set_text(&name, &upload.name);
    let is_failed = matches!(upload.state, UploadState::Failed(_));
    let _ = item.toggle_attribute_with_force("data-failed", is_failed);
    let state = part("span", "tray__state");
    attribute(&state, "role", "status");
    set_text(&state, &state_words(locale, upload));
    let progress = part("progress", "tray__progress");
    attribute(&progress, "aria-label", &upload.name);
    attribute(&progress, "max", &upload.size.max(1).to_string());
    let sent = match upload.state {
        UploadState::Going(sent) => Some(sent),
        _ => None,
    };
    attribute(&progress, "value", &sent.unwrap_or(0).to_string());
    show(&progress, sent.is_some());
    let retry = part("button", "tray__retry");
    let is_refused = matches!(upload.state, UploadState::Failed(Trouble::Refused(_)));
    way(
        &retry,
        "again",
        &locale.fill(Text::UploadAgain, &upload.name),
    );
    set_text(&retry, locale.text(Text::Retry));
    show(&retry, is_refused);
    let remove = part("button", "tray__remove");
    let text = if sent.is_some() {
        Text::CancelUpload
    } else {
        Text::RemoveFile
    };
    way(&remove, "remove", &locale.fill(text, &upload.name));
    if remove.child_element_count() == 0 {
        add(&remove, &icon("m6 6 8 8m0-8-8 8"));
    }
}

fn way(button: &Element, way: &str, name: &str) {
    attribute(button, "type", "button");
    attribute(button, WAY, way);
    attribute(button, "aria-label", name);
}

fn state_words(locale: Locale, upload: &Upload) -> String {
    let size = |bytes: u64| clock::size(locale.tag, bytes as f64);
    match &upload.state {
        UploadState::Going(_) | UploadState::Done(_) => size(upload.size),
        UploadState::Failed(trouble) => match trouble {
            Trouble::Empty => locale.text(Text::FileEmpty).to_owned(),
            Trouble::TooLarge(most) => locale.fill(Text::FileTooLarge, &size(*most)),
            Trouble::OtherType => locale.text(Text::FileOtherType).to_owned(),
            Trouble::TooMany(most) => locale.fill(Text::FilesAtOnce, &most.to_string()),
            Trouble::Lost => locale.text(Text::FileLost).to_owned(),
            Trouble::Refused(sentence) => sentence.clone(),
        },
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
        .map(|count| locale.fill(Text::FilesAtOnce, &count.to_string()));
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

fn act(session: &Rc<Session>, event: &Event) {
    let target: Option<Element> = event.target().map(JsCast::unchecked_into);
    let closest = |target: &Element, what: &str| target.closest(what).ok().flatten();
    let button = target
        .as_ref()
        .and_then(|target| closest(target, "[data-file-way]"));
    let item = target
        .as_ref()
        .and_then(|target| closest(target, "[data-key]"));
    let key = item.and_then(|item| item.get_attribute(KEY));
    if let (Some(button), Some(key)) = (button, key) {
        if button.get_attribute(WAY).as_deref() == Some("again") {
            session.attach_again(&key);
        } else {
            session.detach(&key);
        }
    }
}
