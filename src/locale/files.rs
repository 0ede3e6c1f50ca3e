//! Tests of the locale files: every language has every text, with the same placeholders.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Key, Language, catalogue::ENGLISH};

const PORTUGUESE: &str = include_str!("../../public/locales/pt-BR.json");
const SPANISH: &str = include_str!("../../public/locales/es.json");
const ARABIC: &str = include_str!("../../public/locales/ar.json");
const PAGE: &str = include_str!("../../index.html");

/// A problem of a text, as one line that a translator can act on.
type Complaint = String;

#[test]
fn every_language_has_exactly_the_texts_of_the_list() {
    let keys: BTreeSet<&str> = Key::EVERY.iter().map(|key| key.word()).collect();
    assert_eq!(keys.len(), Key::EVERY.len(), "two keys share a word");
    for language in Language::EVERY {
        let texts = texts_of(language);
        let found: BTreeSet<&str> = texts.keys().map(String::as_str).collect();
        let missing: Vec<_> = keys.difference(&found).collect();
        let unknown: Vec<_> = found.difference(&keys).collect();
        assert!(missing.is_empty(), "{} lacks {missing:?}", language.tag());
        assert!(
            unknown.is_empty(),
            "{} has no use for {unknown:?}",
            language.tag()
        );
    }
}

#[test]
fn every_text_has_the_forms_and_the_placeholders_of_the_english_one() {
    let english = texts_of(Language::English);
    let complaints: Vec<Complaint> = Language::EVERY
        .into_iter()
        .flat_map(|language| {
            texts_of(language)
                .into_iter()
                .filter_map(|(word, text)| complaint(language, &word, &english[&word], &text))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn the_page_names_the_file_of_every_language() {
    for language in Language::EVERY {
        let tag = language.tag();
        let link =
            format!("hreflang=\"{tag}\" type=\"application/json\" href=\"locales/{tag}.json\"");
        assert!(PAGE.contains(&link), "{tag}");
    }
}

#[test]
fn the_names_that_tests_and_assistive_technology_look_for_stand_in_english() {
    let english = texts_of(Language::English);
    for (key, name) in [
        (Key::SignInTitle, "Sign in"),
        (Key::SignInSubmit, "Sign in"),
        (Key::SignInEmail, "E-mail"),
        (Key::SignInPassword, "Password"),
        (Key::MainNavigation, "Main"),
        (Key::ListConversations, "Conversations"),
        (Key::ListSearch, "Search"),
        (Key::ListFilters, "Filters"),
        (Key::ListMoreFilters, "More filters"),
        (Key::ListOptions, "Inbox options"),
        (Key::ListNewConversation, "New conversation"),
        (Key::ChatRegion, "Chat"),
        (Key::ChatMessages, "Messages"),
        (Key::ChatMessageActions, "Message actions"),
        (Key::ChatResolve, "Resolve"),
        (Key::ChatReopen, "Reopen"),
        (Key::CustomerRegion, "Customer"),
        (Key::CustomerProfile, "Profile"),
        (Key::ComposerForm, "Composer"),
        (Key::ComposerReply, "Reply"),
        (Key::ComposerNote, "Internal note"),
        (Key::ComposerMessage, "Message"),
        (Key::ComposerFormatting, "Formatting"),
        (Key::ComposerSend, "Send"),
        (Key::ConnectionUpToDate, "Up to date"),
        (Key::ConnectionConnecting, "Connecting"),
    ] {
        assert_eq!(english[key.word()], name);
    }
}

fn texts_of(language: Language) -> Map<String, Value> {
    let json = match language {
        Language::English => ENGLISH,
        Language::Portuguese => PORTUGUESE,
        Language::Spanish => SPANISH,
        Language::Arabic => ARABIC,
    };
    serde_json::from_str(json).unwrap()
}

fn complaint(language: Language, word: &str, english: &Value, text: &Value) -> Option<Complaint> {
    let tag = language.tag();
    let forms = forms_of(text);
    if forms.iter().any(|(_, form)| form.trim().is_empty()) {
        return Some(format!("{tag}: {word} is empty"));
    }
    if english.is_object() != text.is_object() {
        return Some(format!(
            "{tag}: {word} must be a plural here too, or nowhere"
        ));
    }
    if text.is_object() {
        let has = |wanted: &str| forms.iter().any(|(category, _)| *category == wanted);
        if let Some(lacks) = categories(language).iter().find(|wanted| !has(wanted)) {
            return Some(format!("{tag}: {word} lacks the form {lacks:?}"));
        }
    }
    let wanted = placeholders(forms_of(english).last()?.1);
    let wrong = forms.iter().find(|(category, form)| {
        let has = placeholders(form);
        // A form for so many things alone may say the number in a word instead of a figure.
        let without_n: BTreeSet<_> = wanted
            .iter()
            .filter(|name| **name != "n")
            .copied()
            .collect();
        has != wanted && !(matches!(*category, "zero" | "one" | "two") && has == without_n)
    });
    wrong.map(|(_, form)| format!("{tag}: {word} has other placeholders: {form}"))
}

/// The plural categories of whole numbers that people count here; those of millions fall back to `other`.
const fn categories(language: Language) -> &'static [&'static str] {
    match language {
        Language::English | Language::Portuguese | Language::Spanish => &["one", "other"],
        Language::Arabic => &["zero", "one", "two", "few", "many", "other"],
    }
}

fn forms_of(text: &Value) -> Vec<(&str, &str)> {
    match text {
        Value::String(text) => vec![("other", text)],
        Value::Object(forms) => forms
            .iter()
            .map(|(category, form)| (category.as_str(), form.as_str().unwrap_or_default()))
            .collect(),
        _ => vec![("other", "")],
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect()
}
