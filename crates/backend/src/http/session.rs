//! `/session`: signing in, staying signed in, signing out.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use recado_protocol::ProblemKind;
use recado_protocol::http::{KeepRefresh, Refresh, SignIn, Tokens};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Problems;
use super::extract::{ApiJson, Peer, bearer};
use crate::app::App;
use crate::auth::attempts::Who;
use crate::auth::password;
use crate::auth::session::{self, Renewal, Renewed};
use crate::auth::tokens::{ACCESS_SECONDS, SESSION_MS};
use crate::refusal::{Outcome, Refusal};
use crate::storage::people;

/// The cookie that keeps the refresh token where no script can read it.
const COOKIE: &str = "recado_refresh";
/// The cookie goes to these resources alone.
const COOKIE_PATH: &str = "/api/v1/session";

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in, sign_out))
        .routes(routes!(refresh))
}

/// Sign in with e-mail and password.
#[utoipa::path(post, path = "/session", tag = "session", request_body = SignIn,
    responses((status = 200, body = Tokens), Problems))]
async fn sign_in(
    State(app): State<App>,
    Peer(address): Peer,
    headers: HeaderMap,
    ApiJson(body): ApiJson<SignIn>,
) -> Outcome<Response> {
    let who = Who::new(&body.email, address);
    if !app.attempts.may_try(&who, app.now()) {
        return Err(Refusal::new(
            ProblemKind::TooManyRequests,
            "Too many wrong passwords. Wait a quarter of an hour and try again.",
        ));
    }
    let SignIn {
        email,
        password,
        keep,
    } = body;
    let account = app
        .storage
        .read(move |sql| Ok(people::account_by_email(sql, email.trim())?))
        .await?;
    let (agent, hash) = account
        .map(|account| (account.agent, account.password_hash))
        .unzip();
    let permit = app
        .hashing
        .acquire()
        .await
        .map_err(|_| Refusal::unavailable())?;
    let is_right =
        tokio::task::spawn_blocking(move || password::is_right(&password, hash.as_deref()))
            .await
            .map_err(Refusal::internal)?;
    drop(permit);
    let Some(agent) = agent.filter(|_| is_right) else {
        app.attempts.failed(who, app.now());
        return Err(Refusal::new(
            ProblemKind::WrongCredentials,
            "The e-mail address or the password is wrong. Check both and try again.",
        ));
    };
    app.attempts.succeeded(&who);
    let renewed = app
        .storage
        .write(move |change| session::begin(change, agent))
        .await?;
    Ok(tokens(&app, renewed, keep, is_https(&headers)))
}

/// Get a new access token.
///
/// The refresh token is taken from the body or, when it is not there, from the cookie. The current
/// one moves the session on; the one just before it gets the same answer again; an older one ends
/// the session, because somebody else has it.
#[utoipa::path(post, path = "/session/refresh", tag = "session", request_body = Refresh,
    responses((status = 200, body = Tokens), Problems))]
async fn refresh(
    State(app): State<App>,
    headers: HeaderMap,
    ApiJson(body): ApiJson<Refresh>,
) -> Outcome<Response> {
    let (token, keep) = match body.refresh_token {
        Some(token) => (token, KeepRefresh::Body),
        None => {
            let token = cookie(&headers).ok_or_else(Refusal::unauthenticated)?;
            (token.to_owned(), KeepRefresh::Cookie)
        }
    };
    let token = app
        .tokens
        .read_refresh(&token)
        .ok_or_else(Refusal::unauthenticated)?;
    match app
        .storage
        .write(move |change| session::renew(change, token))
        .await?
    {
        Renewal::Renewed(renewed) => Ok(tokens(&app, renewed, keep, is_https(&headers))),
        Renewal::Stolen => {
            tracing::warn!("an old refresh token was used again: its session was ended");
            Err(Refusal::unauthenticated())
        }
    }
}

/// Sign out: ends the session and clears the cookie.
#[utoipa::path(delete, path = "/session", tag = "session", security(("bearer" = [])),
    responses((status = 204), Problems))]
async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Outcome<Response> {
    // Whoever still has the refresh cookie may end the session too: the access token may be over.
    let by_cookie = || Some(app.tokens.read_refresh(cookie(&headers)?)?.session);
    let session = match bearer(&headers) {
        Some(token) => app.tokens.read_access(token, app.now()).or_else(by_cookie),
        None => by_cookie(),
    };
    let session = session.ok_or_else(Refusal::unauthenticated)?;
    app.storage
        .write(move |change| session::end(change, &session))
        .await?;
    let cleared = set_cookie("", 0, is_https(&headers));
    Ok((
        StatusCode::NO_CONTENT,
        AppendHeaders(cleared.map(|value| (header::SET_COOKIE, value))),
    )
        .into_response())
}

fn tokens(app: &App, renewed: Renewed, keep: KeepRefresh, is_https: bool) -> Response {
    let Renewed { agent, refresh } = renewed;
    let access_token = app.tokens.access(&refresh.session, app.now());
    let refresh_token = app.tokens.refresh(&refresh);
    let (in_body, in_cookie) = match keep {
        KeepRefresh::Body => (Some(refresh_token), None),
        KeepRefresh::Cookie => (
            None,
            set_cookie(&refresh_token, SESSION_MS / 1_000, is_https),
        ),
    };
    let body = Tokens {
        access_token,
        expires_in: ACCESS_SECONDS,
        refresh_token: in_body,
        me: agent,
    };
    (
        AppendHeaders(in_cookie.map(|value| (header::SET_COOKIE, value))),
        Json(body),
    )
        .into_response()
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn set_cookie(value: &str, seconds: i64, is_https: bool) -> Option<HeaderValue> {
    let secure = if is_https { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE}={value}; Path={COOKIE_PATH}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    );
    HeaderValue::from_str(&cookie).ok()
}

/// Whether the browser spoke HTTPS, to the proxy in front of us. Believing a false header only
/// makes the cookie stricter.
fn is_https(headers: &HeaderMap) -> bool {
    headers
        .get("x-forwarded-proto")
        .is_some_and(|scheme| scheme == "https")
}
