//! Fetching the files that a connector names: from public addresses only, so that nobody reads what
//! stands in the backend's own network through it, and never more or for longer than it may.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::http::{StatusCode, header};
use recado_protocol::connector::FileAt;
use recado_protocol::{Attachment, ProblemKind};
use reqwest::{Client, Response, Url};
use tokio::io::AsyncWriteExt;

use crate::app::App;
use crate::files::inspection::JUST_BYTES;
use crate::files::keeping::Kept;
use crate::refusal::{Outcome, Refusal};

/// How often an address may lead to another one.
const MOST_REDIRECTS: usize = 3;
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// Where files may be fetched from, and how much.
#[derive(Clone, Debug)]
pub struct FetchConfig {
    /// Origins that are trusted whatever their address and scheme, such as `http://10.0.0.5:9000`.
    pub origins: Vec<String>,
    /// Largest file, in bytes.
    pub most_bytes: u64,
    /// How long one file may take.
    pub within: Duration,
}

impl Default for FetchConfig {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            most_bytes: 100 * 1024 * 1024,
            within: Duration::from_secs(60),
        }
    }
}

/// Fetches a file and keeps it.
///
/// # Errors
/// `InvalidField` at `files` for an address that is not gone to, or that has no such file;
/// `BodyTooLarge`; `Unavailable` when it may be there later.
pub async fn fetch(app: &App, owner: String, file: &FileAt) -> Outcome<Attachment> {
    let within = app.fetch.within;
    let opened = tokio::time::timeout(within, open(&app.fetch, &file.url)).await;
    let mut response = opened.map_err(|_| not_now("it took too long"))??;
    let too_large = || {
        let megabytes = app.fetch.most_bytes / (1024 * 1024);
        let detail = format!("A file is too large: at most {megabytes} MB are fetched.");
        Refusal::new(ProblemKind::BodyTooLarge, detail)
    };
    if response
        .content_length()
        .is_some_and(|length| length > app.fetch.most_bytes)
    {
        return Err(too_large());
    }
    let said = file.media_type.clone().or_else(|| {
        let said = response.headers().get(header::CONTENT_TYPE)?;
        said.to_str().ok().map(str::to_owned)
    });
    let said = said.unwrap_or_else(|| JUST_BYTES.to_owned());
    let called = file.name.clone().unwrap_or_else(|| {
        let mut parts = response.url().path().rsplit('/');
        parts.next().unwrap_or_default().to_owned()
    });
    let kept = Kept::begin(app, owner, &called, &said).await?;
    let copied = tokio::time::timeout(within, async {
        let mut length = 0_u64;
        let mut bytes = tokio::fs::File::create(&kept.path)
            .await
            .map_err(Refusal::internal)?;
        while let Some(piece) = response.chunk().await.map_err(unreached)? {
            length = length.saturating_add(piece.len() as u64);
            if length > app.fetch.most_bytes {
                return Err(too_large());
            }
            bytes.write_all(&piece).await.map_err(Refusal::internal)?;
        }
        if length == 0 {
            return Err(Refusal::field("files", "A file is empty."));
        }
        bytes.flush().await.map_err(Refusal::internal)
    })
    .await
    .unwrap_or_else(|_| Err(not_now("it took too long")));
    if let Err(refusal) = copied {
        kept.give_up(app).await?;
        return Err(refusal);
    }
    kept.complete(app, file.voice).await
}

/// Follows an address to its bytes.
async fn open(config: &FetchConfig, address: &str) -> Outcome<Response> {
    let mut url = Url::parse(address).map_err(|_| no_address())?;
    for _ in 0..=MOST_REDIRECTS {
        let client = client_for(config, &url).await?;
        let response = client.get(url.clone()).send().await.map_err(unreached)?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        if !status.is_redirection() {
            return Err(missing(status));
        }
        let next = response.headers().get(header::LOCATION);
        let next = next.and_then(|next| next.to_str().ok());
        url = next
            .and_then(|next| url.join(next).ok())
            .ok_or_else(no_address)?;
    }
    Err(Refusal::field(
        "files",
        "The address of a file leads on too often.",
    ))
}

/// What asks for this address and for no other. A name is looked up here, once, so that it can't
/// lead elsewhere when it is gone to.
async fn client_for(config: &FetchConfig, url: &Url) -> Outcome<Client> {
    let mut client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_WITHIN)
        .user_agent(concat!("recado-backend/", env!("CARGO_PKG_VERSION")));
    let origin = url.origin().ascii_serialization();
    if !config.origins.contains(&origin) {
        let host = url.host_str().ok_or_else(no_address)?;
        let bare = host.trim_matches(['[', ']']);
        let port = url.port_or_known_default().ok_or_else(no_address)?;
        if url.scheme() != "https" {
            return Err(Refusal::field("files", "Files are fetched by https only."));
        }
        let found = match bare.parse::<IpAddr>() {
            Ok(address) => vec![SocketAddr::new(address, port)],
            Err(_) => tokio::net::lookup_host((bare, port))
                .await
                .map_err(|_| not_now("nobody knows its host"))?
                .collect(),
        };
        let public: Vec<SocketAddr> = found
            .into_iter()
            .filter(|found| is_public(found.ip()))
            .collect();
        if public.is_empty() {
            return Err(Refusal::field(
                "files",
                "The address of a file leads into a private network. \
                 An administrator can allow it with --fetch-from.",
            ));
        }
        client = client.resolve_to_addrs(host, &public);
    }
    client.build().map_err(Refusal::internal)
}

fn no_address() -> Refusal {
    Refusal::field("files", "The address of a file is none.")
}

fn missing(status: StatusCode) -> Refusal {
    let may_pass = status.is_server_error()
        || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS].contains(&status);
    if may_pass {
        return not_now(&format!("its server answered {}", status.as_u16()));
    }
    Refusal::field(
        "files",
        format!(
            "A file is not there: its server answered {}.",
            status.as_u16()
        ),
    )
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it stands where an error is turned into a refusal"
)]
fn unreached(error: reqwest::Error) -> Refusal {
    let why = if error.is_timeout() {
        "it took too long"
    } else {
        "its server can't be reached"
    };
    not_now(why)
}

fn not_now(why: &str) -> Refusal {
    Refusal::new(
        ProblemKind::Unavailable,
        format!("A file could not be fetched: {why}. Tell it again later."),
    )
}

/// Whether an address is one of the whole world's.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
        // Many receivers, and what is kept for later.
        || a >= 224;
    !is_special
}

/// Only what is given out to the world (`2000::/3`), without what wraps an older address or none.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [a, b, ..] = address.segments();
    let is_special = (a == 0x2001 && (b < 0x200 || b == 0xdb8)) || a == 0x2002 || a == 0x3fff;
    (0x2000..0x4000).contains(&a) && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_whole_world_are_gone_to() {
        for public in ["8.8.8.8", "100.63.0.1", "172.32.0.1", "2606:4700::1111"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:7f00:1",
            "64:ff9b::a00:1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:a00:1::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }

    #[tokio::test]
    async fn an_address_is_looked_at_however_it_is_written() {
        let config = FetchConfig::default();
        for address in [
            "https://127.0.0.1/a",
            "https://2130706433/a",
            "https://0x7f.1/a",
            "https://[::1]/a",
            "https://[::ffff:127.0.0.1]/a",
            "https://localhost/a",
            "http://8.8.8.8/a",
            "file:///etc/passwd",
            "data:text/plain,a",
            "nonsense",
        ] {
            let refusal = open(&config, address).await.unwrap_err();
            assert_eq!(
                refusal.problem().field.as_deref(),
                Some("files"),
                "{address}"
            );
        }
    }
}
