//! The texts of a language as they ship: in the order of the keys, so that neither they nor the program have a word for
//! each.

use std::fs;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use crate::project::Project;

/// The file whose order it is, from the project's root.
const KEYS: &str = "src/locale/key.rs";

/// The JSON list of what is in a JSON object of texts.
pub fn in_order(project: &Project, texts: &str) -> Result<Vec<u8>> {
    let source = fs::read_to_string(project.root().join(KEYS))
        .with_context(|| format!("can't read {KEYS}"))?;
    let texts: Map<String, Value> =
        serde_json::from_str(texts).context("a file of texts is no JSON object")?;
    list(&source, &texts)
}

fn list(keys: &str, texts: &Map<String, Value>) -> Result<Vec<u8>> {
    let ordered = words(keys)
        .map(|word| {
            texts
                .get(word)
                .with_context(|| format!("a file of texts lacks {word}"))
        })
        .collect::<Result<Vec<_>>>()?;
    if ordered.len() != texts.len() {
        bail!("a file of texts has others than those that {KEYS} names");
    }
    Ok(serde_json::to_vec(&ordered)?)
}

/// The words of a list of lines such as `ActionRetry => "action.retry",`.
fn words(keys: &str) -> impl Iterator<Item = &str> {
    keys.lines()
        .filter_map(|line| line.split_once("=> \"")?.1.split_once('"'))
        .map(|(word, _)| word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SOURCE: &str = "keys! {\n    // Some.\n    B => \"b.x\",\n    A => \"a.y\",\n}";

    fn listed(texts: Value) -> Result<String> {
        let texts = texts.as_object().cloned().unwrap_or_default();
        Ok(String::from_utf8(list(SOURCE, &texts)?)?)
    }

    #[test]
    fn texts_come_in_the_order_of_the_keys() -> Result<()> {
        let texts = json!({ "a.y": "one", "b.x": { "one": "{n}", "other": "{n}s" } });
        assert_eq!(listed(texts)?, r#"[{"one":"{n}","other":"{n}s"},"one"]"#);
        Ok(())
    }

    #[test]
    fn a_text_too_few_or_too_many_stops_the_build() {
        assert!(listed(json!({ "a.y": "one" })).is_err());
        assert!(listed(json!({ "a.y": "1", "b.x": "2", "c": "3" })).is_err());
    }
}
