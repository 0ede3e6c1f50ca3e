//! `/me`: what an agent sets on itself.

use axum::Json;
use axum::extract::State;
use recado_protocol::event::event_type;
use recado_protocol::http::NewAgentStatus;
use recado_protocol::{Agent, AgentStatus};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Answer, Problems};
use super::extract::ApiJson;
use crate::app::{App, SignedIn};
use crate::refusal::Refusal;
use crate::storage::people;
use crate::write::publish_to_agents;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(set_status))
}

/// Say whether I am there for customers.
#[utoipa::path(put, path = "/me/status", tag = "inbox", security(("bearer" = [])),
    request_body = NewAgentStatus, responses((status = 200, body = Agent), Problems))]
async fn set_status(
    State(app): State<App>,
    signed_in: SignedIn,
    ApiJson(body): ApiJson<NewAgentStatus>,
) -> Answer<Agent> {
    if body.status == AgentStatus::Unknown {
        return Err(Refusal::field(
            "status",
            "The status must be available, busy, away or offline.",
        ));
    }
    let id = signed_in.agent.id;
    let agent = app.storage.write(move |change| {
        let mut agent = people::agent(change.sql, &id)?.ok_or_else(Refusal::unauthenticated)?;
        if agent.status != body.status {
            agent.status = body.status;
            people::set_agent_status(change.sql, &id, body.status)?;
            publish_to_agents(
                change,
                event_type::AGENT_UPDATED,
                &serde_json::to_string(&agent)?,
            )?;
        }
        Ok(agent)
    });
    agent.await.map(Json)
}
