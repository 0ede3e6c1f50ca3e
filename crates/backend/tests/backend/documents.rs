//! The documents are up to date and complete.

use std::path::Path;

use serde_json::Value;

use crate::harness::Backend;

fn committed(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/protocol")
        .join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

#[tokio::test]
async fn the_committed_documents_are_those_that_the_backend_serves() {
    let backend = Backend::start().await;
    for name in ["openapi.json", "asyncapi.json"] {
        let served: Value = backend.anybody().fetch(&format!("/{name}")).await;
        assert!(
            committed(name) == served,
            "docs/protocol/{name} is stale. Run: \
             cargo run -p recado-backend -- documents docs/protocol"
        );
    }
}

#[test]
fn every_reference_leads_somewhere() {
    for name in ["openapi.json", "asyncapi.json"] {
        let document = committed(name);
        let mut references = Vec::new();
        collect(&document, &mut references);
        assert!(
            references.len() > 20,
            "{name} has {} references",
            references.len()
        );
        for reference in references {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(
                document.pointer(pointer).is_some(),
                "{name}: {reference} leads nowhere"
            );
        }
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("$ref", Value::String(reference)) => references.push(reference.clone()),
                    _ => collect(value, references),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}
