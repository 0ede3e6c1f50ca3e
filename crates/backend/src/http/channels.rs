//! `/channels/{id}`: what a connector tells, and how an administrator connects a channel.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use recado_protocol::connector::{
    Connector, FromConnector, NewConnector, NewToken, OnOff, Reconnection, ToConnector, Told,
};
use recado_protocol::live::TypingNotice;
use recado_protocol::{Author, Channel, ChannelId, ChannelState, ProblemKind};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Problems};
use super::extract::{Administrator, ApiJson, ApiPath, BODY_WITHIN, has_type, read_at_most};
use crate::app::App;
use crate::connectors::webhook::{Called, Caller};
use crate::connectors::{inbound, settings, signature};
use crate::limits::{BODY_BYTES, MAIL_BYTES};
use crate::live::hub::{Frame, Published, plain_frame};
use crate::random;
use crate::refusal::{Outcome, Refusal};
use crate::storage::{blocks, connectors, people};
use crate::write::channel_state;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tell))
        .routes(routes!(connector, connect, disconnect))
        .routes(routes!(reconnect))
}

/// A connector tells what happened on its channel.
///
/// Signed like the calls to it: `Recado-Timestamp` holds the seconds since 1970, and
/// `Recado-Signature` holds `v1=` and the HMAC-SHA256 of `{timestamp}.{body}` with the channel's
/// secret in hexadecimal digits. Telling the same twice is harmless. A channel for e-mail takes mails
/// as they are, as `message/rfc822`, of at most 40 MiB.
#[utoipa::path(post, path = "/channels/{id}/inbound", tag = "channels", security(("connector" = [])),
    params(("id" = ChannelId, Path), ("Recado-Timestamp" = i64, Header)),
    request_body(content((FromConnector = "application/json"), (String = "message/rfc822"))),
    responses((status = 200, body = Told), Problems))]
async fn tell(
    State(app): State<App>,
    ApiPath(id): ApiPath<ChannelId>,
    request: Request,
) -> Answer<Told> {
    let (parts, body) = request.into_parts();
    let of = id.clone();
    let (channel, connector) = app
        .storage
        .read(move |sql| {
            Ok((
                people::channel(sql, &of)?,
                connectors::of_channel(sql, &of)?,
            ))
        })
        .await?;
    // Whoever can't sign learns nothing of which channels there are.
    let (Some(channel), Some(connector)) = (channel, connector) else {
        return Err(Refusal::new(
            ProblemKind::Unauthenticated,
            "No connector is set for this channel.",
        ));
    };
    let is_mail = has_type(&parts.headers, "message/rfc822");
    let most = if is_mail { MAIL_BYTES } else { BODY_BYTES };
    let body = tokio::time::timeout(BODY_WITHIN, read_at_most(body, most)).await;
    let body = body.map_err(|_| {
        let detail = "The body took too long to come.";
        Refusal::new(ProblemKind::MalformedBody, detail)
    })??;
    signature::check(&connector.secret, &parts.headers, &body, app.now())?;
    if is_mail {
        return inbound::mail(&app, channel, body).await.map(Json);
    }
    let told: FromConnector = serde_json::from_slice(&body).map_err(|error| {
        let detail = format!("The body could not be read: {error}.");
        Refusal::new(ProblemKind::MalformedBody, detail)
    })?;
    if let FromConnector::Typing(OnOff { from, on }) = told {
        tell_typing(&app, id, from, on).await?;
        return Ok(Json(Told::default()));
    }
    inbound::told(&app, channel, told).await.map(Json)
}

/// Passes on that a customer writes. Nothing of it is kept.
async fn tell_typing(app: &App, channel: ChannelId, from: String, on: bool) -> Outcome<()> {
    let known = app
        .storage
        .read(move |sql| {
            let known = connectors::contact_of(sql, &channel, &from)?;
            let known = known.ok_or_else(|| Refusal::not_found("person on this channel"))?;
            // Whoever is blocked is not heard.
            let is_heard = !blocks::silence(sql, &known.0)?;
            Ok(is_heard.then_some(known))
        })
        .await?;
    let Some((conversation, contact)) = known else {
        return Ok(());
    };
    let notice = TypingNotice {
        conversation,
        who: Author::Contact { id: contact },
        on,
        note: false,
    };
    app.hub.publish([Published::Frame(Frame {
        seq: None,
        from: None,
        agents: Some(plain_frame("typing", &notice)?),
        visitor: None,
    })]);
    Ok(())
}

/// How a channel is connected. For administrators.
#[utoipa::path(get, path = "/channels/{id}/connector", tag = "channels", security(("bearer" = [])),
    params(("id" = ChannelId, Path)), responses((status = 200, body = Connector), Problems))]
async fn connector(
    State(app): State<App>,
    _administrator: Administrator,
    ApiPath(id): ApiPath<ChannelId>,
) -> Answer<Connector> {
    let kept = app.storage.read(move |sql| {
        people::channel(sql, &id)?.ok_or_else(|| Refusal::not_found("channel"))?;
        Ok(connectors::of_channel(sql, &id)?)
    });
    let url = kept.await?.map(|kept| kept.url);
    Ok(Json(Connector { url, secret: None }))
}

/// Connect a channel to a connector. The answer holds the secret, once. For administrators.
#[utoipa::path(put, path = "/channels/{id}/connector", tag = "channels", security(("bearer" = [])),
    params(("id" = ChannelId, Path)), request_body = NewConnector,
    responses((status = 200, body = Connector), Problems))]
async fn connect(
    State(app): State<App>,
    _administrator: Administrator,
    ApiPath(id): ApiPath<ChannelId>,
    ApiJson(body): ApiJson<NewConnector>,
) -> Answer<Connector> {
    let kept = app
        .storage
        .write(move |change| settings::write(change, &id, body))
        .await?;
    Ok(Json(Connector {
        url: Some(kept.url),
        secret: Some(kept.secret),
    }))
}

/// Take a channel's connector away. What waits for it waits on. For administrators.
#[utoipa::path(delete, path = "/channels/{id}/connector", tag = "channels", security(("bearer" = [])),
    params(("id" = ChannelId, Path)), responses((status = 204), Problems))]
async fn disconnect(
    State(app): State<App>,
    _administrator: Administrator,
    ApiPath(id): ApiPath<ChannelId>,
) -> Outcome<StatusCode> {
    app.storage
        .write(move |change| Ok(connectors::remove(change.sql, &id)?))
        .await
        .map(|()| StatusCode::NO_CONTENT)
}

/// Make a channel work again whose connection to the platform was lost. For administrators.
///
/// A new token is handed to the connector, and only if that takes it the channel is active again.
#[utoipa::path(post, path = "/channels/{id}/connection", tag = "channels", security(("bearer" = [])),
    params(("id" = ChannelId, Path)), request_body = Reconnection,
    responses((status = 200, body = Channel), Problems))]
async fn reconnect(
    State(app): State<App>,
    _administrator: Administrator,
    ApiPath(id): ApiPath<ChannelId>,
    ApiJson(body): ApiJson<Reconnection>,
) -> Answer<Channel> {
    let of = id.clone();
    let connector = app.storage.read(move |sql| {
        people::channel(sql, &of)?.ok_or_else(|| Refusal::not_found("channel"))?;
        Ok(connectors::of_channel(sql, &of)?)
    });
    if let (Some(connector), Some(token)) = (connector.await?, body.token) {
        let what = ToConnector::ChannelReconnect(NewToken {
            channel: id.clone(),
            token,
        });
        let caller = Caller::new().map_err(Refusal::internal)?;
        let key: String = random::id(app.now());
        match caller.call(&connector, &key, &what, app.now()).await {
            Called::Taken(_) => {}
            Called::Refused(why) => return Err(Refusal::field("token", why.reason)),
            Called::NotNow { .. } => {
                return Err(Refusal::new(
                    ProblemKind::Unavailable,
                    "The channel's connector does not answer. Try again in a moment.",
                ));
            }
        }
    }
    app.storage
        .write(move |change| channel_state::write(change, &id, ChannelState::Active))
        .await
        .map(Json)
}
