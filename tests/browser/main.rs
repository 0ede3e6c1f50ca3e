//! The whole system in real browsers. Each test has its own backend, data, driver and browsers.

mod accessibility;
mod chat_history;
mod closed_channel;
mod configuration;
mod conversation_list;
mod drafts;
mod filters;
mod hostile_text;
mod keyboard;
mod killed_backend;
mod later;
mod links;
mod names;
mod offline;
mod phone;
mod preferences;
mod refused_message;
mod search;
mod signing_in;
mod story;
mod two_tabs;
mod widget;
