//! The network between one browser and the backend: a small proxy that can be cut, that can lose a
//! request or an answer at the very moment that a test wants, and that knows what was asked.

mod connection;
mod head;
mod trick;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use recado_protocol::Problem;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::backend::Address;
use crate::steps::Steps;
use head::Head;
use trick::{Deed, End, Told, Trick};

pub use trick::Held;

/// What the network lets through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Weather {
    Fair,
    /// Files come, but the API can't be reached.
    NoApi,
    Cut,
}

/// One request that passed, or tried to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    pub method: String,
    /// Without the query.
    pub path: String,
}

/// The network of one browser.
#[derive(Clone)]
pub struct Network(Arc<Inner>);

struct Inner {
    who: String,
    address: SocketAddr,
    backend: Address,
    weather: watch::Sender<Weather>,
    tricks: Mutex<Vec<Trick>>,
    asked: Mutex<Vec<Asked>>,
    steps: Steps,
    listener: Mutex<Option<AbortHandle>>,
}

impl Network {
    /// Opens a way to the backend, wherever that listens at the time.
    pub(crate) async fn to(backend: Address, who: &str, steps: &Steps) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("there is a free port somewhere");
        let inner = Arc::new(Inner {
            who: who.to_owned(),
            address: listener.local_addr().expect("it has just been bound"),
            backend,
            weather: watch::Sender::new(Weather::Fair),
            tricks: Mutex::default(),
            asked: Mutex::default(),
            steps: steps.clone(),
            listener: Mutex::default(),
        });
        // It ends with the test's runtime at the latest.
        let accepting = tokio::spawn(accept(listener, Arc::downgrade(&inner)));
        *inner
            .listener
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(accepting.abort_handle());
        Self(inner)
    }

    /// Scheme, host and port that the browser knows.
    pub fn origin(&self) -> String {
        format!("http://{}", self.0.address)
    }

    /// Cuts everything: open connections break, new ones fail.
    pub fn cut(&self) {
        self.set(Weather::Cut, "is cut");
    }

    /// Cuts the API alone: the page's own files still come, so that it can be reloaded.
    pub fn cut_api(&self) {
        self.set(Weather::NoApi, "has lost the API");
    }

    pub fn mend(&self) {
        self.set(Weather::Fair, "is back");
    }

    /// The next such request reaches the backend, but the answer stays on the way.
    pub fn lose_next_answer(&self, method: &str, path_end: &str) -> Held {
        self.lose(Deed::LoseAnswer, method, path_end)
    }

    /// The next such request stays on the way: the backend never sees it.
    pub fn lose_next_request(&self, method: &str, path_end: &str) -> Held {
        self.lose(Deed::LoseRequest, method, path_end)
    }

    /// The next such request is answered on the way, with a problem, and never reaches the backend.
    pub fn answer_next(&self, method: &str, path_end: &str, problem: &Problem) {
        self.add(method, path_end, Deed::Answer(problem.clone()));
    }

    /// Everything that the browser asked for, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.0
            .asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set(&self, weather: Weather, words: &str) {
        self.0
            .steps
            .note(format!("the network of {} {words}", self.0.who));
        self.0.weather.send_replace(weather);
    }

    fn lose(&self, deed: fn(Told, End) -> Deed, method: &str, path_end: &str) -> Held {
        let (held, told, end) = Held::new();
        self.add(method, path_end, deed(told, end));
        held
    }

    fn add(&self, method: &str, path_end: &str, deed: Deed) {
        let trick = Trick {
            method: method.to_owned(),
            path_end: path_end.to_owned(),
            deed,
        };
        self.0
            .tricks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(trick);
    }
}

impl Inner {
    /// Notes a request, and gives what is to be done with it if not the usual.
    fn take(&self, head: &Head) -> Option<Deed> {
        let asked = Asked {
            method: head.method.clone(),
            path: head.path.clone(),
        };
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(asked);
        let mut tricks = self.tricks.lock().unwrap_or_else(PoisonError::into_inner);
        let found = tricks.iter().position(|trick| {
            trick.method == head.method && head.path.ends_with(&trick.path_end)
        })?;
        Some(tricks.remove(found).deed)
    }
}

async fn accept(listener: TcpListener, inner: Weak<Inner>) {
    while let Ok((browser, _)) = listener.accept().await {
        let Some(inner) = inner.upgrade() else { return };
        tokio::spawn(connection::serve(inner, browser));
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(listener) = self
            .listener
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        {
            listener.abort();
        }
    }
}
