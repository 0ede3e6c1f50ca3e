//! The file of emoji, fetched when the first one is wanted and kept while the page lives.

use std::cell::RefCell;

use leptos::prelude::document;
use leptos::task::spawn_local;

use super::catalogue::{self, Group};
use crate::browser::site_file;

/// How far the file of the page's language is.
pub enum Loaded<'g> {
    Here(&'g [Group]),
    /// The site did not answer, or not with the file.
    Failed,
}

thread_local! {
    /// The language of what is here, and the emoji.
    static HERE: RefCell<Option<(String, Vec<Group>)>> = const { RefCell::new(None) };
}

/// The emoji that are here, in whatever language they came last.
pub fn with<R>(read: impl FnOnce(&[Group]) -> R) -> R {
    HERE.with(|here| {
        let here = here.borrow();
        read(here.as_ref().map_or(&[], |(_, groups)| groups.as_slice()))
    })
}

/// Does something with the emoji in the page's language, at once where they are here.
pub fn when_loaded(then: impl Fn(Loaded<'_>) + 'static) {
    let language = language();
    if !with_here(&language, &then) {
        spawn_local(async move {
            let json = site_file::text(&format!("emoji/{language}.json")).await;
            let groups = json.and_then(|json| catalogue::read(&json));
            if let Some(groups) = groups {
                HERE.with(|here| *here.borrow_mut() = Some((language.clone(), groups)));
            }
            if !with_here(&language, &then) {
                then(Loaded::Failed);
            }
        });
    }
}

fn with_here(language: &str, then: &impl Fn(Loaded<'_>)) -> bool {
    HERE.with(|here| match &*here.borrow() {
        Some((of, groups)) if of == language => {
            then(Loaded::Here(groups));
            true
        }
        _ => false,
    })
}

/// The page says in which language it is.
fn language() -> String {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute("lang"))
        .unwrap_or_default()
}
