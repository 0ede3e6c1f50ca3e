//! The JavaScript that wasm-bindgen writes between the browser and a module, made small together with the module.

use anyhow::Result;

use super::files::PageFiles;
use super::minifier::Minifier;
use super::names::Names;

/// Makes a page's glue and its module small.
pub fn shorten(files: &mut PageFiles, minify: &Minifier<'_>) -> Result<()> {
    let (glue, module) = (files.with_id("app-module")?, files.with_id("app-wasm")?);
    let title = glue
        .rsplit_once('-')
        .map_or(&*glue, |(title, _)| title)
        .to_owned();
    let script = minify.script(&title, &without_unused_classes(&files.read(&glue)?))?;
    let bytes = files.read_bytes(&module)?;
    let names = Names::of(&bytes)?;
    let bytes = minify.module(&title, &names.in_module(&bytes, &script)?)?;
    files.replace(
        &glue,
        &format!("{title}.js"),
        names.in_script(&script).as_bytes(),
    )?;
    files.replace(&module, &format!("{title}_bg.wasm"), &bytes)
}

/// Lets the minifier see which of a module's own classes nobody uses: nobody imports them, because the page starts the
/// module and no more, and what is done for each class has no other effect.
fn without_unused_classes(script: &str) -> String {
    script
        .replace("export class ", "class ")
        .replace(
            ": new FinalizationRegistry",
            ": /*@__PURE__*/ new FinalizationRegistry",
        )
        .lines()
        .filter(|line| !line.starts_with("if (Symbol.dispose) "))
        .flat_map(|line| [line, "\n"])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_keeps_a_class_that_nobody_uses() {
        let script = "export class A {\n}\nif (Symbol.dispose) A.prototype[Symbol.dispose] = A.prototype.free;\n\
                      const F = isOld ? 0 : new FinalizationRegistry(free);\n";
        assert_eq!(
            without_unused_classes(script),
            "class A {\n}\nconst F = isOld ? 0 : /*@__PURE__*/ new FinalizationRegistry(free);\n"
        );
    }
}
