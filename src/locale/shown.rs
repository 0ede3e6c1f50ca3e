//! The language that the page shows now, and how it changes.

use std::cell::Cell;

use gloo_net::http::Request;
use leptos::{
    prelude::*,
    reactive::{graph::Observer, traits::Track},
};
use wasm_bindgen_futures::spawn_local;

use super::{
    Key, Language, LanguageChoice,
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
    catalogue: Catalogue,
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
    /// Whether the texts of the parts that are loaded later are wanted too.
    whole: Cell<bool>,
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

/// The language that the page shows, for those whose texts are not ours.
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

/// Fetches the texts of the parts that are loaded later; from then on every language comes with them.
///
/// # Errors
/// When the site does not answer, or not with them.
#[cfg(feature = "split")]
pub async fn fetch_the_rest() -> Result<(), FetchFailure> {
    let page = || PAGE.with(|page| (page.shown.clone(), page.change.get()));
    if PAGE.with(|page| page.whole.get()) {
        return Ok(());
    }
    loop {
        let (shown, change) = page();
        let language = shown.with_untracked(|shown| shown.language);
        let rest = fetch_file("later", language).await?;
        // Whoever chose another language meanwhile has that one's to wait for.
        if change == page().1 && shown.with_untracked(|shown| shown.language) == language {
            PAGE.with(|page| page.whole.set(true));
            shown.update(|shown| shown.catalogue.add(rest));
            return Ok(());
        }
    }
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
    fn new(language: Language, catalogue: Catalogue) -> Self {
        let regional_tag = language.regional_tag(&browser_languages());
        Self {
            language,
            catalogue,
            regional_tag,
        }
    }

    /// The text of a key. One that is missing, which a test rules out, is shown by its word.
    pub fn text(&self, key: Key) -> &str {
        self.catalogue.text(key).unwrap_or(key.word())
    }

    /// The text of a plural key for a category.
    pub fn form(&self, key: Key, category: &str) -> &str {
        self.catalogue.form(key, category).unwrap_or(key.word())
    }
}

impl Page {
    fn new() -> Self {
        let (language, catalogue) = first_texts();
        Self {
            shown: ArcRwSignal::new(Shown::new(language, catalogue)),
            choice: ArcRwSignal::new(LanguageChoice::Browser),
            unavailable: ArcRwSignal::new(None),
            configured: Cell::new(None),
            change: Cell::new(0),
            whole: Cell::new(false),
        }
    }

    fn show(&self, choice: LanguageChoice) {
        let language = choice.resolve(&browser_languages(), self.configured.get());
        self.change.set(self.change.get() + 1);
        let change = self.change.get();
        self.unavailable.set(None);
        if language == self.shown.with_untracked(|shown| shown.language) {
            mark_document(language);
        } else {
            let whole = self.whole.get();
            spawn_local(async move {
                let fetched = fetch(language, whole).await;
                PAGE.with(|page| page.fetched(change, language, fetched));
            });
        }
    }

    fn fetched(&self, change: u32, language: Language, fetched: Result<Catalogue, FetchFailure>) {
        if change != self.change.get() {
            return;
        }
        match fetched {
            Ok(catalogue) => self.switch(language, catalogue),
            Err(_) => self.unavailable.set(Some(language)),
        }
    }

    fn switch(&self, language: Language, catalogue: Catalogue) {
        mark_document(language);
        self.shown.set(Shown::new(language, catalogue));
    }
}

/// The texts that `public/boot.js` has loaded before it started this program.
#[cfg(target_arch = "wasm32")]
fn first_texts() -> (Language, Catalogue) {
    use wasm_bindgen::JsCast;

    let global = window();
    let loaded = js_sys::Reflect::get(&global, &"recadoTexts".into())
        .and_then(|pair| pair.dyn_into::<js_sys::Array>())
        .unwrap_or_default();
    let part = |index| loaded.get(index).as_string().unwrap_or_default();
    (
        Language::from_tag(&part(0)).unwrap_or_default(),
        Catalogue::parse(&part(1)).unwrap_or_default(),
    )
}

/// English, where there is no page.
#[cfg(not(target_arch = "wasm32"))]
fn first_texts() -> (Language, Catalogue) {
    let english = Catalogue::parse(super::catalogue::ENGLISH);
    (Language::English, english.expect("its tests read it too"))
}

/// Why the texts of a language are not here.
pub enum FetchFailure {
    /// The site did not answer, or not with the file.
    Unreachable,
    Unreadable(UnreadableCatalogue),
}

/// Gets the texts of a language, and those of the parts that are loaded later where they are in a file of their own.
async fn fetch(language: Language, whole: bool) -> Result<Catalogue, FetchFailure> {
    #[cfg_attr(
        not(feature = "split"),
        expect(unused_mut, reason = "all are in one file")
    )]
    let mut texts = fetch_file("alternate", language).await?;
    #[cfg(feature = "split")]
    if whole {
        texts.add(fetch_file("later", language).await?);
    }
    let _ = whole;
    Ok(texts)
}

/// Gets what is in the file that the page names for a language with a link of this kind.
async fn fetch_file(rel: &str, language: Language) -> Result<Catalogue, FetchFailure> {
    let link = format!("link[rel={rel}][hreflang={}]", language.tag());
    let file = document()
        .query_selector(&link)
        .ok()
        .flatten()
        .and_then(|link| link.get_attribute("href"))
        .ok_or(FetchFailure::Unreachable)?;
    let answer = Request::get(&file)
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
    fn another_language_takes_the_place_of_the_first_and_what_it_lacks_can_be_seen() {
        assert_eq!(t(Key::ActionCancel), "Cancel");
        PAGE.with(|page| page.switch(Language::Portuguese, texts()));
        assert_eq!(t(Key::ActionRetry), "Tentar de novo");
        assert_eq!(t(Key::ActionCancel), "action.cancel");
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
