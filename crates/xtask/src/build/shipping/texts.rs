//! The texts of a language as they ship: in the order of the keys, so that neither they nor the program have a word for
//! each, and in two files, of which the second comes with the first part that is loaded later.

use std::fs;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use crate::project::Project;

/// The file whose order it is, and that says which come later; from the project's root.
const KEYS: &str = "src/locale/key.rs";

/// The texts of a language in the order of the keys, each as a JSON list, with a zero for what is in the other.
pub struct Texts {
    pub start: Vec<u8>,
    pub later: Vec<u8>,
}

impl Texts {
    /// Those in a locale file: a JSON object of texts by word.
    pub fn read(project: &Project, texts: &str) -> Result<Self> {
        let source = fs::read_to_string(project.root().join(KEYS))
            .with_context(|| format!("can't read {KEYS}"))?;
        let texts: Map<String, Value> =
            serde_json::from_str(texts).context("a file of texts is no JSON object")?;
        Self::in_order(&source, &texts)
    }

    fn in_order(keys: &str, texts: &Map<String, Value>) -> Result<Self> {
        let (mut start, mut later) = (Vec::new(), Vec::new());
        for (load, word) in words(keys) {
            let text = texts
                .get(word)
                .with_context(|| format!("a file of texts lacks {word}"))?;
            let (here, elsewhere) = match load {
                Load::Start => (&mut start, &mut later),
                Load::Later => (&mut later, &mut start),
            };
            here.push(text.clone());
            elsewhere.push(Value::from(0));
        }
        if start.len() != texts.len() {
            bail!("a file of texts has others than those that {KEYS} names");
        }
        Ok(Self {
            start: serde_json::to_vec(&start)?,
            later: serde_json::to_vec(&later)?,
        })
    }
}

/// When a text is loaded.
#[derive(Clone, Copy)]
enum Load {
    Start,
    Later,
}

/// The words of lines such as `ActionRetry => "action.retry",`, which stand in blocks that begin with `start {` or
/// `later {`.
fn words(keys: &str) -> impl Iterator<Item = (Load, &str)> {
    let mut load = Load::Start;
    keys.lines().filter_map(move |line| {
        match line.trim() {
            "start {" => load = Load::Start,
            "later {" => load = Load::Later,
            _ => {}
        }
        let (word, _) = line.split_once("=> \"")?.1.split_once('"')?;
        Some((load, word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SOURCE: &str = "keys! {\n    start {\n    // Some.\n    B => \"b.x\",\n    }\n    later {\n    A => \"a.y\",\n    }\n}";

    fn listed(texts: Value) -> Result<[String; 2]> {
        let texts = texts.as_object().cloned().unwrap_or_default();
        let Texts { start, later } = Texts::in_order(SOURCE, &texts)?;
        Ok([String::from_utf8(start)?, String::from_utf8(later)?])
    }

    #[test]
    fn texts_come_in_the_order_of_the_keys_and_each_in_its_file() -> Result<()> {
        let texts = json!({ "a.y": "one", "b.x": { "one": "{n}", "other": "{n}s" } });
        assert_eq!(
            listed(texts)?,
            [r#"[{"one":"{n}","other":"{n}s"},0]"#, r#"[0,"one"]"#]
        );
        Ok(())
    }

    #[test]
    fn a_text_too_few_or_too_many_stops_the_build() {
        assert!(listed(json!({ "a.y": "one" })).is_err());
        assert!(listed(json!({ "a.y": "1", "b.x": "2", "c": "3" })).is_err());
    }
}
