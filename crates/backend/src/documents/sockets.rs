//! The AsyncAPI document, put together from the schemas of the protocol.

use recado_protocol::attribute::{self, AttributeList};
use recado_protocol::event::{MessageChange, event_type};
use recado_protocol::live::{
    DEAD_AFTER_MS, HELLO_WITHIN_MS, Hello, PING_EVERY_MS, Presence, Typing, TypingNotice, Viewing,
    Welcome, close_code,
};
use recado_protocol::visitor::VisitorMessage;
use recado_protocol::{
    API_ROOT, Agent, Channel, Company, Contact, ConversationRecord, PROTOCOL_VERSION, Problem,
};
use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, schema::Schema};
use utoipa::{PartialSchema, ToSchema};

/// Which socket a frame stands on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Both,
    AgentsOnly,
    VisitorsOnly,
}

/// A frame of the protocol.
struct Frame {
    /// The key of the message in the document.
    name: &'static str,
    /// The value of `type` on the wire.
    frame_type: &'static str,
    on: On,
    /// The name of the schema of `data`.
    data: Option<String>,
    /// Whether it carries `seq` and `at`.
    is_event: bool,
    summary: &'static str,
}

/// The data of `events`: frames of events as they would come alone.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct EventFrames(Vec<EventFrame>);

/// A frame of an event; what `data` is follows from `type`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct EventFrame {
    r#type: String,
    seq: u64,
    #[schema(format = DateTime)]
    at: String,
    data: Map<String, Value>,
}

pub fn document() -> Value {
    let mut schemas = Vec::new();
    let from_client = from_client(&mut schemas);
    let from_backend = from_backend(&mut schemas);
    let messages: Map<String, Value> = from_client
        .iter()
        .chain(&from_backend)
        .map(|frame| (frame.name.to_owned(), frame.message()))
        .collect();
    let schemas: Map<String, Value> = schemas
        .into_iter()
        .map(|(name, schema)| (name, json!(schema)))
        .collect();
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Recado live sockets",
            "version": format!("{PROTOCOL_VERSION}.0.0"),
            "description": description(),
        },
        "channels": {
            "live": channel("/live", "What an agent hears and says.", On::AgentsOnly, &from_client, &from_backend),
            "visitorLive": channel("/visitor/live", "What a visitor of a live chat hears and says.", On::VisitorsOnly, &from_client, &from_backend),
        },
        "operations": {
            "hearAgent": operation("receive", "live", On::AgentsOnly, &from_client),
            "tellAgent": operation("send", "live", On::AgentsOnly, &from_backend),
            "hearVisitor": operation("receive", "visitorLive", On::VisitorsOnly, &from_client),
            "tellVisitor": operation("send", "visitorLive", On::VisitorsOnly, &from_backend),
        },
        "components": { "messages": messages, "schemas": schemas },
    })
}

impl Frame {
    fn is_on(&self, socket: On) -> bool {
        self.on == On::Both || self.on == socket
    }

    fn message(&self) -> Value {
        let mut properties = Map::new();
        let mut required = vec!["type"];
        properties.insert("type".to_owned(), json!({ "const": self.frame_type }));
        if self.is_event {
            properties.insert("seq".to_owned(), json!({ "type": "integer", "minimum": 0 }));
            properties.insert(
                "at".to_owned(),
                json!({ "type": "string", "format": "date-time" }),
            );
            required.extend(["seq", "at"]);
        }
        if let Some(data) = &self.data {
            let reference = json!({ "$ref": format!("#/components/schemas/{data}") });
            properties.insert("data".to_owned(), reference);
            required.push("data");
        }
        json!({
            "name": self.frame_type,
            "summary": self.summary,
            "contentType": "application/json",
            "payload": { "type": "object", "required": required, "properties": properties },
        })
    }
}

type Schemas = Vec<(String, RefOr<Schema>)>;

fn from_client(schemas: &mut Schemas) -> Vec<Frame> {
    vec![
        plain(
            "hello",
            "hello",
            Some(schema::<Hello>(schemas)),
            "The first frame: who I am and the last event that I have.",
        ),
        plain("clientPing", "ping", None, "I am still there."),
        plain(
            "typing",
            "typing",
            Some(schema::<Typing>(schemas)),
            "I began or stopped writing.",
        ),
        Frame {
            on: On::AgentsOnly,
            ..plain(
                "viewing",
                "viewing",
                Some(schema::<Viewing>(schemas)),
                "I look at a conversation, or look away; said again every 20 s while I look.",
            )
        },
    ]
}

fn from_backend(schemas: &mut Schemas) -> Vec<Frame> {
    let record = schema::<ConversationRecord>(schemas);
    let change = schema::<MessageChange>(schemas);
    let visitors = schema::<VisitorMessage>(schemas);
    let contact = schema::<Contact>(schemas);
    let company = schema::<Company>(schemas);
    let agent = schema::<Agent>(schemas);
    let channel = schema::<Channel>(schemas);
    let presence = schema::<Presence>(schemas);
    let attributes = schema::<AttributeList>(schemas);
    vec![
        plain(
            "welcome",
            "welcome",
            Some(schema::<Welcome>(schemas)),
            "The answer to hello: every event after its cursor follows, in order.",
        ),
        plain(
            "resync",
            "resync",
            None,
            "The cursor can't be continued from: take a fresh snapshot. Live events go on.",
        ),
        plain("ping", "ping", None, "The backend is still there."),
        plain(
            "typingNotice",
            "typing",
            Some(schema::<TypingNotice>(schemas)),
            "Somebody else began or stopped writing.",
        ),
        Frame {
            on: On::AgentsOnly,
            ..plain(
                "viewingNotice",
                "viewing",
                Some(schema::<TypingNotice>(schemas)),
                "A colleague looks at a conversation, or looks away; over after 45 s unless repeated. \
                 Whoever begins to look hears of those who do already.",
            )
        },
        plain(
            "events",
            "events",
            Some(schema::<EventFrames>(schemas)),
            "Several events in their order, for a client whose hello said `batches`.",
        ),
        Frame {
            on: On::AgentsOnly,
            ..plain(
                "presence",
                "presence",
                Some(presence),
                "A colleague came or went.",
            )
        },
        plain(
            "problem",
            "problem",
            Some(schema::<Problem>(schemas)),
            "Something that was said was refused; the socket stays open.",
        ),
        event(
            "conversationCreated",
            event_type::CONVERSATION_CREATED,
            On::AgentsOnly,
            &record,
            "A conversation is new.",
        ),
        event(
            "conversationUpdated",
            event_type::CONVERSATION_UPDATED,
            On::AgentsOnly,
            &record,
            "A conversation changed without a message.",
        ),
        event(
            "messageCreated",
            event_type::MESSAGE_CREATED,
            On::AgentsOnly,
            &change,
            "A message, a note or a system line is new.",
        ),
        event(
            "messageUpdated",
            event_type::MESSAGE_UPDATED,
            On::AgentsOnly,
            &change,
            "A message changed, its delivery for example.",
        ),
        event(
            "visitorMessageCreated",
            event_type::MESSAGE_CREATED,
            On::VisitorsOnly,
            &visitors,
            "A message of this visitor's conversation is new.",
        ),
        event(
            "visitorMessageUpdated",
            event_type::MESSAGE_UPDATED,
            On::VisitorsOnly,
            &visitors,
            "A message of this visitor's conversation changed.",
        ),
        event(
            "contactUpdated",
            event_type::CONTACT_UPDATED,
            On::AgentsOnly,
            &contact,
            "A contact changed.",
        ),
        event(
            "companyUpdated",
            event_type::COMPANY_UPDATED,
            On::AgentsOnly,
            &company,
            "A company is new or changed.",
        ),
        event(
            "agentUpdated",
            event_type::AGENT_UPDATED,
            On::AgentsOnly,
            &agent,
            "An agent changed.",
        ),
        event(
            "channelUpdated",
            event_type::CHANNEL_UPDATED,
            On::AgentsOnly,
            &channel,
            "A channel instance changed.",
        ),
        event(
            "attributesUpdated",
            attribute::UPDATED,
            On::AgentsOnly,
            &attributes,
            "Which attributes contacts can have changed.",
        ),
    ]
}

fn plain(
    name: &'static str,
    frame_type: &'static str,
    data: Option<String>,
    summary: &'static str,
) -> Frame {
    Frame {
        name,
        frame_type,
        on: On::Both,
        data,
        is_event: false,
        summary,
    }
}

fn event(
    name: &'static str,
    frame_type: &'static str,
    on: On,
    data: &str,
    summary: &'static str,
) -> Frame {
    Frame {
        name,
        frame_type,
        on,
        data: Some(data.to_owned()),
        is_event: true,
        summary,
    }
}

/// Collects the schema of a type and of everything in it; gives its name.
fn schema<T: ToSchema + PartialSchema>(schemas: &mut Schemas) -> String {
    let name = T::name().into_owned();
    T::schemas(schemas);
    schemas.push((name.clone(), T::schema()));
    name
}

fn channel(
    path: &str,
    summary: &str,
    socket: On,
    from_client: &[Frame],
    from_backend: &[Frame],
) -> Value {
    let messages: Map<String, Value> = from_client
        .iter()
        .chain(from_backend)
        .filter(|frame| frame.is_on(socket))
        .map(|frame| {
            let reference = json!({ "$ref": format!("#/components/messages/{}", frame.name) });
            (frame.name.to_owned(), reference)
        })
        .collect();
    json!({ "address": format!("{API_ROOT}{path}"), "summary": summary, "messages": messages })
}

fn operation(action: &str, channel: &str, socket: On, frames: &[Frame]) -> Value {
    let messages: Vec<Value> = frames
        .iter()
        .filter(|frame| frame.is_on(socket))
        .map(|frame| json!({ "$ref": format!("#/channels/{channel}/messages/{}", frame.name) }))
        .collect();
    json!({
        "action": action,
        "channel": { "$ref": format!("#/channels/{channel}") },
        "messages": messages,
    })
}

fn description() -> String {
    format!(
        "Every frame is one JSON text message. A frame with a `seq` is an event: `seq` is strictly \
         increasing, an event may come twice and is harmless then, and events after the `cursor` of \
         the `hello` are sent again. All other frames are never replayed. The first frame of a \
         client is `hello`, within {} s. Each side sends a ping every {} s; silence of {} s is a \
         dead link. Unknown types, values and fields are skipped. Close codes: {} sign in again, \
         {} a frame could not be read, {} no hello came in time, {} the reader was too slow and has \
         to come back by its cursor.",
        HELLO_WITHIN_MS / 1_000,
        PING_EVERY_MS / 1_000,
        DEAD_AFTER_MS / 1_000,
        close_code::UNAUTHENTICATED,
        close_code::PROTOCOL_ERROR,
        close_code::NO_HELLO,
        close_code::SLOW_READER,
    )
}
