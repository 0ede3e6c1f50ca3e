//! How the app is linked when it is going to be cut into files.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_for_browser = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    if is_for_browser && env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        // Whoever cuts must know which function uses which other.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
        // The app's first files are named after what the linker writes. How it is cut decides what is in them too.
        println!("cargo::rerun-if-env-changed=RECADO_CUT");
        if let Ok(cut) = env::var("RECADO_CUT") {
            println!("cargo::rustc-link-arg-bins=--build-id=0x{cut}");
        }
    }
}
