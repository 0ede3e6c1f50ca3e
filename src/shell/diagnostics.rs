//! `/diagnostics`: what this client knows of itself. No menu leads here. Names stay the same in
//! every language, so that whoever looks into a problem can search for them.

use crate::markup::view;
use crate::reactive::RwSignal;
use std::cell::Cell;
use std::time::Duration;

use js_sys::{JSON, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::browser::file;
use crate::locale::Key;
use crate::session::{Finding, Session, use_session};
use crate::ui::{KeyedRow, keyed_rows};

/// How often the figures are taken again.
const EVERY: Duration = Duration::from_secs(1);

#[component]
pub fn Diagnostics() -> impl IntoView {
    let session = use_session();
    let findings = RwSignal::new(findings(session, 0));
    let events = Cell::new(session.events_applied());
    let timer = set_interval_with_handle(
        move || {
            let now = session.events_applied();
            findings.set(self::findings(session, now - events.replace(now)));
        },
        EVERY,
    );
    on_cleanup(move || {
        if let Ok(timer) = timer {
            timer.clear();
        }
    });
    let rows = move || findings.with(|all| all.iter().map(row).collect());
    view! {
        <main class="diagnostics scroll">
            <h1>{Key::MainDiagnosticsTitle}</h1>
            <p>{Key::MainDiagnosticsHint}</p>
            <a
                class="button"
                download="recado-diagnostics.json"
                href=move || findings.with(|all| file::address(&as_json(all)))
            >
                {Key::OutboxExport}
            </a>
            <dl class="diagnostics__findings tabular">{keyed_rows(rows)}</dl>
        </main>
    }
}

fn row((name, value): &(String, String)) -> KeyedRow {
    let (name, value) = (name.clone(), value.clone());
    KeyedRow::new(format!("{name} {value}"), move |_| {
        view! {
            <div class="diagnostics__finding">
                <dt>{name.clone()}</dt>
                <dd>{value.clone()}</dd>
            </div>
        }
    })
}

/// What the engine says, and what the browser says of this page.
fn findings(session: Session, events_a_second: u64) -> Vec<(String, String)> {
    let own = session.report().into_iter().chain([
        ("sync.events_a_second", events_a_second.to_string()),
        ("page.online", window().navigator().on_line().to_string()),
        ("page.nodes", nodes().to_string()),
    ]);
    let mut all: Vec<(String, String)> = own
        .map(|(name, value): Finding| (name.to_owned(), value))
        .collect();
    let global = window();
    if let Ok(vitals) = Reflect::get(&global, &"recadoVitals".into())
        && let Ok(vitals) = vitals.dyn_into::<Object>()
    {
        for name in Object::keys(&vitals).iter() {
            let value = Reflect::get(&vitals, &name).ok().and_then(|v| v.as_f64());
            if let (Some(name), Some(value)) = (name.as_string(), value) {
                #[expect(clippy::cast_possible_truncation, reason = "counts and milliseconds")]
                all.push((format!("page.{name}"), (value as i64).to_string()));
            }
        }
    }
    all
}

fn nodes() -> u32 {
    document()
        .query_selector_all("*")
        .map_or(0, |nodes| nodes.length())
}

fn as_json(findings: &[(String, String)]) -> String {
    let object = Object::new();
    for (name, value) in findings {
        // A fresh object takes every name.
        let _ = Reflect::set(&object, &name.into(), &value.into());
    }
    JSON::stringify(&object).map_or_else(|_| String::new(), String::from)
}
