//! The file of emoji, fetched when the first one is wanted and kept while the page lives.

use std::cell::RefCell;

use leptos::prelude::document;
use leptos::task::spawn_local;

use super::catalogue::{self, Group};
use crate::browser::site_file;

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

/// Says whether the emoji are here in the page's language: at once, or when their file has come or the
/// site has not given it.
pub fn when_loaded(then: impl Fn(bool) + 'static) {
    let language = language();
    if is_here(&language) {
        return then(true);
    }
    spawn_local(async move {
        let json = site_file::text(&format!("emoji/{language}.json")).await;
        let groups = json.and_then(|json| catalogue::read(&json));
        if let Some(groups) = groups {
            HERE.with(|here| *here.borrow_mut() = Some((language.clone(), groups)));
        }
        then(is_here(&language));
    });
}

fn is_here(language: &str) -> bool {
    HERE.with_borrow(|here| here.as_ref().is_some_and(|(of, _)| of == language))
}

/// The page says in which language it is.
fn language() -> String {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute("lang"))
        .unwrap_or_default()
}
