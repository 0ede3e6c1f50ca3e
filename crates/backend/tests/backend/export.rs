//! Everything that is held of a person goes out in one archive.

use std::io::Read;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::erasure::{SECRETS, contact, person};
use crate::harness::{ADMIN, Backend, SUPERVISOR, problem};

pub fn documents(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut entry = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[tokio::test]
async fn an_export_holds_everything_and_hides_numbers_from_who_may_not_see_them() {
    let backend = Backend::start().await;
    let person = person(&backend).await;
    person.visitor.say("card 4111 1111 1111 1111").await;
    let (agent, supervisor) = (backend.agent().await, backend.agent_of(SUPERVISOR).await);
    let id = contact(&agent, &person.id).await.id;
    let path = format!("/contacts/{id}/export");
    problem(agent.post(&path, &json!({})), StatusCode::FORBIDDEN).await;
    let mut archives = Vec::new();
    for by in [&supervisor, &backend.agent_of(ADMIN).await] {
        let response = by.post(&path, &json!({})).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "application/zip");
        archives.push(documents(response.bytes().await.unwrap().to_vec()));
    }
    let text = |archive: &[(String, Vec<u8>)]| {
        let parts = archive
            .iter()
            .map(|(name, bytes)| format!("{name}\n{}\n", String::from_utf8_lossy(bytes)));
        parts.collect::<String>().to_lowercase()
    };
    let masked = text(&archives[0]);
    for secret in SECRETS {
        assert!(masked.contains(secret), "{secret} is missing");
    }
    assert!(masked.contains("card ••••1111") && !masked.contains("4111 1111"));
    assert!(text(&archives[1]).contains("card 4111 1111 1111 1111"));
    // The index names every other part.
    let (_, index) = archives[1]
        .iter()
        .find(|(name, _)| name == "index.json")
        .unwrap();
    let index: Value = serde_json::from_slice(index).unwrap();
    assert_eq!(
        index["entries"].as_array().unwrap().len(),
        archives[1].len() - 1
    );
    // The second one tells of the first.
    assert!(text(&archives[1]).contains("contact.exported"));
}
