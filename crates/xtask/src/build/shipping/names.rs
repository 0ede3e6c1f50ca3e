//! Short names for what a WebAssembly module and its glue know each other by. wasm-bindgen's say what they are and carry
//! a hash, which nobody reads and nothing compresses, and each of them stands in both files.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, Result, bail, ensure};

use super::module::{Export, Import, Module};

/// What the module calls the glue.
const GLUE: &str = "g";
/// What the glue calls the module's exports.
const EXPORTS: &str = "wasm.";

/// The module and its glue with short names. What the module exports and the glue does not use is exported no more.
pub fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut module = Module::parse(wasm)?;
    ensure!(
        !glue.contains("wasm["),
        "the glue reaches exports by names that can't be seen"
    );
    let mut glue = rename_modules(&mut module.imports, glue)?;
    let imports = numbered(module.imports.iter().map(|import| import.name.clone()));
    let used = used_exports(&glue);
    module.exports.retain(|export| used.contains(&export.name));
    let exports = numbered(module.exports.iter().map(|export| export.name.clone()));

    let mut defined = HashSet::new();
    glue = rename_words(&glue, |before, word, after| {
        if after.starts_with(": function") || after.starts_with(": (") {
            let short = imports.get(word)?;
            defined.insert(word.to_owned());
            Some(short)
        } else if before.ends_with(EXPORTS) {
            exports.get(word)
        } else {
            None
        }
    });
    for Import { name, .. } in &mut module.imports {
        ensure!(defined.contains(name), "the glue does not define {name}");
        *name = imports[name].clone();
    }
    for Export { name, .. } in &mut module.exports {
        *name = exports[name].clone();
    }
    Ok((module.write(), glue))
}

/// All imports come from the glue, under a name that stands in it once.
fn rename_modules(imports: &mut [Import], glue: &str) -> Result<String> {
    let first = imports.first().context("the module imports nothing")?;
    let quoted = format!("\"{}\"", first.module);
    if imports.iter().any(|import| import.module != first.module)
        || glue.matches(&quoted).count() != 1
    {
        bail!("the module does not import from its glue alone");
    }
    for import in imports {
        import.module = GLUE.to_owned();
    }
    Ok(glue.replace(&quoted, &format!("\"{GLUE}\"")))
}

fn used_exports(glue: &str) -> HashSet<String> {
    let mut used = HashSet::new();
    rename_words(glue, |before, word, _| {
        if before.ends_with(EXPORTS) {
            used.insert(word.to_owned());
        }
        None
    });
    used
}

/// A short name for each name.
fn numbered(names: impl Iterator<Item = String>) -> HashMap<String, String> {
    let mut numbered = HashMap::new();
    for name in names {
        let next = short_name(numbered.len());
        numbered.entry(name).or_insert(next);
    }
    numbered
}

/// `a` to `Z`, then `aa` and so on.
fn short_name(number: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let last = char::from(LETTERS[number % LETTERS.len()]);
    match number / LETTERS.len() {
        0 => last.to_string(),
        more => short_name(more - 1) + &last.to_string(),
    }
}

/// A script with some of its words replaced: `rename` is given what stands before a word, the word, and what follows.
fn rename_words<'name>(
    script: &str,
    mut rename: impl FnMut(&str, &str, &str) -> Option<&'name String>,
) -> String {
    let in_word = |character: char| character.is_alphanumeric() || "_$".contains(character);
    let mut renamed = String::with_capacity(script.len());
    let mut position = 0;
    while let Some(found) = script[position..].find(in_word) {
        let start = position + found;
        let rest = &script[start..];
        let end = start + rest.find(|other| !in_word(other)).unwrap_or(rest.len());
        let word = &script[start..end];
        renamed.push_str(&script[position..start]);
        let name = rename(&script[..start], word, &script[end..]);
        renamed.push_str(name.map_or(word, String::as_str));
        position = end;
    }
    renamed.push_str(&script[position..]);
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE_SCRIPT: &str = r#"let wasm;
const import0 = {
    __proto__: null,
    __wbg_get_0123456789abcdef: function(arg0) { return arg0.__wbg_get_0123456789abcdef; },
    __wbg_set_0123456789abcdef: function() { return wasm.memory.buffer; },
};
const imports = { "./app_bg.js": import0 };
wasm.invoke_h1(); wasm.invoke_h1_2();"#;

    #[test]
    fn both_sides_get_the_same_short_names() -> Result<()> {
        let import = |name: &str| Import {
            module: "./app_bg.js".to_owned(),
            name: name.to_owned(),
            function_type: vec![0],
        };
        let export = |name: &str, index| Export {
            name: name.to_owned(),
            target: vec![0, index],
        };
        let module = Module::made_of(
            vec![
                import("__wbg_get_0123456789abcdef"),
                import("__wbg_set_0123456789abcdef"),
            ],
            vec![
                export("memory", 1),
                export("unused", 2),
                export("invoke_h1", 3),
                export("invoke_h1_2", 4),
            ],
        );

        let (wasm, glue) = shorten(&module.write(), GLUE_SCRIPT)?;

        let module = Module::parse(&wasm)?;
        let imports = module.imports.iter().map(|it| (&*it.module, &*it.name));
        assert!(imports.eq([("g", "a"), ("g", "b")]));
        let exports = module.exports.iter().map(|it| (&*it.name, it.target[1]));
        assert!(exports.eq([("a", 1), ("b", 3), ("c", 4)]));
        assert_eq!(
            glue,
            r#"let wasm;
const import0 = {
    __proto__: null,
    a: function(arg0) { return arg0.__wbg_get_0123456789abcdef; },
    b: function() { return wasm.a.buffer; },
};
const imports = { "g": import0 };
wasm.b(); wasm.c();"#
        );
        Ok(())
    }

    #[test]
    fn a_glue_that_does_not_fit_stops_the_build() {
        let import = Import {
            module: "./app_bg.js".to_owned(),
            name: "elsewhere".to_owned(),
            function_type: vec![0],
        };
        let wasm = Module::made_of(vec![import], Vec::new()).write();
        for glue in [
            GLUE_SCRIPT,
            "import0 = { elsewhere: function() {} }",
            "{ \"./app_bg.js\": { elsewhere: function() { wasm[0]; } } }",
        ] {
            assert!(shorten(&wasm, glue).is_err(), "{glue}");
        }
    }

    #[test]
    fn short_names_are_all_different() {
        let names: HashSet<String> = (0..5000).map(short_name).collect();
        assert_eq!(names.len(), 5000);
        assert_eq!([0, 51, 52].map(short_name), ["a", "Z", "aa"]);
    }
}
