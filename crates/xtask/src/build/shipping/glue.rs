//! The JavaScript that wasm-bindgen writes between the browser and a module, made small.

use anyhow::{Context as _, Result};

use super::files::PageFiles;
use super::minifier::Minifier;
use super::names;

/// What a module's own classes are exported by. Nobody imports them: the page starts the module, no more.
const EXPORTED_CLASS: &str = "export class ";

/// Gives a page's module and its glue short names for each other, and minifies the glue.
pub fn shorten(files: &mut PageFiles, minify: &Minifier<'_>) -> Result<()> {
    let (glue, module) = (files.with_id("app-module")?, files.with_id("app-wasm")?);
    let title = glue
        .rsplit_once('-')
        .map_or(&*glue, |(title, _)| title)
        .to_owned();
    let (wasm, script) = names::shorten(&files.read_bytes(&module)?, &files.read(&glue)?)
        .with_context(|| format!("can't shorten the names between {module} and {glue}"))?;

    // The module first: its name begins like the glue's.
    files.replace(&module, &format!("{title}_bg.wasm"), &wasm)?;
    let script = minify.script(&title, &script.replace(EXPORTED_CLASS, "class "))?;
    files.replace(&glue, &format!("{title}.js"), &script)
}
