//! What this installation is: read from `config.json` beside the page, so that the same files
//! serve any team.

use gloo_net::http::Request;
use recado_client::transport::ANSWER_WITHIN_MS;
use serde::Deserialize;

/// The configuration, with defaults filled in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// Scheme, host and port of the backend.
    pub backend: String,
    /// Whether the backend is on this page's own site, so that a cookie can hold the session.
    pub same_origin: bool,
    /// The name on the sign-in page and in the title.
    pub brand: String,
    /// BCP 47; `None` follows the browser.
    pub language: Option<String>,
}

/// Why the configuration could not be had.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ConfigError {
    /// There is no such file.
    Missing,
    /// The file has a mistake; the reason is in English, from the parser.
    Broken(String),
    /// The site did not answer.
    Unreachable,
}

/// The file as it is written. Unknown fields are skipped.
#[derive(Deserialize)]
struct ConfigFile {
    #[serde(default)]
    backend: String,
    #[serde(default)]
    brand: String,
    #[serde(default)]
    language: String,
}

/// Fetches and reads `config.json` from the app's base address.
///
/// # Errors
/// See [`ConfigError`].
pub async fn load() -> Result<Config, ConfigError> {
    let signal = web_sys::AbortSignal::timeout_with_u32(ANSWER_WITHIN_MS);
    let request = Request::get("config.json").abort_signal(Some(&signal));
    let response = request.send().await.map_err(|_| ConfigError::Unreachable)?;
    match response.status() {
        200..300 => {}
        404 | 410 => return Err(ConfigError::Missing),
        _ => return Err(ConfigError::Unreachable),
    }
    let text = response
        .text()
        .await
        .map_err(|_| ConfigError::Unreachable)?;
    let origin = leptos::prelude::window()
        .location()
        .origin()
        .unwrap_or_default();
    read(&text, &origin)
}

/// Reads the file's text; `origin` is the page's own.
fn read(text: &str, origin: &str) -> Result<Config, ConfigError> {
    // Hosts that answer every unknown path with the page itself have no configuration either.
    if text.trim_start().starts_with('<') {
        return Err(ConfigError::Missing);
    }
    let file: ConfigFile =
        recado_json::from_str(text).map_err(|error| ConfigError::Broken(error.to_string()))?;
    let backend = file.backend.trim().trim_end_matches('/');
    if !backend.is_empty() && !backend.starts_with("https://") && !backend.starts_with("http://") {
        let reason = format!("backend must begin with https:// or http://, not \"{backend}\"");
        return Err(ConfigError::Broken(reason));
    }
    let backend = if backend.is_empty() { origin } else { backend };
    let or_none = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(Config {
        same_origin: backend == origin,
        backend: backend.to_owned(),
        brand: or_none(file.brand).unwrap_or_else(|| "Recado".to_owned()),
        language: or_none(file.language),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "https://inbox.example";

    #[test]
    fn an_empty_backend_is_the_pages_own_site() {
        let config = read(r#"{"backend":"","brand":"Aurora","more":1}"#, HERE).unwrap();
        assert_eq!((config.backend.as_str(), config.same_origin), (HERE, true));
        assert_eq!(config.brand, "Aurora");
        let config = read(r#"{"backend":"https://api.example/"}"#, HERE).unwrap();
        assert_eq!(
            (config.backend.as_str(), config.same_origin),
            ("https://api.example", false)
        );
    }

    #[test]
    fn a_mistake_is_named_and_a_page_in_its_place_counts_as_missing() {
        let broken = read("{\"backend\":", HERE);
        assert!(matches!(broken, Err(ConfigError::Broken(reason)) if reason.contains("line 1")));
        let broken = read(r#"{"backend":"api.example"}"#, HERE);
        assert!(matches!(broken, Err(ConfigError::Broken(reason)) if reason.contains("https://")));
        assert_eq!(read("<!doctype html>", HERE), Err(ConfigError::Missing));
    }
}
