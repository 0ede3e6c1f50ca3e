//! Makes the typed catalogue of the window's texts from `locales/*.json`: one enum of the keys and,
//! for each language, one table in its order. A key that is missing somewhere stops the build, and
//! nothing has to be parsed in the browser. Besides, how the window is linked when it is going to be cut into files.

use std::{collections::BTreeMap, env, error::Error, fmt::Write, fs, path::Path};

/// The languages, the fallback first.
const LANGUAGES: [&str; 4] = ["en", "pt-BR", "es", "ar"];

fn main() -> Result<(), Box<dyn Error>> {
    if env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        link_to_be_cut();
    }
    let catalogues = LANGUAGES
        .into_iter()
        .map(|tag| Ok((tag, read(tag)?)))
        .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    let keys: Vec<&String> = catalogues[0].1.keys().collect();
    for (tag, texts) in &catalogues {
        if !texts.keys().eq(keys.iter().copied()) {
            return Err(
                format!("locales/{tag}.json and locales/en.json have different keys").into(),
            );
        }
    }

    let mut code = String::from(
        "/// A text of the window, by its key.\n#[derive(Clone, Copy, PartialEq, Eq, Debug)]\npub enum Text {\n",
    );
    for key in &keys {
        writeln!(code, "    {},", variant(key))?;
    }
    code.push_str(
        "}\n\n/// Every language with its texts, in the order of [`Text`]; the fallback first.\n",
    );
    writeln!(
        code,
        "const LANGUAGES: [(&str, [&str; {}]); {}] = [",
        keys.len(),
        LANGUAGES.len()
    )?;
    for (tag, texts) in &catalogues {
        writeln!(code, "    ({tag:?}, [")?;
        for text in texts.values() {
            writeln!(code, "        {text:?},")?;
        }
        code.push_str("    ]),\n");
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), code)?;
    Ok(())
}

/// As the app is linked: `build.rs` of the workspace says why.
fn link_to_be_cut() {
    if env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
        println!("cargo::rerun-if-env-changed=RECADO_CUT");
        if let Ok(cut) = env::var("RECADO_CUT") {
            println!("cargo::rustc-link-arg-bins=--build-id=0x{cut}");
        }
    }
}

fn read(tag: &str) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let path = format!("locales/{tag}.json");
    println!("cargo::rerun-if-changed={path}");
    let json = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    serde_json::from_str(&json).map_err(|error| format!("{path}: {error}").into())
}

/// `close_chat` as `CloseChat`.
fn variant(key: &str) -> String {
    key.split('_')
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        })
        .collect()
}
