//! Whether the documents point at what is there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::report::Verdict;
use crate::project::Project;

/// Looks for every file that a document of the project links to.
pub fn check(project: &Project) -> Result<Verdict> {
    let mut documents = Vec::new();
    find(project.root(), &mut documents, Depth::TopOnly)?;
    find(&project.root().join("docs"), &mut documents, Depth::All)?;
    let mut problems = Vec::new();
    for document in documents {
        let text = fs::read_to_string(&document)
            .with_context(|| format!("can't read {}", document.display()))?;
        let folder = document.parent().unwrap_or(project.root());
        for link in local_links(&text) {
            if !folder.join(link).exists() {
                let document = document.strip_prefix(project.root()).unwrap_or(&document);
                problems.push(format!(
                    "{} links to {link}, which is not there",
                    document.display()
                ));
            }
        }
    }
    Ok(Verdict::from_problems(problems))
}

#[derive(Clone, Copy, PartialEq)]
enum Depth {
    TopOnly,
    All,
}

fn find(folder: &Path, documents: &mut Vec<PathBuf>, depth: Depth) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() && depth == Depth::All {
            find(&path, documents, depth)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            documents.push(path);
        }
    }
    Ok(())
}

/// The targets of a document's links and pictures that are files: `[text](docs/a.md#part)` gives `docs/a.md`.
fn local_links(text: &str) -> Vec<&str> {
    let targets = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ', '\n']).next());
    let sources = text
        .split(" src=\"")
        .chain(text.split(" srcset=\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    targets
        .chain(sources)
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .map(|target| target.split('#').next().unwrap_or(target))
        .filter(|target| !target.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_files_are_looked_at() {
        let text = "See [how](docs/how.md#walks), [there](https://example.com/a.md), [here](#here), ![inbox](docs/inbox.png).";
        assert_eq!(local_links(text), ["docs/how.md", "docs/inbox.png"]);
    }

    #[test]
    fn pictures_in_html_are_looked_at_too() {
        let text = "<picture>\n<source srcset=\"docs/dark.png\"><img alt=\"\" src=\"docs/light.png\"></picture>";
        let links = local_links(text);
        assert!(
            links.contains(&"docs/dark.png") && links.contains(&"docs/light.png"),
            "{links:?}"
        );
    }
}
