//! What is done to the files that ship after Trunk has made them: fewer of them, with names that follow from what is in
//! them now.

mod files;
mod glue;
mod minifier;
mod names;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::project::Project;
use crate::setup::Toolbox;
use files::{PageFiles, content_hash};
use minifier::Minifier;
use texts::Texts;

/// The word in the service worker's script in whose place its version is written.
const UNSTAMPED: &str = "\"unstamped\"";

/// Finishes the app and the widget in the folder of the assembled files. `work` is a folder for what is in between.
pub fn finish(project: &Project, toolbox: &Toolbox, folder: &Path, work: PathBuf) -> Result<()> {
    let minify = Minifier {
        project,
        toolbox,
        work,
    };
    for page in [folder.to_owned(), folder.join("widget")] {
        let mut files = PageFiles::open(&page)?;
        join_style_sheets(&mut files)?;
        glue::shorten(&mut files, &minify)?;
        for name in files.scripts() {
            let script = minify.script("boot", &files.read(&name)?)?;
            files.replace(&name, "boot.js", script.as_bytes())?;
        }
        // Texts belong to the page that names them: a newer page may have other ones.
        for name in files.texts() {
            let texts = Texts::read(project, &files.read(&name)?)?;
            files.add_later_texts(&name, &texts.later)?;
            files.replace(&name, &name, &texts.start)?;
        }
        files.save()?;
    }
    stamp_service_worker(folder)
}

/// Style sheets that are not of the start: the first of them by the beginning of its name, and what the page calls all of
/// them up to the next such group.
const LATER_SHEETS: [(&str, &str); 3] = [
    ("chat-", "later-styles"),
    ("search-", "tool-styles"),
    ("extras-", "later-styles"),
];

/// Puts the style sheets of the start into one, those of what comes later into another, and those of the tools into a
/// third, in their order: what is alike in them is compressed once, and asked for once. The page names the others without
/// loading them: `trunk/later.js` does.
fn join_style_sheets(files: &mut PageFiles) -> Result<()> {
    let sheets = files.style_sheets();
    if sheets.is_empty() {
        bail!("the page has no style sheet: was it built whole?");
    }
    let group = |sheet: &String| {
        LATER_SHEETS
            .iter()
            .find(|(first, _)| sheet.starts_with(first))
    };
    let is_first_of_group = |sheet: &String| group(sheet).is_some();
    let mut rest = &sheets[..];
    while let Some(first) = rest.first() {
        let length = 1 + rest[1..]
            .iter()
            .position(is_first_of_group)
            .unwrap_or(rest.len() - 1);
        let (sheets, others) = rest.split_at(length);
        match group(first) {
            Some((_, id)) => {
                files.load_later(first, id)?;
                join(files, sheets, &format!("{id}.css"))?;
            }
            None => join(files, sheets, "style.css")?,
        }
        rest = others;
    }
    Ok(())
}

/// Puts sheets into one of this name.
fn join(files: &mut PageFiles, sheets: &[String], name: &str) -> Result<()> {
    let Some((first, others)) = sheets.split_first() else {
        return Ok(());
    };
    let mut joined = String::new();
    for sheet in sheets {
        let text = files.read(sheet)?;
        // Both count only at the beginning of a file.
        if text.contains("@import") || text.contains("@charset") {
            bail!("{sheet} can't be joined with the others: it has an @import or a @charset");
        }
        joined.push_str(&text);
    }
    for sheet in others {
        files.remove(sheet)?;
    }
    files.replace(first, name, joined.as_bytes())
}

/// Gives the page that is kept on a device its version: another page, or another script to keep it, is another one.
fn stamp_service_worker(folder: &Path) -> Result<()> {
    let worker = folder.join("service-worker.js");
    let script =
        fs::read_to_string(&worker).with_context(|| format!("can't read {}", worker.display()))?;
    if !script.contains(UNSTAMPED) {
        bail!("{} has no place for its version", worker.display());
    }
    let page = fs::read_to_string(folder.join("index.html")).context("can't read the page")?;
    let version = content_hash(format!("{page}{script}").as_bytes());
    fs::write(
        &worker,
        script.replace(UNSTAMPED, &format!("\"{version}\"")),
    )
    .with_context(|| format!("can't write {}", worker.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head><base href=/in/><link href=/in/a-1.css rel=stylesheet><link href=/in/b-2.css \
                        rel=stylesheet><script src=/in/boot-3.js></script></head>";

    fn site(name: &str, second_sheet: &str) -> Result<PathBuf> {
        let folder = std::env::temp_dir().join(format!("recado-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("index.html"), PAGE)?;
        fs::write(folder.join("a-1.css"), "a{color:red}")?;
        fs::write(folder.join("b-2.css"), second_sheet)?;
        fs::write(
            folder.join("service-worker.js"),
            "const VERSION = \"unstamped\";",
        )?;
        Ok(folder)
    }

    #[test]
    fn style_sheets_become_one_in_their_order_and_the_page_names_it() -> Result<()> {
        let folder = site("joined", "a{color:blue}")?;
        let mut files = PageFiles::open(&folder)?;
        join_style_sheets(&mut files)?;
        files.save()?;

        let page = fs::read_to_string(folder.join("index.html"))?;
        let name = format!("style-{}.css", content_hash(b"a{color:red}a{color:blue}"));
        assert_eq!(
            page,
            format!(
                "<head><base href=/in/><link href=/in/{name} rel=stylesheet><script src=/in/boot-3.js></script></head>"
            )
        );
        assert_eq!(
            fs::read_to_string(folder.join(name))?,
            "a{color:red}a{color:blue}"
        );
        assert!(!folder.join("a-1.css").exists() && !folder.join("b-2.css").exists());
        fs::remove_dir_all(folder)?;
        Ok(())
    }

    #[test]
    fn what_is_not_needed_at_the_start_is_named_and_not_loaded() -> Result<()> {
        let folder = site("later", "b{}")?;
        fs::write(folder.join("chat-1.css"), "c{}")?;
        fs::write(folder.join("wide-9.css"), "d{}")?;
        fs::write(folder.join("search-7.css"), "e{}")?;
        let more = "<link href=/in/chat-1.css rel=stylesheet><link href=/in/wide-9.css rel=stylesheet><link \
                    href=/in/search-7.css rel=stylesheet><script";
        fs::write(folder.join("index.html"), PAGE.replace("<script", more))?;
        let mut files = PageFiles::open(&folder)?;
        join_style_sheets(&mut files)?;
        files.save()?;

        let page = fs::read_to_string(folder.join("index.html"))?;
        for (id, styles) in [("later-styles", "c{}d{}"), ("tool-styles", "e{}")] {
            let name = format!("{id}-{}.css", content_hash(styles.as_bytes()));
            assert!(
                page.contains(&format!(
                    "<link rel=\"later\" id=\"{id}\" href=\"/in/{name}\">"
                )),
                "{page}"
            );
            assert_eq!(fs::read_to_string(folder.join(name))?, styles);
        }
        assert_eq!(page.matches("stylesheet").count(), 1, "{page}");
        fs::remove_dir_all(folder)?;
        Ok(())
    }

    #[test]
    fn a_style_sheet_that_only_works_alone_stops_the_build() -> Result<()> {
        let folder = site("alone", "@import \"c.css\";")?;
        let joined = join_style_sheets(&mut PageFiles::open(&folder)?);
        assert!(joined.is_err_and(|error| error.to_string().contains("b-2.css")));
        fs::remove_dir_all(folder)?;
        Ok(())
    }

    #[test]
    fn another_page_is_another_version_of_the_service_worker() -> Result<()> {
        let folder = site("stamped", "")?;
        let worker = folder.join("service-worker.js");
        let unstamped = fs::read_to_string(&worker)?;
        stamp_service_worker(&folder)?;
        let first = fs::read_to_string(&worker)?;
        assert!(!first.contains("unstamped"));
        assert!(
            stamp_service_worker(&folder).is_err(),
            "a script without a place for it is noticed"
        );

        fs::write(&worker, &unstamped)?;
        fs::write(folder.join("index.html"), PAGE.replace("b-2", "b-3"))?;
        stamp_service_worker(&folder)?;
        assert_ne!(fs::read_to_string(&worker)?, first);
        fs::remove_dir_all(folder)?;
        Ok(())
    }
}
