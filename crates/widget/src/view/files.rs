//! Files in messages: pictures in the room that is kept for them, sounds with the browser's player, and everything but
//! pictures as links to save.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

use super::{
    element::{attribute, set_text, within},
    rich::link,
};
use crate::{
    browser::{clock, page},
    locale::Text,
    session::Session,
    wire::rich::FileFacts,
};

/// When the address of a file was found, in milliseconds since 1970.
const FOUND_AT: &str = "data-found";
/// Addresses work for an hour at least; one that is older than this is asked for anew, in milliseconds.
const GOOD_FOR_MS: i64 = 55 * 60_000;

/// Draws the files of a message, and gives them their addresses as soon as those are known.
pub fn draw(session: &Rc<Session>, parent: &Element, files: &[FileFacts]) {
    let locale = session.locale;
    let place = within(parent, "div", "files");
    let mut links = Vec::new();
    for file in files {
        let (class, name) = match file.picture {
            Some(_) => ("file file--picture", Text::OpenImage),
            None => ("file", Text::Download),
        };
        let player = file.is_sound.then(|| {
            let player = within(&place, "audio", "file__player");
            attribute(&player, "controls", "");
            attribute(&player, "aria-label", &file.name);
            player
        });
        let link = link(&place, class, "", locale);
        let _ = link.remove_attribute("href");
        attribute(&link, "aria-label", &locale.fill(name, &file.name));
        match file.picture {
            Some((width, height)) => {
                let picture = within(&link, "img", "");
                // With both, the browser keeps the room before the picture is there.
                attribute(&picture, "width", &width.to_string());
                attribute(&picture, "height", &height.to_string());
                attribute(&picture, "alt", "");
            }
            None => {
                let shown = within(&link, "span", "file__name");
                attribute(&shown, "dir", "auto");
                set_text(&shown, &file.name);
                let size = within(&link, "span", "rich__note");
                set_text(&size, &clock::size(locale.tag, file.size as f64));
            }
        }
        page::listen(&link, "click", {
            let (session, id, link) = (session.clone(), file.id.clone(), link.clone());
            move |event: Event| {
                if !is_good(&link) {
                    event.prevent_default();
                    let links = vec![(id.clone(), link.clone())];
                    find(&session, links, link.dyn_ref().cloned());
                }
            }
        });
        if let Some(player) = &player {
            page::listen(player, "error", {
                let (session, id, link) = (session.clone(), file.id.clone(), link.clone());
                move |_: Event| {
                    if !is_good(&link) {
                        find(&session, vec![(id.clone(), link.clone())], None);
                    }
                }
            });
        }
        links.push((file.id.clone(), link));
    }
    find(session, links, None);
}

fn is_good(link: &Element) -> bool {
    let found = link.get_attribute(FOUND_AT);
    let found = found.and_then(|at| at.parse::<i64>().ok());
    found.is_some_and(|at| clock::now().millis() - at < GOOD_FOR_MS)
}

/// Asks for the addresses; without a connection, when there is one again. A link that was `pressed`
/// meanwhile is followed.
fn find(session: &Rc<Session>, links: Vec<(String, Element)>, pressed: Option<HtmlElement>) {
    let session = session.clone();
    page::spawn(async move {
        let ids: Vec<&str> = links.iter().map(|(id, _)| id.as_str()).collect();
        let Some(found) = session.file_addresses(&ids).await else {
            let again = session.clone();
            session.when_live(move || find(&again, links, None));
            return;
        };
        for (id, link) in &links {
            let Some(file) = found.iter().find(|file| file.id == *id) else {
                continue;
            };
            match link.query_selector("img") {
                Ok(Some(picture)) => {
                    let small = file.small.as_deref().unwrap_or(&file.address);
                    attribute(&picture, "src", small);
                    attribute(link, "href", &file.address);
                }
                _ => attribute(link, "href", &[&file.address, "&download=1"].concat()),
            }
            // Only a sound has something before its link that can be played.
            let before = link.previous_element_sibling();
            if let Some(player) = before.filter(|it| it.class_name() == "file__player") {
                attribute(&player, "src", &file.address);
            }
            attribute(link, FOUND_AT, &clock::now().millis().to_string());
        }
        if let Some(pressed) = pressed.filter(|_| !found.is_empty()) {
            pressed.click();
        }
    });
}
