//! Signing in, staying signed in, and what happens to stolen tokens.

use std::time::Duration;

use recado_protocol::ProblemKind;
use recado_protocol::http::{Snapshot, Tokens};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::json;

use crate::harness::{AGENT, Backend, Caller, problem, read};

fn sign_in(caller: &Caller, email: &str, password: &str) -> RequestBuilder {
    caller.post("/session", &json!({ "email": email, "password": password }))
}

fn refresh(caller: &Caller, token: &str) -> RequestBuilder {
    caller.post("/session/refresh", &json!({ "refresh_token": token }))
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let backend = Backend::start().await;
    let anybody = backend.anybody();
    let wrong = problem(sign_in(&anybody, AGENT, "wrong"), StatusCode::UNAUTHORIZED).await;
    let unknown = sign_in(&anybody, "nobody@demo.recado.test", "recado-demo");
    let unknown = problem(unknown, StatusCode::UNAUTHORIZED).await;
    assert_eq!(wrong, unknown);
    assert_eq!(wrong.kind, ProblemKind::WrongCredentials);
}

#[tokio::test]
async fn who_guesses_too_often_has_to_wait() {
    let backend = Backend::start().await;
    let anybody = backend.anybody();
    for _ in 0..10 {
        problem(sign_in(&anybody, AGENT, "guess"), StatusCode::UNAUTHORIZED).await;
    }
    let right = || sign_in(&anybody, AGENT, "recado-demo");
    let refused = problem(right(), StatusCode::TOO_MANY_REQUESTS).await;
    assert_eq!(refused.kind, ProblemKind::TooManyRequests);
    backend.later(Duration::from_secs(16 * 60));
    assert_eq!(right().send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_token_that_is_missing_tampered_with_over_or_of_a_visitor_opens_nothing() {
    let backend = Backend::start().await;
    let agent = backend.agent().await;
    let good = agent.token.clone().unwrap();
    let visitors = backend.visitor().await.token.unwrap();
    let mut parts: Vec<&str> = good.split('.').collect();
    parts[2] = "9999999999999";
    for token in [
        "",
        "x",
        &parts.join("."),
        &good[..good.len() - 1],
        &visitors,
    ] {
        let refused = problem(
            agent.with_token(token).get("/snapshot"),
            StatusCode::UNAUTHORIZED,
        )
        .await;
        assert_eq!(refused.kind, ProblemKind::Unauthenticated, "{token}");
    }
    problem(backend.anybody().get("/snapshot"), StatusCode::UNAUTHORIZED).await;
    let as_visitor = backend.anybody().with_token(&good).say_request("id", "hi");
    problem(as_visitor, StatusCode::UNAUTHORIZED).await;

    agent.fetch::<Snapshot>("/snapshot").await;
    backend.later(Duration::from_secs(15 * 60));
    problem(agent.get("/snapshot"), StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn refresh_tokens_move_on_and_a_lost_answer_does_no_harm() {
    let backend = Backend::start().await;
    let anybody = backend.anybody();
    let first = backend.sign_in(AGENT).await.refresh_token.unwrap();
    let second: Tokens = read(refresh(&anybody, &first).send().await.unwrap()).await;
    let second = second.refresh_token.unwrap();
    assert_ne!(first, second);
    // The answer was lost, or two tabs raced: the one before is good for the same answer.
    let again: Tokens = read(refresh(&anybody, &first).send().await.unwrap()).await;
    assert_eq!(again.refresh_token.as_ref(), Some(&second));
    let third: Tokens = read(refresh(&anybody, &second).send().await.unwrap()).await;
    anybody
        .with_token(&third.access_token)
        .fetch::<Snapshot>("/snapshot")
        .await;
}

#[tokio::test]
async fn an_old_refresh_token_ends_the_session_for_everybody() {
    let backend = Backend::start().await;
    let anybody = backend.anybody();
    let first = backend.sign_in(AGENT).await.refresh_token.unwrap();
    let mut newest: Tokens = read(refresh(&anybody, &first).send().await.unwrap()).await;
    newest = read(
        refresh(&anybody, &newest.refresh_token.unwrap())
            .send()
            .await
            .unwrap(),
    )
    .await;
    problem(refresh(&anybody, &first), StatusCode::UNAUTHORIZED).await;
    let token = newest.refresh_token.unwrap();
    problem(refresh(&anybody, &token), StatusCode::UNAUTHORIZED).await;
    let signed_in = anybody.with_token(&newest.access_token);
    problem(signed_in.get("/snapshot"), StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn a_session_lives_thirty_days_after_its_last_refresh() {
    let backend = Backend::start().await;
    let anybody = backend.anybody();
    let days = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
    let mut token = backend.sign_in(AGENT).await.refresh_token.unwrap();
    for _ in 0..3 {
        backend.later(days(29));
        let tokens: Tokens = read(refresh(&anybody, &token).send().await.unwrap()).await;
        token = tokens.refresh_token.unwrap();
    }
    backend.later(days(31));
    problem(refresh(&anybody, &token), StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn in_a_browser_the_refresh_token_is_where_no_script_can_read_it() {
    let backend = Backend::start().await;
    let anybody = backend.anybody();
    let answer = sign_in(&anybody, AGENT, "recado-demo")
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    for word in [
        "HttpOnly",
        "SameSite=Strict",
        "Path=/api/v1/session;",
        "Max-Age=2592000",
    ] {
        assert!(cookie.contains(word), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "plain HTTP: {cookie}");
    assert_eq!(read::<Tokens>(answer).await.refresh_token, None);

    let kept = cookie.split(';').next().unwrap().to_owned();
    let renew = || {
        let cookie = format!("other=1; {kept}");
        anybody
            .post("/session/refresh", &json!({}))
            .header("Cookie", cookie)
    };
    let answer = renew()
        .header("X-Forwarded-Proto", "https")
        .send()
        .await
        .unwrap();
    assert!(
        answer.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .contains("; Secure")
    );
    let tokens: Tokens = read(answer).await;
    assert_eq!(tokens.refresh_token, None);

    let signed_in = anybody.with_token(&tokens.access_token);
    let answer = signed_in
        .request(Method::DELETE, "/session")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert!(
        answer.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    problem(renew(), StatusCode::UNAUTHORIZED).await;
    problem(signed_in.get("/snapshot"), StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn tokens_and_hashes_of_one_database_are_worth_nothing_in_another() {
    let (backend, other) = (Backend::start().await, Backend::start().await);
    let stranger = other
        .anybody()
        .with_token(&backend.agent().await.token.unwrap());
    problem(stranger.get("/snapshot"), StatusCode::UNAUTHORIZED).await;
}
