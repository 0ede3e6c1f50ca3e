//! The part of the OpenAPI document that a connector has to answer.

use recado_protocol::connector::{NotTaken, Taken, ToConnector};
use serde_json::{Value, json};
use utoipa::openapi::{RefOr, schema::Schema};
use utoipa::{PartialSchema, ToSchema};

/// The schemas of what connectors are asked and answer.
pub fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
    fn add<T: ToSchema + PartialSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
    add::<ToConnector>(schemas);
    add::<Taken>(schemas);
    add::<NotTaken>(schemas);
}

/// The calls that the backend makes to a channel's connector.
pub fn calls() -> Value {
    let body = |name: &str| {
        let reference = format!("#/components/schemas/{name}");
        json!({ "application/json": { "schema": { "$ref": reference } } })
    };
    let header = |name: &str, description: &str| {
        json!({
            "name": name,
            "in": "header",
            "required": true,
            "description": description,
            "schema": { "type": "string" },
        })
    };
    json!({
        "connector": {
            "post": {
                "tags": ["channels"],
                "summary": "Carry something of a channel to its platform.",
                "description": "Called on the address that an administrator set for the channel. \
                    Check the signature, then answer within 20 seconds. Messages of one \
                    conversation, and what was done to them since, come in their order, one at a \
                    time; what was not answered by 2xx or 4xx comes again for a day, at growing \
                    distances.",
                "parameters": [
                    header("Idempotency-Key", "The same key is the same call; that of a message is its id"),
                    header("Recado-Timestamp", "When it was signed, in seconds since 1970"),
                    header(
                        "Recado-Signature",
                        "`v1=` and the HMAC-SHA256 of `{timestamp}.{body}` with the channel's secret, in hexadecimal digits",
                    ),
                ],
                "requestBody": { "required": true, "content": body("ToConnector") },
                "responses": {
                    "2XX": { "description": "It is done, or will be", "content": body("Taken") },
                    "4XX": {
                        "description": "It can't be done as it is. 408, 409, 425 and 429 mean: not now",
                        "content": body("NotTaken"),
                    },
                    "5XX": {
                        "description": "Not now: call again. 503, 425 and 429 also say that the platform has not got it",
                    },
                },
            },
        },
    })
}
