//! The built frontends: the agent app at the root, the widget, the demo site. Precompressed files
//! are sent to who takes them, each with the cache and security headers of its place.

use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// A file whose name has at least this many hex digits between a hyphen and a dot never changes.
const HASH_DIGITS: usize = 12;

const NOT_BUILT: &str = "Recado's backend is running, but there is no built app to show.\n\
    Build it with `cargo xtask build` and start the backend with `--dist dist`.\n\
    The API is at /api/v1, described by /api/v1/openapi.json and /api/v1/asyncapi.json.\n";

const APP_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data: blob: https:; font-src 'self'; \
    connect-src 'self' https: wss:; manifest-src 'self'; worker-src 'self'; \
    media-src 'self' blob: https:; frame-src 'self'; base-uri 'self'; form-action 'self'; \
    frame-ancestors 'none'";

/// As the app's, but any site may frame it: that is what a widget is for.
const WIDGET_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data: blob: https:; font-src 'self'; \
    connect-src 'self' https: wss:; manifest-src 'self'; worker-src 'self'; \
    media-src 'self' blob: https:; frame-src 'self'; base-uri 'self'; form-action 'self'; \
    frame-ancestors *";

/// What a careful customer's site would have: its own files, and the widget's script and frame.
const DEMO_SITE_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; frame-src 'self'; base-uri 'self'; form-action 'self'; \
    frame-ancestors 'none'";

/// Which part of the folder a path belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    App,
    Widget,
    DemoSite,
}

/// How long a browser may keep a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Caching {
    /// The name has the hash of the content.
    ForEver,
    /// Asked for again each time, not sent again when it is the same.
    Revalidated,
    Never,
}

/// Serves `dist`, or says how to build it when there is none.
pub fn router(dist: Option<&Path>) -> Router {
    let Some(dist) = dist.filter(|dist| dist.is_dir()) else {
        return Router::new().fallback(async |uri: Uri| not_built(uri.path()));
    };
    let files = ServeDir::new(dist).precompressed_br().precompressed_gzip();
    Router::new().fallback(any(move |request: Request| serve(files.clone(), request)))
}

async fn serve(files: ServeDir, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let (parts, _body) = request.into_parts();
    let asked = Request::from_parts(parts.clone(), Body::empty());
    let mut response = ask(&files, asked).await;
    if response.status() == StatusCode::NOT_FOUND && is_page(&path) {
        // A path of the app itself, such as /inbox/mine: the app finds out what it means.
        let mut parts = parts;
        parts.uri = Uri::from_static("/index.html");
        response = ask(&files, Request::from_parts(parts, Body::empty())).await;
    }
    if response.status() == StatusCode::NOT_FOUND {
        response = (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
    }
    let caching = if response.status().is_success() || response.status().is_redirection() {
        Caching::of(&path)
    } else {
        Caching::Never
    };
    set_headers(&mut response, Place::of(&path), caching);
    response
}

async fn ask(files: &ServeDir, request: Request) -> Response {
    match files.clone().oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}

fn not_built(path: &str) -> Response {
    let status = if path == "/" {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    let mut response = (status, NOT_BUILT).into_response();
    set_headers(&mut response, Place::App, Caching::Never);
    response
}

/// Whether a path is one that a person may see in the address bar.
fn is_page(path: &str) -> bool {
    // The ids of conversations and messages are opaque: they may hold a dot.
    let names_a_conversation = path.starts_with("/c/");
    let looks_like_a_file = path
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains('.'));
    Place::of(path) == Place::App && (names_a_conversation || !looks_like_a_file)
}

fn set_headers(response: &mut Response, place: Place, caching: Caching) {
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CACHE_CONTROL, caching.header());
    set(header::CONTENT_SECURITY_POLICY, place.policy());
    if place == Place::Widget {
        // Another site's page loads these, also where it isolates itself from other origins.
        set(
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        );
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
}

impl Place {
    fn of(path: &str) -> Self {
        let is_in = |folder: &str| {
            path.strip_prefix(folder)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if is_in("/widget") {
            Self::Widget
        } else if is_in("/demo-site") {
            Self::DemoSite
        } else {
            Self::App
        }
    }

    const fn policy(self) -> &'static str {
        match self {
            Self::App => APP_POLICY,
            Self::Widget => WIDGET_POLICY,
            Self::DemoSite => DEMO_SITE_POLICY,
        }
    }
}

impl Caching {
    fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or_default();
        if name == "config.json" {
            return Self::Never;
        }
        let is_hashed = name.split(['-', '.', '_']).skip(1).any(|part| {
            part.len() >= HASH_DIGITS && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        if is_hashed {
            Self::ForEver
        } else {
            Self::Revalidated
        }
    }

    const fn header(self) -> &'static str {
        match self {
            Self::ForEver => "public, max-age=31536000, immutable",
            Self::Revalidated => "no-cache",
            Self::Never => "no-store",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_hash_are_kept_and_others_are_not() {
        for (path, caching) in [
            ("/recado-0123456789abcdef.js", Caching::ForEver),
            ("/recado-0123456789abcdef_bg.wasm", Caching::ForEver),
            ("/widget/app-0123456789abcdef0.css", Caching::ForEver),
            ("/recado-0123.js", Caching::Revalidated),
            ("/0123456789abcdef.js", Caching::Revalidated),
            ("/widget/widget.js", Caching::Revalidated),
            ("/inbox/mine", Caching::Revalidated),
            ("/", Caching::Revalidated),
            ("/config.json", Caching::Never),
        ] {
            assert_eq!(Caching::of(path), caching, "{path}");
        }
    }

    #[test]
    fn only_paths_of_the_app_without_a_dot_are_pages() {
        assert!(is_page("/inbox/mine"));
        assert!(is_page("/c/0192/"));
        assert!(!is_page("/missing.js"));
        assert!(!is_page("/widget/nothing"));
        assert!(is_page("/widgets"));
    }
}
