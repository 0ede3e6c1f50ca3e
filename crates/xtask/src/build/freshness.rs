//! Whether something has changed since it was built.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// What is never a source: results, data, and texts for people.
const NEVER: [&str; 8] = [
    ".ci",
    ".git",
    ".github",
    "README.md",
    "data",
    "dist",
    "docs",
    "target",
];

/// A short text that changes when a file of the project changes, or the settings do. `unrelated` are paths from `root`
/// that are left out.
pub fn fingerprint(root: &Path, unrelated: &[&str], settings: &str) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    settings.hash(&mut hasher);
    hash_folder(root, Path::new(""), unrelated, &mut hasher)?;
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash_folder(
    root: &Path,
    folder: &Path,
    unrelated: &[&str],
    hasher: &mut DefaultHasher,
) -> Result<()> {
    let path = root.join(folder);
    let entries = fs::read_dir(&path).with_context(|| format!("can't read {}", path.display()))?;
    let mut names = entries
        .map(|entry| Ok(entry?.file_name()))
        .collect::<Result<Vec<_>>>()?;
    names.sort();
    for name in names {
        let path: PathBuf = folder.join(name);
        let is = |other: &&str| path == Path::new(other);
        if NEVER.iter().any(is) || unrelated.iter().any(is) {
            continue;
        }
        let full = root.join(&path);
        if full.is_dir() {
            hash_folder(root, &path, unrelated, hasher)?;
        } else {
            path.hash(hasher);
            fs::read(&full)
                .with_context(|| format!("can't read {}", full.display()))?
                .hash(hasher);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_changes_with_what_matters_and_with_nothing_else() -> Result<()> {
        let root = std::env::temp_dir().join(format!("recado-freshness-{}", std::process::id()));
        fs::create_dir_all(root.join("src"))?;
        fs::create_dir_all(root.join("tests"))?;
        fs::create_dir_all(root.join("target"))?;
        fs::write(root.join("src/main.rs"), "fn main() {}")?;
        let take = |settings| fingerprint(&root, &["tests"], settings);

        let first = take("a")?;
        fs::write(root.join("tests/story.rs"), "")?;
        fs::write(root.join("target/result"), "")?;
        assert_eq!(take("a")?, first, "a test and a result don't matter");
        assert_ne!(take("b")?, first, "the settings matter");
        fs::write(root.join("src/main.rs"), "fn main() { }")?;
        let changed = take("a")?;
        assert_ne!(changed, first, "a changed file matters");
        fs::rename(root.join("src/main.rs"), root.join("src/other.rs"))?;
        assert_ne!(take("a")?, changed, "a changed name matters");

        fs::remove_dir_all(root)?;
        Ok(())
    }
}
