//! The names by which a module and its script know each other, made short. wasm-bindgen's are long, hold a hash each,
//! which no compression makes smaller, and stand in both files.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{ExportSection, ImportSection, Module};
use wasmparser::{Export, Import, Imports, Parser, Payload};

/// How the names begin that wasm-bindgen makes up.
const MADE_UP: [&str; 2] = ["__wb", "wasm_bindgen__"];

/// What is called how in a module and its script.
#[derive(Default)]
pub struct Names {
    short: HashMap<String, String>,
    /// What the module says its imports are from, which stands in quotes in the script.
    source: String,
}

/// What that is called instead.
const SOURCE: &str = "a";

impl Names {
    /// Finds a short name for each long one of a module.
    pub fn of(module: &[u8]) -> Result<Self> {
        let mut names = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let Import { module, name, .. } = import?;
                        if names.shorten(name) {
                            module.clone_into(&mut names.source);
                        }
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        names.shorten(export?.name);
                    }
                }
                _ => {}
            }
        }
        Ok(names)
    }

    /// Gives a name a short one, if it is one that wasm-bindgen made up.
    fn shorten(&mut self, name: &str) -> bool {
        let is_made_up = MADE_UP.iter().any(|beginning| name.starts_with(beginning));
        if is_made_up {
            let next = short_name(self.short.len());
            self.short.entry(name.to_owned()).or_insert(next);
        }
        is_made_up
    }

    /// A script with the short names.
    pub fn in_script(&self, script: &str) -> String {
        let mut shortened = String::with_capacity(script.len());
        let mut rest = script;
        while let Some(start) = rest.find(is_of_name) {
            let (before, from) = rest.split_at(start);
            let (name, after) = from.split_at(from.find(|c| !is_of_name(c)).unwrap_or(from.len()));
            shortened.push_str(before);
            shortened.push_str(self.short.get(name).map_or(name, String::as_str));
            rest = after;
        }
        shortened.push_str(rest);
        shortened.replace(&format!("\"{}\"", self.source), &format!("\"{SOURCE}\""))
    }

    /// The module with the short names, and without what it exports to nobody. `script` is the one that uses it, still
    /// with the long names.
    pub fn in_module(&self, module: &[u8], script: &str) -> Result<Vec<u8>> {
        let used = script.split(|c| !is_of_name(c)).collect();
        let mut shortened = Module::new();
        Shortener { names: self, used }
            .parse_core_module(&mut shortened, Parser::new(0), module)
            .map_err(|error| anyhow!("can't write the module anew: {error}"))?;
        Ok(shortened.finish())
    }
}

/// Writes a module anew.
struct Shortener<'build> {
    names: &'build Names,
    used: HashSet<&'build str>,
}

impl Reencode for Shortener<'_> {
    type Error = Infallible;

    fn parse_imports(
        &mut self,
        section: &mut ImportSection,
        imports: Imports<'_>,
    ) -> Result<(), reencode::Error> {
        let names = self.names;
        let imports = match imports {
            Imports::Single(at, import) if names.short.contains_key(import.name) => {
                let short = Import {
                    module: SOURCE,
                    name: &names.short[import.name],
                    ..import
                };
                Imports::Single(at, short)
            }
            imports => imports,
        };
        reencode::utils::parse_imports(self, section, imports)
    }

    fn parse_export(
        &mut self,
        exports: &mut ExportSection,
        export: Export<'_>,
    ) -> Result<(), reencode::Error> {
        let short = self.names.short.get(export.name);
        // Without a script between them, the files of the app know each other by names that begin like this.
        let is_between_files = short.is_none() && export.name.starts_with("__");
        if !is_between_files && !self.used.contains(export.name) {
            return Ok(());
        }
        let name = short.map_or(export.name, String::as_str);
        reencode::utils::parse_export(self, exports, Export { name, ..export })
    }
}

/// What names in scripts are made of.
fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_$".contains(character)
}

/// A name for each number: `a`, `b`, and so on to `Z`, `ab`, `bb`. None is one that the module has of itself: those are
/// longer.
fn short_name(mut number: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    loop {
        name.push(LETTERS[number % LETTERS.len()].into());
        number /= LETTERS.len();
        if number == 0 {
            return name;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, ExportKind, ImportSection, TypeSection};

    const LONG: &str = "__wbg_click_c6eff13daacf9806";

    /// A module that imports two functions, and exports these two and its own start again.
    fn module() -> Vec<u8> {
        let (mut types, mut imports, mut exports) = (
            TypeSection::new(),
            ImportSection::new(),
            ExportSection::new(),
        );
        types.ty().function([], []);
        imports.import("./app_bg.js", LONG, EntityType::Function(0));
        imports.import("./later.js", "load", EntityType::Function(0));
        exports.export("__wbindgen_free", ExportKind::Func, 0);
        exports.export("__split_shared", ExportKind::Func, 0);
        exports.export("dead", ExportKind::Func, 1);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&exports);
        module.finish()
    }

    #[test]
    fn a_module_and_its_script_agree_on_shorter_names() -> Result<()> {
        let script =
            format!(r#"{{{LONG}:n=>n.click()}},"./app_bg.js",wasm.__wbindgen_free,wasm.main"#);
        let names = Names::of(&module())?;
        assert_eq!(
            names.in_script(&script),
            r#"{a:n=>n.click()},"a",wasm.b,wasm.main"#
        );

        let short = names.in_module(&module(), &script)?;
        let (mut imports, mut exports) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(&short) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        imports.push((import.module.to_owned(), import.name.to_owned()));
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        exports.push(export?.name.to_owned());
                    }
                }
                _ => {}
            }
        }
        let imports: Vec<_> = imports
            .iter()
            .map(|(from, name)| (&**from, &**name))
            .collect();
        assert_eq!(imports, [("a", "a"), ("./later.js", "load")]);
        assert_eq!(exports, ["b", "__split_shared"], "what nobody uses is gone");
        Ok(())
    }

    #[test]
    fn no_two_numbers_share_a_name() {
        let names: HashSet<_> = (0..3_000).map(short_name).collect();
        assert_eq!(names.len(), 3_000);
    }
}
