//! Whether every language says the same things.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::report::Verdict;
use crate::project::Project;

/// The folders with a file for each language.
const FOLDERS: [&str; 2] = ["public/locales", "crates/widget/locales"];
/// The language that the others are compared with.
const REFERENCE: &str = "en.json";
/// The plural form that every language has.
const GENERAL_FORM: &str = "other";

/// One language's texts; each text has its plural forms, or one form.
type Texts = BTreeMap<String, BTreeMap<String, String>>;

/// Compares every language's keys and placeholders with the English ones.
pub fn check(project: &Project) -> Result<Verdict> {
    let mut problems = Vec::new();
    for folder in FOLDERS
        .map(|folder| project.root().join(folder))
        .iter()
        .filter(|folder| folder.is_dir())
    {
        let reference = read(&folder.join(REFERENCE))?;
        for file in languages(folder)? {
            let name = file
                .strip_prefix(project.root())
                .unwrap_or(&file)
                .display()
                .to_string();
            problems.extend(
                compare(&reference, &read(&file)?)
                    .into_iter()
                    .map(|problem| format!("{name}: {problem}")),
            );
        }
    }
    Ok(Verdict::from_problems(problems))
}

fn languages(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension() == Some(OsStr::new("json")));
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<Texts> {
    let text =
        fs::read_to_string(file).with_context(|| format!("can't read {}", file.display()))?;
    parse(&text).with_context(|| format!("{} is broken", file.display()))
}

fn parse(text: &str) -> Result<Texts> {
    let Value::Object(entries) = serde_json::from_str(text)? else {
        bail!("it is no object");
    };
    entries
        .into_iter()
        .map(|(key, value)| {
            let forms = match value {
                Value::String(text) => BTreeMap::from([(GENERAL_FORM.to_owned(), text)]),
                Value::Object(forms) => forms
                    .into_iter()
                    .map(|(form, text)| match text {
                        Value::String(text) => Ok((form, text)),
                        _ => bail!("the form {form:?} of {key:?} is no text"),
                    })
                    .collect::<Result<_>>()?,
                _ => bail!("{key:?} is no text"),
            };
            Ok((key, forms))
        })
        .collect()
}

fn compare(reference: &Texts, texts: &Texts) -> Vec<String> {
    let mut problems = Vec::new();
    for key in reference.keys().filter(|key| !texts.contains_key(*key)) {
        problems.push(format!("{key} is missing"));
    }
    for (key, forms) in texts {
        let Some(expected) = reference.get(key) else {
            problems.push(format!("{key} is not in {REFERENCE}"));
            continue;
        };
        let Some(general) = forms.get(GENERAL_FORM) else {
            problems.push(format!("{key} has no form {GENERAL_FORM:?}"));
            continue;
        };
        if forms.values().any(|text| text.trim().is_empty()) {
            problems.push(format!("{key} is empty"));
        }
        if expected
            .get(GENERAL_FORM)
            .is_some_and(|expected| placeholders(expected) != placeholders(general))
        {
            problems.push(format!("{key} has other placeholders than in {REFERENCE}"));
        }
    }
    problems
}

/// The names in braces: `{name}`.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_language_lacks_or_says_differently_is_found() -> Result<()> {
        let english = parse(
            r#"{"hello": "Hello {name}", "bye": "Bye", "new": {"one": "{n} new", "other": "{n} new ones"}, "gone": "Gone"}"#,
        )?;
        let portuguese = parse(
            r#"{"hello": "Olá {nome}", "bye": " ", "new": {"one": "uma nova", "other": "{n} novas"}, "mais": "Mais"}"#,
        )?;
        assert_eq!(
            compare(&english, &portuguese),
            [
                "gone is missing",
                "bye is empty",
                "hello has other placeholders than in en.json",
                "mais is not in en.json",
            ]
        );
        assert!(compare(&english, &english).is_empty());
        Ok(())
    }
}
