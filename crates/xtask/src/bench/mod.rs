//! `cargo xtask bench`: what a browser loads, against what it may load; and how fast it is.

mod speed;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::build::{compression, machine_paths};
use crate::page;
use crate::project::Project;

const BYTES_PER_KB: f64 = 1024.0;

/// What a person can say about it.
#[derive(Clone, Copy, Default)]
pub struct Options {
    /// Measure times, in place of sizes.
    speed: bool,
}

impl Options {
    pub fn parse(mut arguments: lexopt::Parser) -> Result<Self> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next()? {
            match argument {
                lexopt::Arg::Long("speed") => options.speed = true,
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }
}

pub fn command(project: &Project, options: Options) -> Result<ExitCode> {
    if options.speed {
        speed::measure(project)?;
        return Ok(ExitCode::SUCCESS);
    }
    let loads = measure(project)?;
    print!("{}", table(&loads));
    let mut problems = over_budget(&loads);
    problems.extend(machine_paths::told_in(project, &project.dist())?);
    for sentence in problems.iter().chain(&owed(&loads)) {
        println!("{sentence}");
    }
    Ok(if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What a browser loads for one purpose.
pub struct Load {
    /// What a person would call it.
    title: &'static str,
    files: Vec<File>,
    /// The most that it may be, in KB of brotli.
    budget: f64,
    /// How far above that it may be until it is paid back, in KB of brotli.
    owed: f64,
}

struct File {
    /// Its path from `dist/`.
    name: String,
    size: Size,
}

/// Bytes.
#[derive(Clone, Copy, Default)]
struct Size {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

impl Load {
    fn total(&self) -> Size {
        self.files.iter().fold(Size::default(), |total, file| Size {
            raw: total.raw + file.size.raw,
            gzip: total.gzip + file.size.gzip,
            brotli: total.brotli + file.size.brotli,
        })
    }
}

/// The sizes of what is in `dist/`.
pub fn measure(project: &Project) -> Result<Vec<Load>> {
    let dist = project.dist();
    if !dist.join("index.html").is_file() {
        bail!("nothing has been built yet: run cargo xtask build first");
    }
    let budgets: Value = serde_json::from_str(include_str!("../../budgets.json"))
        .context("budgets.json is broken")?;
    let budget = |name: &str| {
        budgets[name]
            .as_f64()
            .with_context(|| format!("budgets.json has no number {name:?}"))
    };
    let load = |title, files: Vec<PathBuf>, name: &str| -> Result<Load> {
        let files = files
            .iter()
            .map(|file| measure_file(&dist, file))
            .collect::<Result<_>>()?;
        Ok(Load {
            title,
            files,
            budget: budget(name)?,
            owed: budgets["owed"][name].as_f64().unwrap_or_default(),
        })
    };
    let mut app = page::files_of(&dist.join("index.html"))?;
    app.push(dist.join("config.json"));
    let html = fs::read_to_string(dist.join("index.html")).context("can't read the page")?;
    app.push(largest_texts(
        &dist,
        page::text_files(&html),
        Letters::OneByte,
    )?);
    let later_files = page::later_files_of(&dist.join("index.html"))?;
    let module = module_of(&app)?;
    let of_part = |part: &str| -> Vec<PathBuf> {
        let ids = page::files_of_part(&module, part);
        let is_its = |file: &&PathBuf| ids.iter().any(|id| is_of(file, id));
        later_files.iter().filter(is_its).cloned().collect()
    };
    let mut later = of_part("panels");
    later.extend(of_part("sign_in"));
    let (tool_styles, styles): (Vec<_>, Vec<_>) = later_files
        .iter()
        .filter(|file| !is_code(file))
        .cloned()
        .partition(|file| is_of(file, "tool-styles"));
    // These and the texts are wanted by every part.
    later.extend(styles);
    later.push(largest_texts(
        &dist,
        page::later_text_files(&html),
        Letters::OneByte,
    )?);
    let texts = vec![
        largest_texts(&dist, page::text_files(&html), Letters::MoreBytes)?,
        largest_texts(&dist, page::later_text_files(&html), Letters::MoreBytes)?,
    ];
    later.sort();
    later.dedup();
    // Each comes by itself, when something in it is first used: what counts is the one that brings the most.
    let mut tools = [
        "tools", "forms", "actions", "list", "desk", "about", "records", "merge",
    ]
    .map(|part| {
        let mut files = of_part(part);
        files.retain(|file| !later.contains(file));
        files.extend_from_slice(&tool_styles);
        files
    });
    tools.sort_by_key(|files| files.iter().map(|file| bytes_of(file)).sum::<u64>());
    let [.., tools] = tools;
    let widget = page::files_of(&dist.join("widget/index.html"))?;
    Ok(vec![
        load("agent app, until the inbox is usable", app, "app")?,
        load("agent app, loaded when the list is there", later, "later")?,
        load(
            "agent app, loaded when a tool is first used",
            tools,
            "tools",
        )?,
        load(
            "texts of a language whose letters take more bytes, instead of those above",
            texts,
            "texts",
        )?,
        load(
            "widget, before it is opened",
            vec![dist.join("widget/widget.js")],
            "loader",
        )?,
        load("widget, once it is open", widget, "widget")?,
        load(
            "widget, loaded with the first message that is more than plain text, or file",
            page::later_files_of(&dist.join("widget/index.html"))?,
            "extras",
        )?,
    ])
}

/// The module that wasm-bindgen wrote, which names the files of each part.
fn module_of(app: &[PathBuf]) -> Result<String> {
    let modules = app.iter().filter_map(|file| fs::read_to_string(file).ok());
    modules
        .into_iter()
        .find(|text| text.contains("__wasm_split_load_"))
        .context("no script of the page says which files its parts have")
}

/// Whether a file is the one of this id: its name without the hash.
fn is_of(file: &Path, id: &str) -> bool {
    let name = file.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.rsplit_once('-'))
        .is_some_and(|(stem, _)| stem == id)
}

fn is_code(file: &Path) -> bool {
    file.extension().is_some_and(|it| it == "wasm")
}

fn bytes_of(file: &Path) -> u64 {
    file.metadata().map_or(0, |metadata| metadata.len())
}

/// How many bytes a letter of a language takes, most often.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letters {
    OneByte,
    /// As Arabic's do.
    MoreBytes,
}

impl Letters {
    fn of(text: &str) -> Self {
        if text.len() * 4 > text.chars().count() * 5 {
            Self::MoreBytes
        } else {
            Self::OneByte
        }
    }
}

/// The texts of the language that has the most, of those with such letters; a browser loads those of one.
fn largest_texts<'a>(
    dist: &Path,
    files: impl Iterator<Item = &'a str>,
    letters: Letters,
) -> Result<PathBuf> {
    let mut largest = None;
    for file in files.map(|name| dist.join(name)) {
        let text =
            fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))?;
        let size = measure_file(dist, &file)?.size.brotli;
        let has_most = largest.as_ref().is_none_or(|(most, _)| *most < size);
        if Letters::of(&text) == letters && has_most {
            largest = Some((size, file));
        }
    }
    let (_, file) = largest.context("the page names no texts in such letters")?;
    Ok(file)
}

/// A sentence for each budget that is not kept.
pub fn over_budget(loads: &[Load]) -> Vec<String> {
    loads
        .iter()
        .filter(|load| kilobytes(load.total().brotli) > load.budget + load.owed)
        .map(|load| {
            let size = kilobytes(load.total().brotli);
            format!(
                "OVER BUDGET: {} is {size:.1} KB of brotli, and may be {} KB",
                load.title,
                load.budget + load.owed
            )
        })
        .collect()
}

/// A sentence for each load that is above its budget, as far as that is allowed for now.
fn owed(loads: &[Load]) -> Vec<String> {
    loads
        .iter()
        .filter(|load| load.owed > 0.0)
        .map(|load| {
            let over = kilobytes(load.total().brotli) - load.budget;
            format!(
                "OWED: {} is {over:.1} KB above its budget of {} KB; {} KB are allowed until that is paid back",
                load.title, load.budget, load.owed
            )
        })
        .collect()
}

fn measure_file(dist: &Path, file: &Path) -> Result<File> {
    let bytes = fs::read(file).with_context(|| format!("can't read {}", file.display()))?;
    let name = file
        .strip_prefix(dist)
        .unwrap_or(file)
        .display()
        .to_string();
    let compressed = |extension, compress: fn(&[u8]) -> Result<Vec<u8>>| -> Result<u64> {
        match compression::beside(file, extension).metadata() {
            Ok(copy) => Ok(copy.len()),
            Err(_) => Ok(compress(&bytes)?.len() as u64),
        }
    };
    let size = Size {
        raw: bytes.len() as u64,
        gzip: compressed("gz", compression::gzip)?,
        brotli: compressed("br", compression::brotli)?,
    };
    Ok(File { name, size })
}

/// The sizes in columns, a total and a budget for each load.
pub fn table(loads: &[Load]) -> String {
    let mut lines = vec![row(
        "KB of 1024 bytes",
        ["raw", "gzip 9", "brotli 11", "budget"],
    )];
    for load in loads {
        lines.push(String::new());
        for file in &load.files {
            let [raw, gzip, brotli] = columns(file.size);
            lines.push(row(&format!("  {}", file.name), [&raw, &gzip, &brotli, ""]));
        }
        let [raw, gzip, brotli] = columns(load.total());
        lines.push(row(
            load.title,
            [&raw, &gzip, &brotli, &format!("{:.0}", load.budget)],
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn row(name: &str, columns: [&str; 4]) -> String {
    let [raw, gzip, brotli, budget] = columns;
    format!("{name:<52}{raw:>10}{gzip:>10}{brotli:>11}{budget:>8}")
        .trim_end()
        .to_owned()
}

fn columns(size: Size) -> [String; 3] {
    [size.raw, size.gzip, size.brotli].map(|bytes| format!("{:.1}", kilobytes(bytes)))
}

fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / BYTES_PER_KB
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(brotli: u64) -> Load {
        let size = Size {
            raw: 4 * brotli,
            gzip: 2 * brotli,
            brotli,
        };
        let file = File {
            name: "app.wasm".to_owned(),
            size,
        };
        Load {
            title: "agent app",
            files: vec![file],
            budget: 300.0,
            owed: 0.0,
        }
    }

    #[test]
    fn a_budget_is_kept_up_to_its_last_byte() {
        assert!(over_budget(&[load(300 * 1024)]).is_empty());
        let over = over_budget(&[load(301 * 1024)]);
        assert_eq!(
            over,
            ["OVER BUDGET: agent app is 301.0 KB of brotli, and may be 300 KB"]
        );
    }

    #[test]
    fn the_table_has_a_line_for_each_file_and_a_total_with_its_budget() {
        let table = table(&[load(1024)]);
        let words: Vec<Vec<&str>> = table
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(words[2], ["app.wasm", "4.0", "2.0", "1.0"]);
        assert_eq!(words[3], ["agent", "app", "4.0", "2.0", "1.0", "300"]);
    }
}
