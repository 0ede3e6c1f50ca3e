//! Scripts made small, with short names for what only they know, and modules without what nobody calls.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::build::split::WASM_OPT;
use crate::project::Project;
use crate::setup::Toolbox;
use crate::step::Step;

/// Makes scripts small by Terser, and modules by Binaryen.
pub struct Minifier<'build> {
    pub project: &'build Project,
    pub toolbox: &'build Toolbox,
    /// A folder for what goes in and comes out.
    pub work: PathBuf,
}

impl Minifier<'_> {
    /// The text of a script that is a module, made small. `title` is what a person would call it.
    pub fn script(&self, title: &str, text: &str) -> Result<String> {
        fs::create_dir_all(&self.work)?;
        let long = self.work.join(format!("{title}.js"));
        let short = self.work.join(format!("{title}.min.js"));
        fs::write(&long, text).with_context(|| format!("can't write {}", long.display()))?;
        let mut terser = Command::new("terser");
        self.toolbox.equip(self.project, &mut terser)?;
        terser.arg(&long).args([
            "--module",
            "--ecma",
            "2020",
            "--compress",
            "passes=3",
            "--mangle",
            "--output",
        ]);
        terser.arg(&short);
        Step::new(format!("minifying {title}.js"), terser).run(self.project)?;
        fs::read_to_string(&short).with_context(|| format!("can't read {}", short.display()))
    }

    /// A module that was made small already, and has lost something since.
    pub fn module(&self, title: &str, bytes: &[u8]) -> Result<Vec<u8>> {
        fs::create_dir_all(&self.work)?;
        let long = self.work.join(format!("{title}.wasm"));
        let short = self.work.join(format!("{title}.min.wasm"));
        fs::write(&long, bytes).with_context(|| format!("can't write {}", long.display()))?;
        let mut wasm_opt = Command::new("wasm-opt");
        self.toolbox.equip(self.project, &mut wasm_opt)?;
        // What made it and what it needs is of no use to a browser.
        wasm_opt
            .arg(&long)
            .args(WASM_OPT)
            .args(["--strip-producers", "--strip-target-features", "--output"])
            .arg(&short);
        Step::new(format!("minifying {title}.wasm"), wasm_opt).run(self.project)?;
        fs::read(&short).with_context(|| format!("can't read {}", short.display()))
    }
}
