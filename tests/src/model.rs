//! A small server that speaks the OpenAI way of chatting, and says what a test wants it to say.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What the server does with a question.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// Answers in these pieces.
    Says(Vec<&'static str>),
    /// Says this, and the rest when the test lets it.
    Waits(&'static str, &'static str),
    /// Breaks off after this.
    Breaks(&'static str),
    /// Says this as it stands, and nothing more.
    Babbles(&'static str),
    /// Answers with this status.
    Refuses(u16),
}

/// A server on a port of its own, for as long as the test runs.
pub struct Model {
    url: String,
    behaviour: Arc<Mutex<Behaviour>>,
    heard: Arc<Mutex<Vec<String>>>,
    /// What it says of every message that it is to judge.
    verdict: Arc<Mutex<Option<&'static str>>>,
    go_on: Sender<()>,
}

impl Model {
    /// # Panics
    /// When there is no port to be had.
    pub fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let behaviour = Arc::new(Mutex::new(behaviour));
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (go_on, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let (behaves, hears) = (Arc::clone(&behaviour), Arc::clone(&heard));
        let verdict = Arc::default();
        let judges = Arc::clone(&verdict);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let behaviour = behaves.lock().unwrap_or_else(PoisonError::into_inner);
                let (behaviour, hears) = (behaviour.clone(), Arc::clone(&hears));
                let (waiting, judges) = (Arc::clone(&waiting), Arc::clone(&judges));
                thread::spawn(move || {
                    // Whoever hangs up in the middle is no failure of this server.
                    let _ = answer(&stream, &behaviour, &hears, &waiting, &judges);
                });
            }
        });
        Self {
            url: format!("http://{address}/v1"),
            behaviour,
            heard,
            verdict,
            go_on,
        }
    }

    /// How it judges each message of a customer from now on, as JSON; until it is told, it does not.
    pub fn judges(&self, verdict: Option<&'static str>) {
        *self.verdict.lock().unwrap_or_else(PoisonError::into_inner) = verdict;
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// From the next question on.
    pub fn behaves(&self, behaviour: Behaviour) {
        *self
            .behaviour
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    /// Lets the answer that waits go on.
    pub fn goes_on(&self) {
        // The other end lives as long as the server's thread.
        let _ = self.go_on.send(());
    }

    /// The bodies of all questions.
    pub fn heard(&self) -> Vec<String> {
        self.heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn answer(
    mut stream: &TcpStream,
    behaviour: &Behaviour,
    heard: &Mutex<Vec<String>>,
    waiting: &Mutex<Receiver<()>>,
    verdict: &Mutex<Option<&'static str>>,
) -> std::io::Result<()> {
    let question = read(stream)?;
    // What is asked in the background is apart from what people ask.
    let judged = question.matches("</message>").count();
    if judged > 0 {
        let verdict = *verdict.lock().unwrap_or_else(PoisonError::into_inner);
        return judge(stream, verdict, judged);
    }
    heard
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(question);
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    let done = "data: [DONE]\n\n";
    let mut say = |text: &str| {
        stream.write_all(text.as_bytes())?;
        stream.flush()
    };
    match behaviour {
        Behaviour::Says(pieces) => {
            say(head)?;
            for piece in pieces {
                say(&chunk(piece))?;
            }
            say(done)
        }
        Behaviour::Waits(first, rest) => {
            say(head)?;
            say(&chunk(first))?;
            let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = waiting.recv();
            say(&chunk(rest))?;
            say(done)
        }
        Behaviour::Breaks(first) => {
            say(head)?;
            say(&chunk(first))
        }
        Behaviour::Babbles(words) => {
            say(head)?;
            say(words)
        }
        Behaviour::Refuses(status) => say(&format!(
            "HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )),
    }
}

fn judge(mut stream: &TcpStream, verdict: Option<&str>, messages: usize) -> std::io::Result<()> {
    let Some(verdict) = verdict else {
        return stream
            .write_all(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    };
    let all = vec![verdict; messages].join(",");
    let said = chunk(&format!("[{all}]"));
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    stream.write_all(format!("{head}{said}data: [DONE]\n\n").as_bytes())
}

/// The body of a request that says how long it is.
fn read(stream: &TcpStream) -> std::io::Result<String> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        let line = line.to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(String::from_utf8_lossy(&body).into_owned())
}

fn chunk(text: &str) -> String {
    let delta = serde_json::json!({ "choices": [{ "delta": { "content": text } }] });
    format!("data: {delta}\n\n")
}
