//! The words on the wire: what a Recado frontend and a compatible backend say to each other.
//!
//! This crate is the single source of the protocol. The OpenAPI 3.1 and AsyncAPI 3 documents under
//! `docs/protocol/` are generated from it. It does no I/O, reads no clock and knows no reactive type.
//!
//! Anything that a newer peer may say decodes: an unknown event type, enum value or message kind
//! becomes an `Unknown` or `Other` variant, an unknown field is skipped.

pub mod assist;
pub mod attachment;
pub mod attribute;
pub mod capability;
pub mod command;
pub mod connector;
pub mod contact;
pub mod deed;
pub mod entity;
pub mod event;
pub mod fields;
pub mod filter;
pub mod first;
pub mod folding;
pub mod http;
pub mod id;
pub mod insight;
pub mod live;
pub mod masking;
pub mod merge;
pub mod message;
pub mod person;
pub mod prepared;
pub mod privacy;
pub mod problem;
pub mod queue;
pub mod schedule;
pub mod search;
pub mod ticket;
pub mod time;
pub mod visitor;

pub use attachment::AttachmentKind;
pub use capability::{Capabilities, ChannelLimits, Feature};
pub use command::{Command, CommandEnvelope, OutgoingContent, Verb, WriteAnswer};
pub use contact::ContactEdit;
pub use entity::{
    Agent, AgentStatus, Channel, ChannelKind, ChannelState, Company, Contact, Conversation,
    ConversationRecord, ConversationStatus, Preview, Priority, Resolution, Role, Team,
};
pub use event::{Event, EventBody};
pub use fields::Fields;
pub use filter::{BaseView, Condition, Counts, Filter, Sort};
pub use id::{
    AgentId, ArticleId, AttributeId, CannedReplyId, ChannelId, CommandId, CompanyId, ContactId,
    ConversationId, FileId, MacroId, MessageId, QueueId, RunId, SessionId, TeamId, TemplateId,
    TicketId,
};
pub use live::{ClientFrame, ServerFrame};
pub use message::rich::Attachment;
pub use message::{
    Author, Content, Delivery, Message, MessageWrite, More, Rich, RichContent, SystemEvent,
};
pub use problem::{Problem, ProblemKind};
pub use search::{FoundMessage, SearchHit, SearchPage};
pub use time::Timestamp;

/// The version of this protocol that `GET /capabilities` states.
pub const PROTOCOL_VERSION: u32 = 1;

/// The path under which every HTTP resource lives.
pub const API_ROOT: &str = "/api/v1";
