//! Starts that can't be: a sentence that says what to do, and no panic.

use recado_backend::{Config, StartError, serve};
use tempfile::TempDir;

use crate::harness::Backend;

async fn refused(config: Config) -> String {
    match serve(config).await {
        Ok(running) => {
            running.stop().await;
            panic!("it started");
        }
        Err(error) => error.to_string(),
    }
}

fn config(folder: &TempDir) -> Config {
    let mut config = Config::of(folder.path().join("data"));
    config.port = 0;
    config
}

#[tokio::test]
async fn a_port_that_is_taken() {
    let folder = TempDir::new().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut config = config(&folder);
    config.port = taken.local_addr().unwrap().port();
    let sentence = refused(config).await;
    assert!(
        sentence.contains(&taken.local_addr().unwrap().to_string()),
        "{sentence}"
    );
    assert!(sentence.contains("--port"), "{sentence}");
    assert!(
        !folder.path().join("data").exists(),
        "nothing is made for nothing"
    );
}

#[tokio::test]
async fn a_data_folder_that_can_not_be_written() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("data"), "a file in the way").unwrap();
    let sentence = refused(config(&folder)).await;
    assert!(
        sentence.contains("can't be written") && sentence.contains("--data"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_data_folder_that_another_backend_uses() {
    let backend = Backend::start().await;
    let mut second = backend.config.clone();
    second.port = 0;
    let sentence = refused(second).await;
    assert!(sentence.contains("Another recado-backend"), "{sentence}");
}

#[tokio::test]
async fn a_database_of_a_newer_version() {
    let backend = Backend::start().await;
    let config = backend.config.clone();
    let _folder = backend.stop().await;
    let sql = rusqlite::Connection::open(config.data.join("recado.sqlite3")).unwrap();
    sql.pragma_update(None, "user_version", 1_000).unwrap();
    drop(sql);
    let sentence = refused(config).await;
    assert!(sentence.contains("newer version"), "{sentence}");
}

#[tokio::test]
async fn a_file_that_is_no_database() {
    let folder = TempDir::new().unwrap();
    let config = config(&folder);
    std::fs::create_dir(&config.data).unwrap();
    std::fs::write(config.data.join("recado.sqlite3"), "x".repeat(8_192)).unwrap();
    let sentence = refused(config).await;
    assert!(sentence.contains("can't be opened"), "{sentence}");
}

#[tokio::test]
async fn an_origin_that_is_none() {
    for origin in ["*", "inbox.example", "https://", "https://a.example/path"] {
        let folder = TempDir::new().unwrap();
        let mut config = config(&folder);
        config.allowed_origins = vec![origin.to_owned()];
        let error = serve(config).await.err();
        assert!(matches!(error, Some(StartError::Origin(_))), "{origin}");
    }
}
