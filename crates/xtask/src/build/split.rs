//! Cuts the app and the widget into what their start needs and what can come later (`src/later.rs` and
//! `crates/widget/src/extras.rs` say which is which).
//!
//! The cut is made between the compiler and wasm-bindgen, and Trunk calls the one right after the other. So Trunk is
//! given a `wasm-bindgen` that cuts first: a script that calls this program again.

mod bundle;

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, anyhow, bail};

use crate::setup::find_program;

/// The command of this program that the script calls.
pub const COMMAND: &str = "cut-and-bind";
/// What a finished app depends on here, for its fingerprint.
pub const SOURCE: &str = concat!(include_str!("split.rs"), include_str!("split/bundle.rs"));
/// What fetches the files.
const LOADER: &str = include_str!("../../trunk/later.js");
/// The module from which the app imports what fetches its files, until the text of it is put in.
const LINK: &str = "./later.js";
/// What Trunk is told for the app's first file in index.html.
pub const WASM_OPT: [&str; 7] = ["-O2", "-aimfs", "0", "-ocimfs", "0", "-fimfs", "0"];
/// The folder of the files that come later, for this program and for link_later.sh.
const FILES: &str = "RECADO_LATER_FILES";
/// The wasm-bindgen that the script stands in front of.
const WASM_BINDGEN: &str = "RECADO_WASM_BINDGEN";

/// Makes Trunk cut the app. The files that come later are left in `folder`, and so is the script. `lock` is Cargo.lock.
pub fn equip(command: &mut Command, folder: &Path, lock: &str) -> Result<()> {
    let scripts = folder.join("bin");
    fs::create_dir_all(&scripts)?;
    let script = scripts.join("wasm-bindgen");
    let program = env::current_exe().context("this program has no path")?;
    fs::write(
        &script,
        format!("#!/bin/sh\nexec '{}' {COMMAND} \"$@\"\n", program.display()),
    )?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
    let path = command
        .get_envs()
        .find(|(name, _)| *name == OsStr::new("PATH"))
        .and_then(|(_, path)| path)
        .context("the tools are not on PATH yet")?
        .to_owned();
    let wasm_bindgen = env::split_paths(&path)
        .map(|folder| folder.join("wasm-bindgen"))
        .find(|program| program.is_file())
        .context("there is no wasm-bindgen")?;
    let path = env::join_paths([scripts].into_iter().chain(env::split_paths(&path)))?;
    command
        .args(["--features", "split"])
        .env("PATH", path)
        .env(WASM_BINDGEN, wasm_bindgen)
        .env("RECADO_CUT", how_it_is_cut(lock))
        .env(FILES, folder);
    Ok(())
}

/// A number, in hexadecimal digits, that is another when the same app would be cut in another way.
fn how_it_is_cut(lock: &str) -> String {
    let mut hasher = DefaultHasher::new();
    let cutter = lock
        .split("[[package]]")
        .find(|package| package.contains("name = \"wasm_split_cli_support\""));
    (SOURCE, LOADER, cutter).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// What the script calls, with wasm-bindgen's own arguments.
pub fn command(arguments: Vec<OsString>) -> Result<ExitCode> {
    let wasm_bindgen = variable(WASM_BINDGEN)?;
    let module = arguments.iter().find(|a| is_wasm(Path::new(a)));
    let (Some(module), Some(glue)) = (module, written_module(&arguments)) else {
        // Trunk asks for the version first.
        return call(Command::new(wasm_bindgen).args(&arguments));
    };
    let folder = PathBuf::from(variable(FILES)?);
    let cut = folder.join("cut");
    for folder in [&folder, &cut] {
        forget_wasm(folder)?;
    }
    let parts = cut_into(Path::new(module), &cut)?;
    let start = cut.join("start.wasm");
    let arguments = arguments.iter().map(|argument| {
        if argument == module {
            start.as_os_str()
        } else {
            argument
        }
    });
    let mut bind = Command::new(wasm_bindgen);
    // The files that come later put their functions into the app's table, which it otherwise keeps to itself.
    bind.args(arguments).arg("--keep-lld-exports");
    let code = call(&mut bind)?;
    if code != ExitCode::SUCCESS {
        return Ok(code);
    }
    let bundles = bundle::bundles_of(&parts, |file| {
        // What is not there is told when it is made small.
        fs::metadata(cut.join(format!("{file}.wasm"))).map_or(0, |file| file.len())
    });
    for (name, files) in &bundles {
        let modules = files
            .iter()
            .map(|file| made_small(&cut.join(format!("{file}.wasm"))))
            .collect::<Result<Vec<_>>>()?;
        write_by_content(name, &bundle::module_holding(&modules), &folder)?;
    }
    let text = fs::read_to_string(&glue)?;
    let parts = bundle::bundles_of_parts(&parts, &bundles);
    fs::write(&glue, with_loader(&text, &parts)?)?;
    Ok(ExitCode::SUCCESS)
}

/// The files of each part, by name. The one for the start is called `start.wasm`.
fn cut_into(module: &Path, folder: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let bytes = fs::read(module).with_context(|| format!("can't read {}", module.display()))?;
    let start = folder.join("start.wasm");
    let mut options = wasm_split_cli_support::Options::new(&bytes);
    options.output_dir = folder;
    options.main_out_path = &start;
    options.link_name = LINK;
    let cut = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("can't cut {}: {error:#}", module.display()))?;
    if cut.split_modules.is_empty() {
        bail!("{} has no part that comes later", module.display());
    }
    Ok(cut.prefetch_map.into_iter().collect())
}

/// A file of the cut, as small as it gets.
fn made_small(file: &Path) -> Result<Vec<u8>> {
    let small = file.with_extension("small");
    let wasm_opt = find_program("wasm-opt").context("there is no wasm-opt")?;
    let mut command = Command::new(wasm_opt);
    command.args(WASM_OPT).arg(file).arg("-o").arg(&small);
    if call(&mut command)? != ExitCode::SUCCESS {
        bail!("wasm-opt failed for {}", file.display());
    }
    fs::read(&small).with_context(|| format!("can't read {}", small.display()))
}

/// Puts a file into `folder` under a name that follows from what is in it.
fn write_by_content(name: &str, bytes: &[u8], folder: &Path) -> Result<()> {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let name = format!("{name}-{:016x}.wasm", hasher.finish());
    fs::write(folder.join(&name), bytes).with_context(|| format!("can't write {name}"))
}

/// The module that wasm-bindgen wrote, with what fetches the files in the place of importing that.
fn with_loader(module: &str, parts: &BTreeMap<String, Vec<String>>) -> Result<String> {
    let files = serde_json::to_string(parts)?;
    let loader = LOADER.replace("FILES_OF_PARTS", &files);
    let mut text = format!("const parts = (() => {{\n{loader}\nreturn parts;\n}})();\n");
    let mut imports = 0;
    for line in module.lines() {
        let imported = line
            .strip_prefix("import * as ")
            .and_then(|rest| rest.split_once(" from "))
            .filter(|(_, from)| from.contains(LINK));
        match imported {
            Some((name, _)) => {
                imports += 1;
                text.push_str(&format!("const {name} = parts;"));
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    if imports == 0 || !module.contains("wasm.") {
        bail!("wasm-bindgen writes its modules in another way than this program knows");
    }
    Ok(text)
}

/// The JavaScript module that wasm-bindgen is told to write.
fn written_module(arguments: &[OsString]) -> Option<PathBuf> {
    let value = |name: &str| {
        arguments
            .iter()
            .find_map(|argument| argument.to_str()?.strip_prefix(name))
    };
    let (folder, name) = (value("--out-dir=")?, value("--out-name=")?);
    Some(Path::new(folder).join(format!("{name}.js")))
}

fn is_wasm(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("wasm"))
}

/// Removes the files of the last time.
fn forget_wasm(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        if is_wasm(&file) {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}

fn call(command: &mut Command) -> Result<ExitCode> {
    let name = command.get_program().to_owned();
    let status = command
        .status()
        .with_context(|| format!("can't run {}", name.display()))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn variable(name: &str) -> Result<OsString> {
    env::var_os(name).with_context(|| format!("{COMMAND} is for cargo xtask build: no {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Project;

    #[test]
    fn every_file_is_made_small_in_the_same_way() -> Result<()> {
        let told = format!(
            "data-wasm-opt=\"{}\" data-wasm-opt-params=\"{}\"",
            WASM_OPT[0].trim_start_matches("-O"),
            WASM_OPT[1..].join(" ")
        );
        for page in ["index.html", "crates/widget/index.html"] {
            let text = fs::read_to_string(Project::find()?.root().join(page))?;
            assert!(text.contains(&told), "{page} does not say {told}");
        }
        Ok(())
    }

    #[test]
    fn another_version_of_the_cutter_is_another_cut() {
        let lock = |version| {
            format!("[[package]]\nname = \"wasm_split_cli_support\"\nversion = \"{version}\"\n")
        };
        assert_eq!(how_it_is_cut(&lock(1)), how_it_is_cut(&lock(1)));
        assert_ne!(how_it_is_cut(&lock(1)), how_it_is_cut(&lock(2)));
    }

    #[test]
    fn what_fetches_the_files_stands_in_the_place_of_its_imports() -> Result<()> {
        let module = "import * as import1 from \"./later.js\"\nimport * as import2 from './later.js';\nwasm.main();\n";
        let files = vec!["chunk_3".to_owned(), "split_panels".to_owned()];
        let parts = BTreeMap::from([("panels".to_owned(), files)]);
        let text = with_loader(module, &parts)?;
        assert!(!text.contains("import *"), "{text}");
        assert!(text.contains("const import2 = parts;"), "{text}");
        assert!(
            text.contains(r#"{"panels":["chunk_3","split_panels"]}"#),
            "{text}"
        );
        assert!(with_loader("wasm.main();", &parts).is_err());
        Ok(())
    }
}
