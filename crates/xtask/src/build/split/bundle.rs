//! Puts the files of the cut together into one for each part, as far as that goes: the cut makes a file for each
//! combination of parts that share something, and each file costs a request and is compressed by itself.
//!
//! A bundle is a WebAssembly module with nothing but custom sections (WebAssembly Core Specification, 5.5.3), and each
//! of these holds a module: `trunk/later.js` takes them out again with `WebAssembly.Module.customSections`.

use std::collections::{BTreeMap, BTreeSet};

/// The name of the sections, which `trunk/later.js` knows.
const SECTION: &str = "module";

/// Files by the bundle that they are put into.
pub type Bundles = BTreeMap<String, Vec<String>>;

/// The parts whose files are the first to be put together, in this order: the page of somebody who is not signed in
/// must not wait for the rest, and what everybody needs next must not wait for what few need.
const FIRST: [&str; 2] = ["sign_in", "panels"];
/// What is left and belongs to several parts, if it is small or most of them need it.
const SHARED: &str = "shared";
/// From so many bytes on, what several parts share is a bundle of these parts: others need not wait for it.
const SMALL: u64 = 10 * 1_024;

/// Says what goes where, for the files of each part, whose sizes in bytes `size` knows. Each file is in one bundle.
pub fn bundles_of(parts: &BTreeMap<String, Vec<String>>, size: impl Fn(&str) -> u64) -> Bundles {
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (part, files) in parts {
        for file in files {
            users.entry(file).or_default().insert(part);
        }
    }
    let mut bundles = Bundles::new();
    for (file, users) in users {
        let first = FIRST.into_iter().find(|part| users.contains(part));
        let users: Vec<&str> = users.into_iter().collect();
        let bundle = match first {
            Some(part) => part.to_owned(),
            None if users.len() == 1 => users.join("_"),
            None if size(file) >= SMALL && users.len() * 2 <= parts.len() => users.join("_"),
            None => SHARED.to_owned(),
        };
        bundles.entry(bundle).or_default().push(file.to_owned());
    }
    bundles
}

/// The bundles that each part needs.
pub fn bundles_of_parts(
    parts: &BTreeMap<String, Vec<String>>,
    bundles: &Bundles,
) -> BTreeMap<String, Vec<String>> {
    parts
        .iter()
        .map(|(part, files)| {
            let needed = bundles
                .iter()
                .filter(|(_, held)| held.iter().any(|file| files.contains(file)))
                .map(|(bundle, _)| bundle.clone());
            (part.clone(), needed.collect())
        })
        .collect()
}

/// One module that holds others.
pub fn module_holding(modules: &[Vec<u8>]) -> Vec<u8> {
    let mut bundle = b"\0asm\x01\0\0\0".to_vec();
    for module in modules {
        let mut section = Vec::with_capacity(module.len() + SECTION.len() + 1);
        push_length(&mut section, SECTION.len());
        section.extend_from_slice(SECTION.as_bytes());
        section.extend_from_slice(module);
        bundle.push(0);
        push_length(&mut bundle, section.len());
        bundle.append(&mut section);
    }
    bundle
}

/// A length as WebAssembly writes it: LEB128 without a sign.
fn push_length(bytes: &mut Vec<u8>, mut length: usize) {
    while length >= 0x80 {
        bytes.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        entries
            .iter()
            .map(|(key, values)| {
                let values = values.iter().map(|&value| value.to_owned());
                ((*key).to_owned(), values.collect())
            })
            .collect()
    }

    #[test]
    fn what_many_need_comes_with_what_is_fetched_first() {
        let parts = map(&[
            ("forms", &["all", "few", "much", "forms"]),
            ("panels", &["all", "panels_tools", "panels"]),
            ("sign_in", &["all", "sign_in"]),
            ("tools", &["all", "panels_tools", "few", "much", "tools"]),
        ]);
        let bundles = bundles_of(&parts, |file| if file == "much" { SMALL } else { 1 });
        assert_eq!(
            bundles,
            map(&[
                ("forms", &["forms"]),
                ("forms_tools", &["much"]),
                ("panels", &["panels", "panels_tools"]),
                ("shared", &["few"]),
                ("sign_in", &["all", "sign_in"]),
                ("tools", &["tools"]),
            ])
        );
        assert_eq!(
            bundles_of_parts(&parts, &bundles),
            map(&[
                ("forms", &["forms", "forms_tools", "shared", "sign_in"]),
                ("panels", &["panels", "sign_in"]),
                ("sign_in", &["sign_in"]),
                (
                    "tools",
                    &["forms_tools", "panels", "shared", "sign_in", "tools"]
                ),
            ])
        );
    }

    #[test]
    fn what_most_parts_need_is_not_told_apart_by_who_needs_it() {
        let parts = map(&[
            ("forms", &["most", "forms"]),
            ("list", &["list"]),
            ("tools", &["most", "tools"]),
            ("desk", &["most"]),
        ]);
        let bundles = bundles_of(&parts, |_| SMALL);
        assert_eq!(
            bundles,
            map(&[
                ("forms", &["forms"]),
                ("list", &["list"]),
                ("shared", &["most"]),
                ("tools", &["tools"]),
            ])
        );
    }

    #[test]
    fn a_bundle_is_a_module_of_custom_sections() {
        let held = vec![vec![1; 200], b"x".to_vec()];
        let bundle = module_holding(&held);
        let (beginning, rest) = bundle.split_at(8);
        assert_eq!(beginning, b"\0asm\x01\0\0\0");
        // 200 bytes, 6 of the name and 1 of its length are 207: 0xcf 0x01.
        assert_eq!(&rest[..10], b"\0\xcf\x01\x06module");
        assert_eq!(rest[10..210], vec![1; 200]);
        assert_eq!(&rest[210..], b"\0\x08\x06modulex");
    }
}
