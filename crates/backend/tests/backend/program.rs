//! The program itself: what it prints, how it ends, what survives its death.

use std::path::Path;
use std::process::{ExitStatus, Stdio};

use recado_protocol::command::OutgoingContent;
use recado_protocol::http::{KeepRefresh, SignIn, Snapshot, Tokens};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use crate::harness::{AGENT, Caller, fresh, read};

pub struct Program {
    child: Child,
    root: String,
}

impl Program {
    fn command(arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_recado-backend"));
        command.args(arguments).kill_on_drop(true);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Starts it and waits for the line that says where it listens.
    pub async fn start(data: &Path) -> Self {
        let data = data.to_str().unwrap();
        let mut child = Self::command(&["--port", "0", "--data", data, "--demo-size", "20"])
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).await.unwrap();
        let root = line
            .trim()
            .strip_prefix("recado-backend listening on ")
            .expect(&line)
            .to_owned();
        Self { child, root }
    }

    async fn end_by(mut self, signal: &str) -> ExitStatus {
        let id = self.child.id().unwrap().to_string();
        Command::new("kill")
            .args([signal, &id])
            .status()
            .await
            .unwrap();
        self.child.wait().await.unwrap()
    }

    /// The most memory that it ever took.
    pub fn peak_memory_kb(&self) -> u64 {
        let id = self.child.id().unwrap();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.unwrap().trim().trim_end_matches(" kB");
        peak.parse().unwrap()
    }

    pub async fn agent(&self) -> Caller {
        let anybody = Caller {
            http: reqwest::Client::new(),
            root: self.root.clone(),
            token: None,
        };
        let body = SignIn {
            email: AGENT.to_owned(),
            password: "recado-demo".to_owned(),
            keep: KeepRefresh::Body,
        };
        let tokens: Tokens = read(anybody.post("/session", &body).send().await.unwrap()).await;
        anybody.with_token(&tokens.access_token)
    }
}

#[tokio::test]
async fn what_was_answered_survives_a_kill_and_is_answered_the_same_again() {
    let folder = TempDir::new().unwrap();
    let program = Program::start(folder.path()).await;
    let agent = program.agent().await;
    let snapshot: Snapshot = agent.fetch("/snapshot").await;
    let conversation = snapshot.conversations.items[0].conversation.id.clone();
    let id = fresh();
    let send = |agent: &Caller| {
        let content = OutgoingContent::Note {
            text: "kept".to_owned(),
        };
        let request = agent.message_request(&conversation, &id, content);
        async { request.send().await.unwrap().text().await.unwrap() }
    };
    let first = send(&agent).await;
    assert!(!program.end_by("-KILL").await.success());

    let program = Program::start(folder.path()).await;
    let agent = Caller {
        root: program.root.clone(),
        ..agent
    };
    assert_eq!(send(&agent).await, first);
    let mut live = agent.live(Some(snapshot.cursor)).await;
    assert_eq!(live.welcome().await, snapshot.cursor + 1);
    live.event().await;
    assert!(live.is_quiet().await);
}

#[tokio::test]
async fn it_stops_cleanly_when_asked_to_also_with_open_sockets() {
    for signal in ["-TERM", "-INT"] {
        let folder = TempDir::new().unwrap();
        let program = Program::start(folder.path()).await;
        let mut live = program.agent().await.live(None).await;
        live.welcome().await;
        let ending = tokio::spawn(program.end_by(signal));
        assert_eq!(live.close_code().await, Some(1001));
        let status = ending.await.unwrap();
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}

#[tokio::test]
async fn a_start_that_can_not_be_ends_with_a_sentence_and_code_two() {
    let folder = TempDir::new().unwrap();
    let in_the_way = folder.path().join("file");
    std::fs::write(&in_the_way, "").unwrap();
    let data = in_the_way.to_str().unwrap();
    for arguments in [
        &["--port", "0", "--data", data][..],
        &["--colour", "red"],
        &["dance"],
    ] {
        let mut child = Program::command(arguments).spawn().unwrap();
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .await
            .unwrap();
        assert_eq!(child.wait().await.unwrap().code(), Some(2));
        assert_eq!(said.trim().lines().count(), 1, "{said}");
        assert!(!said.contains("panicked"), "{said}");
    }
}

#[tokio::test]
async fn a_person_can_be_added_to_an_empty_database() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let arguments = [
        "add-agent",
        "--data",
        data,
        "ana@example.org",
        "Ana",
        "administrator",
    ];
    for (password, code) in [("short\n", 2), ("long enough\n", 0), ("long enough\n", 2)] {
        let mut child = Program::command(&arguments).spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(password.as_bytes())
            .await
            .unwrap();
        assert_eq!(child.wait().await.unwrap().code(), Some(code), "{password}");
    }
}
