//! How the app is linked when it is going to be cut into files.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_for_browser = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    if is_for_browser && env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        // Whoever cuts must know which function uses which other.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
