//! What a built page names: the files that a browser loads for it before anything of ours runs, and all others.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// The page itself, and every stylesheet, script and preloaded file that it names.
pub fn files_of(page: &Path) -> Result<Vec<PathBuf>> {
    let html =
        fs::read_to_string(page).with_context(|| format!("can't read {}", page.display()))?;
    let mut files = vec![page.to_owned()];
    for address in loaded_addresses(&html) {
        files.push(beside(page, address)?);
    }
    if files.len() < 3 {
        bail!(
            "{} does not load what it should: was it built whole?",
            page.display()
        );
    }
    Ok(files)
}

/// Where the tags of a page are: from after `<` to before `>`.
pub fn tags(html: &str) -> impl Iterator<Item = Range<usize>> {
    html.match_indices('<').map(|(before, _)| {
        let start = before + 1;
        let length = html[start..].find('>').unwrap_or(html.len() - start);
        start..start + length
    })
}

/// The files of texts that a page names, one for each language, by their paths from the page. A browser loads one.
pub fn text_files(html: &str) -> impl Iterator<Item = &str> {
    texts_linked_as("alternate", html)
}

/// The files of texts of what is loaded later, one for each language, by their paths from the page.
pub fn later_text_files(html: &str) -> impl Iterator<Item = &str> {
    texts_linked_as("later", html)
}

fn texts_linked_as<'html>(rel: &'static str, html: &'html str) -> impl Iterator<Item = &'html str> {
    tags(html)
        .map(|tag| &html[tag])
        .filter(move |tag| {
            attribute(tag, "hreflang").is_some() && attribute(tag, "rel") == Some(rel)
        })
        .filter_map(|tag| attribute(tag, "href"))
}

/// The files of code and styles that a page names to load them later.
pub fn later_files_of(page: &Path) -> Result<Vec<PathBuf>> {
    let html =
        fs::read_to_string(page).with_context(|| format!("can't read {}", page.display()))?;
    later_addresses(&html)
        .into_iter()
        .map(|address| beside(page, address))
        .collect()
}

/// The ids of the files of a part of the app, as the module says that fetches them (`trunk/later.js`).
pub fn files_of_part<'module>(module: &'module str, part: &str) -> Vec<&'module str> {
    let list = [format!("{part}:["), format!("\"{part}\":[")]
        .iter()
        .find_map(|beginning| module.split_once(beginning.as_str()))
        .and_then(|(_, rest)| rest.split_once(']'));
    let ids = list.map(|(list, _)| list.split(','));
    ids.into_iter()
        .flatten()
        .map(|id| id.trim_matches('"'))
        .collect()
}

/// The file of an address. Where the files will be served from is of no interest: they are all beside the page.
fn beside(page: &Path, address: &str) -> Result<PathBuf> {
    let name = address.rsplit('/').next().unwrap_or(address);
    let file = page.with_file_name(name);
    if !file.is_file() {
        bail!("{} names {address}, which is not there", page.display());
    }
    Ok(file)
}

/// The addresses in a page's links and scripts that are loaded at once.
fn loaded_addresses(html: &str) -> Vec<&str> {
    tags(html)
        .map(|tag| &html[tag])
        .filter_map(|tag| match name_of(tag)? {
            "script" => attribute(tag, "src"),
            "link" => match attribute(tag, "rel")? {
                "stylesheet" | "modulepreload" | "preload" => attribute(tag, "href"),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// The addresses in the links that the app reads when it needs them.
fn later_addresses(html: &str) -> Vec<&str> {
    tags(html)
        .map(|tag| &html[tag])
        .filter(|tag| {
            name_of(tag) == Some("link")
                && attribute(tag, "rel") == Some("later")
                && attribute(tag, "hreflang").is_none()
        })
        .filter_map(|tag| attribute(tag, "href"))
        .collect()
}

fn name_of(tag: &str) -> Option<&str> {
    tag.split_ascii_whitespace().next()
}

/// The value of an attribute, which a minified page writes without quotes where it can.
pub fn attribute<'tag>(tag: &'tag str, name: &str) -> Option<&'tag str> {
    let start = tag.match_indices(name).find_map(|(index, _)| {
        let begins_a_word =
            tag[..index].ends_with(|before: char| before.is_ascii_whitespace() || before == '"');
        let value = index + name.len();
        (begins_a_word && tag[value..].starts_with('=')).then_some(value + 1)
    })?;
    let value = &tag[start..];
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split(|end: char| end.is_ascii_whitespace()).next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stylesheets_scripts_and_preloaded_files_are_loaded_and_icons_are_not() {
        let html = r#"<!doctype html><head><base href="/"><link href="favicon.svg" rel="icon"><link rel="stylesheet"
            href="/base-1.css"/><link href=/app-2.js id=app-module rel=modulepreload><link rel="preload"
            data-href="no" href='/app-2_bg.wasm' as="fetch"><link rel="later" href="/panels-4.wasm"><script type="module" src=/boot-3.js></script></head>"#;
        assert_eq!(
            loaded_addresses(html),
            ["/base-1.css", "/app-2.js", "/app-2_bg.wasm", "/boot-3.js"]
        );
        assert_eq!(later_addresses(html), ["/panels-4.wasm"]);
    }

    #[test]
    fn a_module_says_which_files_its_parts_have() {
        let module = r#"t.entries({forms:["chunk_6","split_forms"],tools:["split_tools"]})"#;
        assert_eq!(files_of_part(module, "forms"), ["chunk_6", "split_forms"]);
        let module = r#"entries({"forms":["split_forms"]})"#;
        assert_eq!(files_of_part(module, "forms"), ["split_forms"]);
        assert!(files_of_part(module, "panels").is_empty());
    }

    #[test]
    fn files_of_texts_are_known_by_their_language() {
        let html = "<link href=/a.css rel=stylesheet><link href=locales/en-1.json hreflang=en rel=alternate><link \
                    rel=\"alternate\" hreflang=\"pt-BR\" href=\"locales/pt-BR-2.json\"><link rel=later hreflang=en \
                    href=locales/en-later-3.json>";
        let files: Vec<_> = text_files(html).collect();
        assert_eq!(files, ["locales/en-1.json", "locales/pt-BR-2.json"]);
        let later: Vec<_> = later_text_files(html).collect();
        assert_eq!(later, ["locales/en-later-3.json"]);
        assert!(later_addresses(html).is_empty());
    }
}
