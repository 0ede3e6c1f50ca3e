//! The backend from outside: over real TCP, on a folder of its own, on a free port.

#![expect(
    clippy::unwrap_used,
    reason = "these are tests, also where they help each other"
)]

mod assist;
mod attributes;
mod bad_input;
mod bulk;
mod changes;
mod channels;
mod connector;
mod contact;
mod cors;
mod deeds;
mod deleted;
mod documents;
mod erasure;
mod export;
mod files;
mod first_message;
mod harness;
mod idempotency;
mod inbound_files;
mod inbound_mail;
mod insights;
mod judging;
mod live;
mod macros;
mod masking;
mod merge;
mod message_actions;
mod person;
mod prepared;
mod privacy;
mod program;
mod replay;
mod rich;
mod scheduled;
mod search;
mod session;
mod start;
mod static_files;
mod tickets;
mod triage;
mod uploads;
mod views;
mod visitor;
mod writes;
