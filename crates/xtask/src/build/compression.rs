//! Compressed copies beside the files, for servers that send them as they are.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context as _, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Kinds of files that get smaller; pictures and fonts are compressed already.
const COMPRESSIBLE: [&str; 8] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];
/// People change this file where it is served, and a copy of what it was would hide the change.
const CHANGED_IN_PLACE: &str = "config.json";
/// The largest window that every browser accepts (2 to the power of it, in bytes).
const BROTLI_WINDOW: i32 = 24;

/// Brotli at its best, quality 11: slow, once.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: BROTLI_WINDOW,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)
        .context("can't compress with brotli")?;
    Ok(compressed)
}

/// Gzip at its best, level 9.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .context("can't compress with gzip")?;
    encoder.finish().context("can't compress with gzip")
}

/// Where a file's compressed copy is: `app.js` has `app.js.br` and `app.js.gz`.
pub fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name: OsString = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// Puts `.br` and `.gz` beside every file of a folder that gets smaller by it. What was compressed once is kept in
/// `cache` under a name that follows from the content, and copied.
pub fn compress_folder(folder: &Path, cache: &Path) -> Result<()> {
    fs::create_dir_all(cache)?;
    let mut files = Vec::new();
    find_files(folder, &mut files)?;
    // The largest first, so that no processor is left alone with it at the end.
    files.sort_by_key(|(_, size)| *size);
    let files = Mutex::new(files);
    let used = Mutex::new(HashSet::new());
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let work = || -> Result<()> {
            loop {
                let next = files
                    .lock()
                    .expect("no worker panics while it holds the list")
                    .pop();
                let Some((file, _)) = next else {
                    return Ok(());
                };
                let names = compress_file(&file, cache)?;
                used.lock()
                    .expect("no worker panics while it holds the set")
                    .extend(names);
            }
        };
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().expect("compressing does not panic"))
    })?;
    forget_unused(
        cache,
        &used.into_inner().expect("every worker has ended well"),
    )
}

fn find_files(folder: &Path, files: &mut Vec<(PathBuf, u64)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find_files(&path, files)?;
        } else if is_compressible(&path) {
            let size = path.metadata()?.len();
            files.push((path, size));
        }
    }
    Ok(())
}

fn is_compressible(file: &Path) -> bool {
    let extension = file.extension().and_then(OsStr::to_str).unwrap_or_default();
    COMPRESSIBLE.contains(&extension) && file.file_name() != Some(OsStr::new(CHANGED_IN_PLACE))
}

/// Writes both copies of one file and gives their names in the cache.
fn compress_file(file: &Path, cache: &Path) -> Result<[OsString; 2]> {
    let bytes = fs::read(file)?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let content = format!("{:016x}-{}", hasher.finish(), bytes.len());
    let names = ["br", "gz"].map(|extension| OsString::from(format!("{content}.{extension}")));
    for (name, extension) in names.iter().zip(["br", "gz"]) {
        let cached = cache.join(name);
        if !cached.exists() {
            let compressed = if extension == "br" {
                brotli(&bytes)?
            } else {
                gzip(&bytes)?
            };
            // A half-written file must never be taken for a whole one, and another worker may be at the same content.
            let unfinished = beside(&cached, &format!("{:?}", thread::current().id()));
            fs::write(&unfinished, compressed)?;
            fs::rename(unfinished, &cached)?;
        }
        if cached.metadata()?.len() < bytes.len() as u64 {
            fs::copy(&cached, beside(file, extension))?;
        }
    }
    Ok(names)
}

fn forget_unused(cache: &Path, used: &HashSet<OsString>) -> Result<()> {
    for entry in fs::read_dir(cache)? {
        let entry = entry?;
        if !used.contains(&entry.file_name()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compressed_copy_has_the_name_of_the_file_and_one_more_ending() {
        assert_eq!(
            beside(Path::new("dist/app.js"), "br"),
            Path::new("dist/app.js.br")
        );
    }

    #[test]
    fn what_people_change_and_what_is_compressed_already_is_left_alone() {
        let left =
            ["config.json", "logo.png", "app.js.br"].map(|name| is_compressible(Path::new(name)));
        assert_eq!(left, [false, false, false]);
        assert!(is_compressible(Path::new("locales/en.json")));
    }

    #[test]
    fn copies_are_written_beside_the_files_and_the_cache_keeps_only_what_is_used() -> Result<()> {
        let root = std::env::temp_dir().join(format!("recado-compression-{}", std::process::id()));
        let (folder, cache) = (root.join("dist"), root.join("cache"));
        fs::create_dir_all(&folder)?;
        fs::create_dir_all(&cache)?;
        fs::write(
            folder.join("app.js"),
            "again and again and again and again and again and again",
        )?;
        fs::write(folder.join("short.js"), "x")?;
        fs::write(cache.join("old.br"), "")?;

        compress_folder(&folder, &cache)?;

        let mut names: Vec<_> = fs::read_dir(&folder)?
            .map(|entry| Ok(entry?.file_name()))
            .collect::<Result<_>>()?;
        names.sort();
        assert_eq!(
            names,
            ["app.js", "app.js.br", "app.js.gz", "short.js"],
            "a copy that is larger is of no use"
        );
        assert!(!cache.join("old.br").exists());
        fs::remove_dir_all(root)?;
        Ok(())
    }
}
