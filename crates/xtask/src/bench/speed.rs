//! `cargo xtask bench --speed`: how fast the store and the page are, measured on this machine, into
//! `docs/performance.md`.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::project::Project;
use crate::setup;
use crate::step::Step;

/// Where the figures go; what stands around them is written by hand.
const DOCUMENT: &str = "docs/performance.md";

/// Measures what is in `dist/` and `target/`, and writes the figures down.
pub fn measure(project: &Project) -> Result<()> {
    if !project.dist().join("index.html").is_file() || !project.backend().is_file() {
        bail!("nothing has been built yet: run cargo xtask build first");
    }
    setup::require_browser(project)?;
    let store = figures(
        project,
        "timing the store",
        "bench --package recado-store --bench operations --profile server",
    )?;
    let page = figures(
        project,
        "timing the page in a browser",
        "bench --package recado-tests --features browser --bench speed --profile dev",
    )?;
    let path = project.root().join(DOCUMENT);
    let text = fs::read_to_string(&path).with_context(|| format!("can't read {DOCUMENT}"))?;
    let text = replaced(&text, "store", &store)?;
    let text = replaced(&text, "page", &page)?;
    fs::write(&path, text).with_context(|| format!("can't write {DOCUMENT}"))?;
    print!("{store}\n{page}\nThe figures are in {DOCUMENT}.\n");
    Ok(())
}

/// The rows of tables that a program prints.
fn figures(project: &Project, name: &str, words: &str) -> Result<String> {
    let mut command = Command::new("cargo");
    command
        .current_dir(project.root())
        .args(words.split_whitespace())
        .env("RECADO_BACKEND_BIN", project.backend())
        .env("RECADO_DIST", project.dist());
    let finished = Step::new(name, command).finish(project)?;
    finished.or_fail()?;
    let output = finished.output()?;
    let rows = output.lines().filter(|line| line.starts_with('|'));
    Ok(rows.map(|row| format!("{row}\n")).collect())
}

/// The text with new figures between the marks of this name.
fn replaced(text: &str, name: &str, figures: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text
        .split_once(&begin)
        .with_context(|| format!("{DOCUMENT} has no mark {begin}"))?;
    let (_, after) = rest
        .split_once(&end)
        .with_context(|| format!("{DOCUMENT} has no mark {end}"))?;
    Ok(format!("{before}{begin}\n{figures}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_replace_those_of_the_last_time_and_nothing_else() -> Result<()> {
        let text = "above\n<!-- page -->\nold\n<!-- /page -->\nbelow\n";
        let text = replaced(text, "page", "| new |\n")?;
        assert_eq!(
            text,
            "above\n<!-- page -->\n\n| new |\n\n<!-- /page -->\nbelow\n"
        );
        assert!(replaced(&text, "store", "").is_err());
        Ok(())
    }
}
