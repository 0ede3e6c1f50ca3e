//! The built frontends.

use std::fs;
use std::path::Path;

use reqwest::{Response, StatusCode};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::Backend;

const HASHED: &str = "recado-0123456789abcdef.js";

fn dist() -> TempDir {
    let dist = TempDir::new().unwrap();
    let write = |name: &str, content: &str| {
        let path = dist.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).unwrap();
        fs::write(path, content).unwrap();
    };
    write("index.html", "<title>Recado</title>");
    write(HASHED, "plain");
    write(&format!("{HASHED}.br"), "brotli");
    write(&format!("{HASHED}.gz"), "gzip");
    write("app-0123456789abcdef_bg.wasm", "wasm");
    write("widget/widget.js", "loader");
    write("widget/index.html", "<title>Chat</title>");
    write("demo-site/index.html", "<title>Shop</title>");
    dist
}

async fn start(dist: &TempDir) -> Backend {
    Backend::start_with(|config| config.dist = Some(dist.path().to_owned())).await
}

async fn get(backend: &Backend, path: &str, encoding: &str) -> Response {
    let request = backend
        .anybody()
        .http
        .get(format!("{}{path}", backend.root()));
    request
        .header("Accept-Encoding", encoding)
        .send()
        .await
        .unwrap()
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn each_browser_gets_the_smallest_file_it_can_read() {
    let dist = dist();
    let backend = start(&dist).await;
    for (accepted, encoding, body) in [
        ("br, gzip", "br", "brotli"),
        ("gzip", "gzip", "gzip"),
        ("identity", "", "plain"),
    ] {
        let answer = get(&backend, &format!("/{HASHED}"), accepted).await;
        assert_eq!(header(&answer, "content-encoding"), encoding);
        assert_eq!(header(&answer, "vary"), "accept-encoding");
        assert!(header(&answer, "content-type").contains("javascript"));
        assert_eq!(answer.text().await.unwrap(), body);
    }
    let wasm = get(&backend, "/app-0123456789abcdef_bg.wasm", "br").await;
    assert_eq!(header(&wasm, "content-type"), "application/wasm");
}

#[tokio::test]
async fn files_with_a_hash_are_kept_for_a_year_and_pages_never() {
    let dist = dist();
    let backend = start(&dist).await;
    fs::write(dist.path().join("config.json"), "{}").unwrap();
    for (path, caching) in [
        (format!("/{HASHED}"), "public, max-age=31536000, immutable"),
        ("/index.html".to_owned(), "no-cache"),
        ("/".to_owned(), "no-cache"),
        ("/inbox/mine".to_owned(), "no-cache"),
        ("/widget/widget.js".to_owned(), "no-cache"),
        ("/config.json".to_owned(), "no-store"),
    ] {
        let answer = get(&backend, &path, "identity").await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&answer, "cache-control"), caching, "{path}");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
    }
    let index = get(&backend, "/", "identity").await;
    let known = header(&index, "last-modified").to_owned();
    let request = backend
        .anybody()
        .http
        .get(backend.root())
        .header("If-Modified-Since", known);
    assert_eq!(
        request.send().await.unwrap().status(),
        StatusCode::NOT_MODIFIED
    );
}

#[tokio::test]
async fn paths_of_the_app_lead_to_the_app_and_missing_files_are_missing() {
    let dist = dist();
    let backend = start(&dist).await;
    for path in ["/", "/inbox/mine", "/c/0192-abc", "/settings/"] {
        let answer = get(&backend, path, "identity").await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert!(answer.text().await.unwrap().contains("Recado"), "{path}");
    }
    for path in [
        "/config.json",
        "/gone.js",
        "/app-ffffffffffffffff.js",
        "/widget/gone",
    ] {
        let answer = get(&backend, path, "identity").await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(!header(&answer, "cache-control").contains("max-age"));
    }
}

#[tokio::test]
async fn the_app_can_not_be_framed_and_the_widget_can() {
    let dist = dist();
    let backend = start(&dist).await;
    let app = get(&backend, "/inbox/mine", "identity").await;
    assert!(header(&app, "content-security-policy").contains("frame-ancestors 'none'"));
    assert!(
        header(&app, "content-security-policy").contains("script-src 'self' 'wasm-unsafe-eval';")
    );
    for path in ["/widget/", "/widget/widget.js"] {
        let widget = get(&backend, path, "identity").await;
        assert_eq!(widget.status(), StatusCode::OK);
        assert!(header(&widget, "content-security-policy").contains("frame-ancestors *"));
        assert_eq!(
            header(&widget, "cross-origin-resource-policy"),
            "cross-origin"
        );
        assert_eq!(header(&widget, "x-frame-options"), "");
    }
    let site = get(&backend, "/demo-site/", "identity").await;
    assert!(site.status().is_success());
    assert!(header(&site, "content-security-policy").contains("frame-src 'self'"));
}

#[tokio::test]
async fn without_built_files_the_api_works_and_the_root_says_how_to_build() {
    let backend = Backend::start().await;
    let root = get(&backend, "/", "identity").await;
    assert_eq!(root.status(), StatusCode::OK);
    assert!(header(&root, "content-type").starts_with("text/plain"));
    assert!(root.text().await.unwrap().contains("cargo xtask build"));
    assert_eq!(
        get(&backend, "/api/v1/health", "identity").await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    let dist = dist();
    fs::write(dist.path().with_extension("secret.txt"), "SECRET").unwrap();
    let name = dist.path().with_extension("secret.txt");
    let name = name.file_name().unwrap().to_str().unwrap();
    let backend = start(&dist).await;
    for up in ["..", "%2e%2e", "widget/../..", "..%2f.", "..%5c"] {
        // By hand, because a client would tidy the path up.
        let address = backend.root().replace("http://", "");
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET /{up}/{name} HTTP/1.0\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.0 404"), "{answer}");
        assert!(!answer.contains("SECRET"));
    }
    fs::remove_file(dist.path().with_extension("secret.txt")).unwrap();
}
