//! The language that the page shows now, and how it changes.

use std::{cell::Cell, sync::Arc};

use gloo_net::http::Request;
use leptos::{
    prelude::*,
    reactive::{graph::Observer, traits::Track},
};
use wasm_bindgen_futures::spawn_local;

use super::{
    Language, LanguageChoice,
    catalogue::{Catalogue, UnreadableCatalogue},
};
use crate::browser::storage;

/// Under this name the reader's choice is kept on this device.
const CHOICE: &str = "language";

thread_local! {
    static PAGE: Page = Page::new();
}

/// What the page shows: one language, whole.
pub struct Shown {
    pub language: Language,
    /// Absent for English, which is always there.
    catalogue: Option<Arc<Catalogue>>,
    english: Arc<Catalogue>,
    /// BCP 47, with the region of the reader's browser.
    pub regional_tag: String,
}

/// The language state of the page; a page has one.
struct Page {
    shown: ArcRwSignal<Shown>,
    choice: ArcRwSignal<LanguageChoice>,
    unavailable: ArcRwSignal<Option<Language>>,
    configured: Cell<Option<Language>>,
    /// Counts the changes of language, so that a slow fetch does not undo a later choice.
    change: Cell<u32>,
}

/// Reads what the reader chose and shows the language that follows from it. To be called before
/// the first view, and again when the configuration has told its default language (BCP 47).
pub fn start(configured: Option<&str>) {
    PAGE.with(|page| {
        page.configured.set(configured.and_then(Language::from_tag));
        let kept = storage::get(CHOICE).map_or(LanguageChoice::Browser, |word| {
            LanguageChoice::from_word(&word)
        });
        page.choice.set(kept);
        page.show(kept);
    });
}

/// The language that the page shows. Only a browser's own functions want to know.
#[cfg(target_arch = "wasm32")]
pub fn language() -> Language {
    with_shown(|shown| shown.language)
}

/// What the reader chose.
pub fn language_choice() -> LanguageChoice {
    PAGE.with(|page| tracked(&page.choice, |choice| *choice))
}

/// Keeps the reader's choice and shows it as soon as its texts are here.
pub fn choose_language(choice: LanguageChoice) {
    storage::set(CHOICE, choice.word());
    PAGE.with(|page| {
        page.choice.set(choice);
        page.show(choice);
    });
}

/// The language whose texts could not be fetched at the last change; the page stays as it was.
pub fn unavailable_language() -> Option<Language> {
    PAGE.with(|page| tracked(&page.unavailable, |language| *language))
}

/// Reads what is shown; tracked where somebody tracks.
pub fn with_shown<R>(read: impl FnOnce(&Shown) -> R) -> R {
    PAGE.with(|page| tracked(&page.shown, read))
}

impl Shown {
    fn new(language: Language, catalogue: Option<Arc<Catalogue>>, english: Arc<Catalogue>) -> Self {
        let regional_tag = language.regional_tag(&browser_languages());
        Self {
            language,
            catalogue,
            english,
            regional_tag,
        }
    }

    /// Finds a text in the language of the page, else in English.
    pub fn find<'a>(&'a self, find: impl Fn(&'a Catalogue) -> Option<&'a str>) -> &'a str {
        self.catalogue
            .as_deref()
            .and_then(&find)
            .or_else(|| find(&self.english))
            .unwrap_or_default()
    }
}

impl Page {
    fn new() -> Self {
        let english = Arc::new(Catalogue::english());
        Self {
            shown: ArcRwSignal::new(Shown::new(Language::English, None, english)),
            choice: ArcRwSignal::new(LanguageChoice::Browser),
            unavailable: ArcRwSignal::new(None),
            configured: Cell::new(None),
            change: Cell::new(0),
        }
    }

    fn show(&self, choice: LanguageChoice) {
        let language = choice.resolve(&browser_languages(), self.configured.get());
        self.change.set(self.change.get() + 1);
        let change = self.change.get();
        self.unavailable.set(None);
        if language == self.shown.with_untracked(|shown| shown.language) {
            mark_document(language);
        } else if language == Language::English {
            self.switch(language, None);
        } else {
            spawn_local(async move {
                let fetched = fetch(language).await;
                PAGE.with(|page| page.fetched(change, language, fetched));
            });
        }
    }

    fn fetched(&self, change: u32, language: Language, fetched: Result<Catalogue, FetchFailure>) {
        if change != self.change.get() {
            return;
        }
        match fetched {
            Ok(catalogue) => self.switch(language, Some(Arc::new(catalogue))),
            Err(_) => self.unavailable.set(Some(language)),
        }
    }

    fn switch(&self, language: Language, catalogue: Option<Arc<Catalogue>>) {
        let english = self
            .shown
            .with_untracked(|shown| Arc::clone(&shown.english));
        mark_document(language);
        self.shown.set(Shown::new(language, catalogue, english));
    }
}

/// Why the texts of a language are not here.
enum FetchFailure {
    /// The site did not answer, or not with the file.
    Unreachable,
    Unreadable(UnreadableCatalogue),
}

/// Gets the texts of a language, relative to the base of the document. The file has the same name
/// in every version, so the browser's copy is checked each time.
async fn fetch(language: Language) -> Result<Catalogue, FetchFailure> {
    let answer = Request::get(&format!("locales/{}.json", language.tag()))
        .cache(web_sys::RequestCache::NoCache)
        .send()
        .await
        .map_err(|_| FetchFailure::Unreachable)?;
    if !answer.ok() {
        return Err(FetchFailure::Unreachable);
    }
    let json = answer.text().await.map_err(|_| FetchFailure::Unreachable)?;
    Catalogue::parse(&json).map_err(FetchFailure::Unreadable)
}

/// Tells assistive technology and the style sheets which language this is.
fn mark_document(language: Language) {
    if cfg!(target_arch = "wasm32")
        && let Some(root) = document().document_element()
    {
        // Setting a plain attribute on the root element can't fail; there is nothing to do if so.
        let _ = root.set_attribute("lang", language.tag());
        let _ = root.set_attribute("dir", language.direction());
    }
}

/// The browser's languages, the preferred first; none outside of a browser.
fn browser_languages() -> Vec<String> {
    if !cfg!(target_arch = "wasm32") {
        return Vec::new();
    }
    window()
        .navigator()
        .languages()
        .iter()
        .filter_map(|tag| tag.as_string())
        .collect()
}

/// Reads a signal, and subscribes to it only where somebody could be subscribed: texts are wanted
/// in tasks and handlers too.
fn tracked<T, R>(signal: &ArcRwSignal<T>, read: impl FnOnce(&T) -> R) -> R
where
    T: Send + Sync + 'static,
{
    if Observer::get().is_some() {
        signal.track();
    }
    signal.with_untracked(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{Key, t, t_count};

    fn texts() -> Catalogue {
        Catalogue::parse(
            r#"{"action.retry":"Tentar de novo","list.newer":{"one":"uma","other":"{n} novas"}}"#,
        )
        .unwrap()
    }

    #[test]
    fn a_text_that_a_language_lacks_is_shown_in_english() {
        PAGE.with(|page| page.switch(Language::Portuguese, Some(Arc::new(texts()))));
        assert_eq!(t(Key::ActionRetry), "Tentar de novo");
        assert_eq!(t(Key::ActionCancel), "Cancel");
        assert_eq!(t_count(Key::ListNewer, 0), "uma");
        assert_eq!(t_count(Key::ListNewer, 2), "2 novas");
    }

    #[test]
    fn a_fetch_that_was_overtaken_by_another_choice_changes_nothing() {
        PAGE.with(|page| {
            page.change.set(2);
            page.fetched(1, Language::Portuguese, Ok(texts()));
        });
        assert_eq!(with_shown(|shown| shown.language), Language::English);
    }

    #[test]
    fn a_failed_fetch_keeps_the_language_and_says_which_one_failed() {
        PAGE.with(|page| {
            page.fetched(0, Language::Portuguese, Err(FetchFailure::Unreachable));
        });
        assert_eq!(with_shown(|shown| shown.language), Language::English);
        assert_eq!(unavailable_language(), Some(Language::Portuguese));
    }
}
