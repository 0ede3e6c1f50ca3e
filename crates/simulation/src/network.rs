//! The made-up network: lines with delays and faults, between those who ask and the backend.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method as HttpMethod, Request as HttpRequest, header};
use recado_client::Transport;
use recado_client::transport::{ANSWER_WITHIN_MS, Lost, Method, Request, Response};
use tokio::task::{AbortHandle, JoinHandle, spawn_local};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::chance::{Chance, mix};
use crate::plan::{Cut, Weather};
use crate::sabotage::Sabotage;
use crate::socket::{self, Cable, SimSocket};
use recado_backend::rehearsal::Rehearsal;

/// The address that every client knows.
pub const ORIGIN: &str = "http://recado.test";
/// Largest body that is read, in bytes.
const BODY_BYTES: usize = 16 << 20;
/// A request that is repeated arrives again within this time, in milliseconds.
const REPEATED_WITHIN_MS: u32 = 6_000;

/// Everything between the clients and the backend.
pub struct Network {
    seed: u64,
    pub sabotage: Sabotage,
    lines: RefCell<BTreeMap<u8, Line>>,
    server: RefCell<Option<Rc<Life>>>,
    /// What happened to requests, by word, for the summary.
    pub faults: RefCell<BTreeMap<&'static str, u64>>,
    /// Everything that happened, folded into one number: two runs of one seed have the same.
    digest: Cell<u64>,
    began: Instant,
    /// The keys of all writes that reached the backend.
    keys: RefCell<BTreeSet<String>>,
    /// Every request as a line of text, when somebody wants to read them.
    pub log: Option<RefCell<Vec<String>>>,
}

/// One line and what it is like now.
#[derive(Default)]
struct Line {
    weather: Option<(Weather, Instant)>,
    cut_until: Option<Instant>,
    used: u64,
    cables: Vec<std::rc::Weak<Cable>>,
}

/// One life of the backend, from its start to its kill.
pub struct Life {
    pub rehearsal: Rehearsal,
    tasks: RefCell<Vec<AbortHandle>>,
}

/// The transport of one line.
#[derive(Clone)]
pub struct SimTransport {
    pub network: Rc<Network>,
    pub line: u8,
}

/// Aborts the task when the one who waits for it goes away.
struct Tied<T>(JoinHandle<T>);

impl<T> Drop for Tied<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Life {
    pub fn new(rehearsal: Rehearsal, work: impl Future<Output = ()> + 'static) -> Rc<Self> {
        let life = Rc::new(Self {
            rehearsal,
            tasks: RefCell::default(),
        });
        life.spawn(work);
        life
    }

    /// Runs until it is done or the backend is killed.
    pub fn spawn<T: 'static>(&self, work: impl Future<Output = T> + 'static) -> JoinHandle<T> {
        let task = spawn_local(work);
        let mut tasks = self.tasks.borrow_mut();
        if tasks.len() > 64 {
            tasks.retain(|task| !task.is_finished());
        }
        tasks.push(task.abort_handle());
        task
    }
}

impl Network {
    pub fn new(seed: u64, sabotage: Sabotage, logs: bool) -> Rc<Self> {
        Rc::new(Self {
            seed,
            sabotage,
            lines: RefCell::default(),
            server: RefCell::default(),
            faults: RefCell::default(),
            digest: Cell::new(seed),
            began: Instant::now(),
            keys: RefCell::default(),
            log: logs.then(RefCell::default),
        })
    }

    pub fn begin_life(&self, life: Rc<Life>) {
        self.server.replace(Some(life));
    }

    pub fn server(&self) -> Option<Rc<Life>> {
        self.server.borrow().clone()
    }

    /// Ends the backend wherever it is.
    pub async fn kill(&self) {
        let Some(life) = self.server.take() else {
            return;
        };
        let tasks = life.tasks.take();
        drop(life);
        for task in &tasks {
            task.abort();
        }
        // A task is gone when it is looked at next.
        while tasks.iter().any(|task| !task.is_finished()) {
            tokio::task::yield_now().await;
        }
    }

    pub fn set_weather(&self, line: u8, weather: Weather, for_ms: u32) {
        let until = Instant::now() + millis(for_ms);
        self.lines.borrow_mut().entry(line).or_default().weather = Some((weather, until));
    }

    pub fn cut(&self, line: u8, how: Cut, for_ms: u32) {
        let until = Instant::now() + millis(for_ms);
        let mut lines = self.lines.borrow_mut();
        let line = lines.entry(line).or_default();
        line.cut_until = Some(until);
        for cable in line.cables.drain(..).filter_map(|cable| cable.upgrade()) {
            match how {
                Cut::Told | Cut::Closed => cable.cut(),
                Cut::Silent => cable.silence(),
                Cut::Stalled => cable.stall_until(until),
            }
        }
    }

    /// Ends all faults of lines that are no state of a socket.
    pub fn mend(&self) {
        for line in self.lines.borrow_mut().values_mut() {
            line.weather = None;
            line.cut_until = None;
        }
    }

    pub fn is_cut(&self, line: u8) -> bool {
        self.lines
            .borrow()
            .get(&line)
            .and_then(|line| line.cut_until)
            .is_some_and(|until| until > Instant::now())
    }

    /// The chance and the weather of the next use of a line. Both depend on the line's own uses
    /// alone, so that they stay what they are when something else is left out.
    pub fn next_use(&self, line: u8) -> (Chance, Weather) {
        let mut lines = self.lines.borrow_mut();
        let state = lines.entry(line).or_default();
        state.used += 1;
        let weather = state
            .weather
            .filter(|(_, until)| *until > Instant::now())
            .map_or(Weather::FAIR, |(weather, _)| weather);
        (
            Chance::new(mix(&[self.seed, 2, line.into(), state.used])),
            weather,
        )
    }

    pub fn add_cable(&self, line: u8, cable: &Rc<Cable>) {
        let mut lines = self.lines.borrow_mut();
        let cables = &mut lines.entry(line).or_default().cables;
        cables.retain(|cable| cable.strong_count() > 0);
        cables.push(Rc::downgrade(cable));
    }

    pub fn count(&self, what: &'static str) {
        *self.faults.borrow_mut().entry(what).or_default() += 1;
    }

    /// Notes that something happened.
    pub fn note(&self, what: std::fmt::Arguments<'_>) {
        let text = what.to_string();
        let at = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(0);
        let letters = text.bytes().fold(at, |sum, byte| {
            sum.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte)
        });
        self.digest.set(mix(&[self.digest.get(), letters]));
        if let Some(log) = &self.log {
            log.borrow_mut()
                .push(format!("{:>9.3} s  {text}", at as f64 / 1_000.0));
        }
    }

    fn rewrite(&self, request: Copied, number: u64) -> Copied {
        let mut known = self.keys.borrow_mut();
        self.sabotage.rewrite(request, &mut known, number)
    }

    pub fn digest(&self) -> u64 {
        self.digest.get()
    }

    async fn carry(self: &Rc<Self>, line: u8, request: Copied) -> Result<Response, Lost> {
        let (chance, weather) = self.next_use(line);
        sleep(delay(&chance, weather)).await;
        if self.is_cut(line) {
            return Err(Lost);
        }
        if chance.percent(weather.lose_request) {
            self.count("requests lost");
            self.note(format_args!("{line} lost: {request}"));
            // Half of them are noticed soon, half by patience alone.
            if chance.percent(50) {
                std::future::pending::<()>().await;
            }
            return Err(Lost);
        }
        if chance.percent(weather.portal) {
            self.count("answers by somebody between");
            let status = [200, 404, 502, 503][chance.below(4) as usize];
            return Ok(Response {
                status,
                retry_after: None,
                body: "<html>Welcome to our network</html>".to_owned(),
            });
        }
        if chance.percent(weather.repeat) && request.method != Method::Get {
            self.count("requests repeated");
            let (network, again) = (Rc::clone(self), request.clone());
            let later = millis(chance.below(REPEATED_WITHIN_MS));
            let number = chance.number();
            spawn_local(async move {
                sleep(later).await;
                if let Some(life) = network.server() {
                    network.note(format_args!("{line} repeated: {again}"));
                    let again = network.rewrite(again, number);
                    let rehearsal = life.rehearsal.clone();
                    life.spawn(async move { rehearsal.ask(again.http()).await });
                }
            });
        }
        let life = self.server().ok_or(Lost)?;
        self.note(format_args!("{line} asks: {request}"));
        let request = self.rewrite(request, chance.number());
        let rehearsal = life.rehearsal.clone();
        let asked = life.spawn(async move { answer(rehearsal, request).await });
        drop(life);
        // Whether the backend goes on with a request whose asker has gone is up to it.
        let answered = if chance.percent(50) {
            let mut tied = Tied(asked);
            (&mut tied.0).await
        } else {
            asked.await
        };
        let answer = answered.map_err(|_| Lost)?;
        self.note(format_args!(
            "{line} answered: {} {}",
            answer.status,
            answer.body.len()
        ));
        if chance.percent(weather.lose_answer) {
            self.count("answers lost");
            self.note(format_args!("{line} lost the answer"));
            if chance.percent(50) {
                std::future::pending::<()>().await;
            }
            return Err(Lost);
        }
        sleep(delay(&chance, weather)).await;
        if self.is_cut(line) {
            self.count("answers lost");
            return Err(Lost);
        }
        Ok(answer)
    }
}

impl Transport for SimTransport {
    type Socket = SimSocket;

    async fn fetch(&self, request: Request<'_>) -> Result<Response, Lost> {
        let request = Copied::of(&request);
        let patience = Duration::from_millis(ANSWER_WITHIN_MS.into());
        timeout(patience, self.network.carry(self.line, request))
            .await
            .unwrap_or(Err(Lost))
    }

    async fn stream(
        &self,
        request: Request<'_>,
        take: &mut dyn FnMut(&str),
    ) -> Result<Response, Lost> {
        let response = self.fetch(request).await?;
        if response.is_good() {
            response.body.lines().for_each(take);
        }
        Ok(response)
    }

    async fn open_socket(&self, url: &str) -> Result<SimSocket, Lost> {
        socket::open(&self.network, self.line, url).await
    }
}

/// A request that can be sent more than once.
#[derive(Clone)]
pub struct Copied {
    pub method: Method,
    pub url: String,
    pub bearer: Option<String>,
    pub key: Option<String>,
    pub body: Option<String>,
}

impl Copied {
    fn of(request: &Request<'_>) -> Self {
        Self {
            method: request.method,
            url: request.url.to_owned(),
            bearer: request.bearer.map(str::to_owned),
            key: request.idempotency_key.map(str::to_owned),
            body: request.body.clone(),
        }
    }

    fn http(&self) -> HttpRequest<Body> {
        let method = match self.method {
            Method::Get => HttpMethod::GET,
            Method::Post => HttpMethod::POST,
            Method::Put => HttpMethod::PUT,
            Method::Delete => HttpMethod::DELETE,
        };
        let path = self.url.strip_prefix(ORIGIN).unwrap_or(&self.url);
        let mut request = HttpRequest::builder().method(method).uri(path);
        if let Some(token) = &self.bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(key) = &self.key {
            request = request.header("Idempotency-Key", key);
        }
        if self.body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        request
            .body(self.body.clone().map_or_else(Body::empty, Body::from))
            .expect("clients make requests that HTTP can carry")
    }
}

impl std::fmt::Display for Copied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = self.url.strip_prefix(ORIGIN).unwrap_or(&self.url);
        write!(f, "{:?} {path}", self.method)?;
        if let Some(key) = &self.key {
            write!(f, " {key}")?;
        }
        let body = self.body.as_deref().unwrap_or("");
        write!(f, " {}", body.get(..200).unwrap_or(body))
    }
}

async fn answer(rehearsal: Rehearsal, request: Copied) -> Response {
    let response = rehearsal.ask(request.http()).await;
    let status = response.status().as_u16();
    let retry_after = response
        .headers()
        .get(header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    let body = axum::body::to_bytes(response.into_body(), BODY_BYTES)
        .await
        .unwrap_or_default();
    Response {
        status,
        retry_after,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

/// How long the next piece takes: most are quick, a few are not.
pub fn delay(chance: &Chance, weather: Weather) -> Duration {
    let most = if chance.percent(20) {
        weather.delay_ms
    } else {
        weather.delay_ms / 4
    };
    millis(1 + chance.below(most.max(1)))
}

pub fn millis(millis: u32) -> Duration {
    Duration::from_millis(millis.into())
}

/// Waits until a time that may have passed.
pub async fn wait_until(due: Instant) {
    if due > Instant::now() {
        sleep_until(due).await;
    }
}
