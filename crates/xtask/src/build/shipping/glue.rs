//! The JavaScript that wasm-bindgen writes between the browser and a module, made small.

use anyhow::Result;

use super::files::PageFiles;
use super::minifier::Minifier;

/// What a module's own classes are exported by. Nobody imports them: the page starts the module, no more.
const EXPORTED_CLASS: &str = "export class ";

/// Minifies a page's glue.
pub fn shorten(files: &mut PageFiles, minify: &Minifier<'_>) -> Result<()> {
    let glue = files.with_id("app-module")?;
    let title = glue
        .rsplit_once('-')
        .map_or(&*glue, |(title, _)| title)
        .to_owned();
    let script = files.read(&glue)?.replace(EXPORTED_CLASS, "class ");
    let script = minify.script(&title, &script)?;
    files.replace(&glue, &format!("{title}.js"), &script)
}
