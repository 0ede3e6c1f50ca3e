//! A built page together with the files that it names.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::page::{attribute, tags, text_files};

/// A page and its files, which can get other content; their names and the page follow.
pub struct PageFiles {
    folder: PathBuf,
    html: String,
}

impl PageFiles {
    /// The page of a folder.
    pub fn open(folder: &Path) -> Result<Self> {
        let page = folder.join("index.html");
        let html =
            fs::read_to_string(&page).with_context(|| format!("can't read {}", page.display()))?;
        Ok(Self {
            folder: folder.to_owned(),
            html,
        })
    }

    /// Writes the page as it has become.
    pub fn save(&self) -> Result<()> {
        fs::write(self.folder.join("index.html"), &self.html).context("can't write the page")
    }

    /// The names of the style sheets, in their order.
    pub fn style_sheets(&self) -> Vec<String> {
        self.named_by(|tag| attribute(tag, "rel") == Some("stylesheet"))
    }

    /// The names of the scripts that start when the page is loaded.
    pub fn scripts(&self) -> Vec<String> {
        self.named_by(|tag| tag.starts_with("script"))
    }

    /// The files of texts, a file for each language, by their paths from the page.
    pub fn texts(&self) -> Vec<String> {
        text_files(&self.html).map(str::to_owned).collect()
    }

    /// The name of the file in the tag with this id.
    pub fn with_id(&self, id: &str) -> Result<String> {
        self.named_by(|tag| attribute(tag, "id") == Some(id))
            .pop()
            .with_context(|| format!("the page names no file as {id}"))
    }

    /// What stands in a file.
    pub fn read(&self, name: &str) -> Result<String> {
        let file = self.folder.join(name);
        fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))
    }

    /// What is in a file that is no text.
    pub fn read_bytes(&self, name: &str) -> Result<Vec<u8>> {
        let file = self.folder.join(name);
        fs::read(&file).with_context(|| format!("can't read {}", file.display()))
    }

    /// Removes a file, and from the page the tag that names it.
    pub fn remove(&mut self, name: &str) -> Result<()> {
        let range = tags(&self.html).find(|tag| names(&self.html[tag.clone()], name));
        if let Some(tag) = range {
            self.html.replace_range(tag.start - 1..tag.end + 1, "");
        }
        fs::remove_file(self.folder.join(name)).with_context(|| format!("can't remove {name}"))
    }

    /// Makes the tag that names a file one that only says where the file is, found by its id.
    pub fn load_later(&mut self, name: &str, id: &str) -> Result<()> {
        let tag = tags(&self.html)
            .find(|tag| names(&self.html[tag.clone()], name))
            .with_context(|| format!("the page does not name {name}"))?;
        let address = attribute(&self.html[tag.clone()], "href")
            .with_context(|| format!("{name} is not linked"))?;
        let link = format!("link rel=\"later\" id=\"{id}\" href=\"{address}\"");
        self.html.replace_range(tag, &link);
        Ok(())
    }

    /// Puts more texts beside a file of texts, and a link to find them beside its link.
    pub fn add_later_texts(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let tag = tags(&self.html)
            .find(|tag| {
                attribute(&self.html[tag.clone()], "href").is_some_and(|href| href.ends_with(name))
            })
            .with_context(|| format!("the page does not name {name}"))?;
        let link = &self.html[tag.clone()];
        let (Some(href), Some(language)) = (attribute(link, "href"), attribute(link, "hreflang"))
        else {
            bail!("{name} is no file of texts");
        };
        let later = format!(
            "{}-later-{}.json",
            name.trim_end_matches(".json"),
            content_hash(content)
        );
        fs::write(self.folder.join(&later), content)
            .with_context(|| format!("can't write {later}"))?;
        let address = href.replace(name, &later);
        let link = format!("<link rel=\"later\" hreflang=\"{language}\" href=\"{address}\">");
        self.html.insert_str(tag.end + 1, &link);
        Ok(())
    }

    /// Gives a file other content and a name of its own for it, made from `name`: `app.js` becomes
    /// `app-0123456789abcdef.js`.
    pub fn replace(&mut self, old: &str, name: &str, content: &[u8]) -> Result<()> {
        let (stem, ending) = name.split_at(name.find(['.', '_']).unwrap_or(name.len()));
        let new = format!("{stem}-{}{ending}", content_hash(content));
        fs::remove_file(self.folder.join(old)).with_context(|| format!("can't remove {old}"))?;
        fs::write(self.folder.join(&new), content).with_context(|| format!("can't write {new}"))?;
        self.html = self.html.replace(old, &new);
        Ok(())
    }

    /// The names of the files in those tags that are wanted.
    fn named_by(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
        tags(&self.html)
            .map(|tag| &self.html[tag])
            .filter(|tag| is_wanted(tag))
            .filter_map(file_name)
            .map(str::to_owned)
            .collect()
    }
}

/// The name of the file that a tag names. Where it will be served from does not matter here.
fn file_name(tag: &str) -> Option<&str> {
    let address = attribute(tag, "href").or_else(|| attribute(tag, "src"))?;
    address.rsplit('/').next()
}

fn names(tag: &str, name: &str) -> bool {
    file_name(tag) == Some(name)
}

/// What stands for a content in a name: another content has another.
pub fn content_hash(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
