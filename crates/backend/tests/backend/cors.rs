//! Who may call from another site.

use reqwest::{Method, Response};

use crate::harness::{Backend, Caller};

const OURS: &str = "https://inbox.example";

async fn preflight(caller: &Caller, path: &str, origin: &str) -> Response {
    caller
        .request(Method::OPTIONS, path)
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "PUT")
        .header(
            "Access-Control-Request-Headers",
            "authorization,content-type,idempotency-key",
        )
        .send()
        .await
        .unwrap()
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn an_allowed_site_may_use_the_agents_part_with_credentials() {
    let backend =
        Backend::start_with(|config| config.allowed_origins = vec![OURS.to_owned()]).await;
    let answer = preflight(&backend.anybody(), "/me/status", OURS).await;
    assert_eq!(header(&answer, "access-control-allow-origin"), Some(OURS));
    assert_eq!(
        header(&answer, "access-control-allow-credentials"),
        Some("true")
    );
    let allowed = header(&answer, "access-control-allow-headers").unwrap();
    assert!(allowed.contains("idempotency-key"), "{allowed}");
    let answer = backend
        .anybody()
        .get("/health")
        .header("Origin", OURS)
        .send()
        .await
        .unwrap();
    assert_eq!(header(&answer, "access-control-allow-origin"), Some(OURS));
}

#[tokio::test]
async fn no_other_site_may() {
    for allowed in [vec![], vec![OURS.to_owned()]] {
        let backend = Backend::start_with(|config| config.allowed_origins = allowed).await;
        for origin in [
            "https://evil.example",
            "null",
            "https://inbox.example.evil.example",
        ] {
            let answer = preflight(&backend.anybody(), "/me/status", origin).await;
            assert_eq!(header(&answer, "access-control-allow-origin"), None);
            let answer = backend
                .anybody()
                .get("/capabilities")
                .header("Origin", origin);
            let answer = answer.send().await.unwrap();
            assert_eq!(header(&answer, "access-control-allow-origin"), None);
        }
    }
}

#[tokio::test]
async fn every_site_may_use_the_visitors_part_without_credentials() {
    let backend = Backend::start().await;
    let answer = preflight(
        &backend.anybody(),
        "/visitor/messages",
        "https://shop.example",
    )
    .await;
    assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
    assert_eq!(header(&answer, "access-control-allow-credentials"), None);
}
