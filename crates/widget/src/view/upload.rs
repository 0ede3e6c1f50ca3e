//! The files of the message that is being written, each with how far it is and what can be done with it.

use std::rc::Rc;

use web_sys::Element;

use super::element::{add, attribute, icon, set_text, show, within};
use crate::{
    browser::clock,
    locale::{Locale, Text},
    session::Session,
    tray::{Trouble, Upload, UploadState},
};

const WAY: &str = "data-file-way";
const KEY: &str = "data-key";

/// Draws the files of a tray, which was `before`.
pub fn draw(list: &Element, locale: Locale, tray: &[Upload], before: &[Upload]) {
    let same = tray.len() == list.child_element_count() as usize;
    if !same {
        list.set_text_content(None);
    }
    for (at, upload) in tray.iter().enumerate() {
        let known = list.children().item(at as u32);
        match known.filter(|item| same && item.get_attribute(KEY).as_ref() == Some(&upload.key)) {
            Some(item) if before.get(at) != Some(upload) => fill(locale, &item, upload),
            Some(_) => {}
            None => {
                let item = within(list, "li", "tray__file");
                attribute(&item, KEY, &upload.key);
                fill(locale, &item, upload);
            }
        }
    }
    show(list, !tray.is_empty());
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
            Trouble::TooMany(most) => {
                locale.fill(Text::FilesAtOnce, &clock::number(locale.tag, *most))
            }
            Trouble::Lost => locale.text(Text::FileLost).to_owned(),
            Trouble::Refused(sentence) => sentence.clone(),
        },
    }
}

/// Does what the pressed button of a file says.
pub fn act(session: &Rc<Session>, pressed: &Element) {
    let closest = |what: &str| pressed.closest(what).ok().flatten();
    let key = closest("[data-key]").and_then(|item| item.get_attribute(KEY));
    if let (Some(button), Some(key)) = (closest("[data-file-way]"), key) {
        if button.get_attribute(WAY).as_deref() == Some("again") {
            session.attach_again(&key);
        } else {
            session.detach(&key);
        }
    }
}
