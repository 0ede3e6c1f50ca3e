//! Starting and stopping.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::{App, Parts, stopped};
use crate::auth::tokens::Tokens;
use crate::config::Config;
use crate::connectors::dispatcher;
use crate::demo;
use crate::files::sweep;
use crate::judging;
use crate::live::hub::Hub;
use crate::storage::file::{DatabaseFile, OpenError};
use crate::storage::{Storage, conversations};
use crate::write::{remasking, snooze};
use crate::{http, static_files};

/// How long open requests may take to end once the backend is to stop.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// How often it is looked for conversations that come back.
const WAKE_EVERY: Duration = Duration::from_secs(2);

/// Why the backend can't start, as a sentence that says what to do.
#[derive(Debug)]
pub enum StartError {
    Data(OpenError),
    /// The address can't be listened on.
    Address {
        address: SocketAddr,
        reason: std::io::Error,
    },
    /// An `--allow-origin` that is no origin.
    Origin(String),
    Other(Box<dyn std::error::Error + Send + Sync>),
}

/// A backend at work. Dropping it leaves it at work until the runtime ends; `stop` ends it.
pub struct Running {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    server: task::JoinHandle<()>,
    sweeping: task::JoinHandle<()>,
    writer: JoinHandle<()>,
}

/// Opens the data folder, fills it when that is asked for, and serves until stopped.
///
/// # Errors
/// See [`StartError`].
pub async fn serve(config: Config) -> Result<Running, StartError> {
    let origins = config
        .allowed_origins
        .iter()
        .map(|origin| parse_origin(origin))
        .collect::<Result<Vec<_>, _>>()?;
    // The port first: nothing is made or changed for a backend that can't be reached.
    let address = SocketAddr::new(config.listen, config.port);
    let unreachable = |reason| StartError::Address { address, reason };
    let listener = TcpListener::bind(address).await.map_err(unreachable)?;
    let address = listener.local_addr().map_err(unreachable)?;

    let now = config.clock.now();
    let (data, wanted, longest) = (config.data.clone(), config.demo, config.demo_longest);
    let database = task::spawn_blocking(move || -> Result<DatabaseFile, StartError> {
        let mut database = DatabaseFile::open(&data, now).map_err(StartError::Data)?;
        demo::fill(database.as_mut(), &data, wanted, longest, now)?;
        Ok(database)
    });
    let database = database
        .await
        .map_err(|error| StartError::Other(error.into()))??;

    // The second backend of a process finds it chosen already.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    let (stop, stopping) = watch::channel(false);
    let hub = Hub::new(config.tuning.ring);
    let tokens = Tokens::new(database.secret());
    let (storage, writer) = Storage::start(
        database,
        hub.clone(),
        config.clock.clone(),
        config.tuning.events_kept,
    )
    .map_err(StartError::Other)?;
    let dist = config.dist.clone();
    let app = Parts::assemble(config, storage, hub, tokens, stopping.clone());
    task::spawn(wake(Arc::clone(&app), stopping.clone()));
    let sweeping = task::spawn(sweep::run(Arc::clone(&app)));
    task::spawn(dispatcher::run(Arc::clone(&app)));
    task::spawn(judging::run(Arc::clone(&app)));
    task::spawn(remasking::run(Arc::clone(&app)));
    let router = router(app, &origins, dist.as_deref());
    let server = task::spawn(run(listener, router, stopping));
    Ok(Running {
        address,
        stop,
        server,
        sweeping,
        writer,
    })
}

impl Running {
    /// The address that it listens on, with the port that was picked.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers what was asked, closes the sockets, writes everything down and ends.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        self.sweeping.abort();
        // Cancelled, or at its end: both are well.
        let _ended = self.sweeping.await;
        if let Err(error) = self.server.await {
            tracing::error!("the server did not end well: {error}");
        }
        let writer = self.writer;
        let ended = task::spawn_blocking(move || writer.join().is_ok());
        // A request that outlived its time holds the writer; SQLite needs no goodbye from it.
        match tokio::time::timeout(STOP_WITHIN, ended).await {
            Ok(Ok(true)) => {}
            _ => tracing::warn!("the writer did not end in time"),
        }
    }
}

impl From<rusqlite::Error> for StartError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Other(error.into())
    }
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Data(error) => error.fmt(f),
            Self::Address { address, reason } => write!(
                f,
                "The address {address} can't be listened on ({reason}). \
                 Stop the program that uses it, or choose another port with --port."
            ),
            Self::Origin(origin) => write!(
                f,
                "\"{origin}\" is no origin. Write it as a browser does, without a path: \
                 --allow-origin https://inbox.example"
            ),
            Self::Other(error) => write!(f, "The backend can't start: {error}."),
        }
    }
}

impl std::error::Error for StartError {}

fn parse_origin(origin: &str) -> Result<HeaderValue, StartError> {
    let wrong = || StartError::Origin(origin.to_owned());
    let host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
        .ok_or_else(wrong)?;
    if host.is_empty() || host.contains(['/', '*', '?', '#', '@']) {
        return Err(wrong());
    }
    HeaderValue::from_str(origin).map_err(|_| wrong())
}

pub(crate) fn router(app: App, origins: &[HeaderValue], dist: Option<&std::path::Path>) -> Router {
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    };
    http::router(app, origins)
        .fallback_service(static_files::router(dist))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(
            header::REFERRER_POLICY,
            "strict-origin-when-cross-origin",
        ))
}

/// Brings conversations back that were put off until now.
async fn wake(app: App, stopping: watch::Receiver<bool>) {
    let waking = async {
        loop {
            tokio::time::sleep(WAKE_EVERY).await;
            let now = app.now();
            let due = app
                .storage
                .read(move |sql| Ok(!conversations::due(sql, now, 1)?.is_empty()));
            let woken = match due.await {
                Ok(true) => app.storage.write(snooze::wake).await,
                nothing => nothing.map(drop),
            };
            if let Err(refusal) = woken {
                let problem = refusal.problem();
                tracing::warn!("nothing could be brought back: {problem}");
            }
        }
    };
    tokio::select! {
        () = waking => {}
        () = stopped(stopping) => {}
    }
}

async fn run(listener: TcpListener, router: Router, stopping: watch::Receiver<bool>) {
    // Small frames must not wait for more to come.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("no TCP_NODELAY: {error}");
        }
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stopped(stopping.clone()));
    let too_long = async move {
        stopped(stopping).await;
        tokio::time::sleep(STOP_WITHIN).await;
    };
    tokio::select! {
        served = serving => {
            if let Err(error) = served {
                tracing::error!("serving ended: {error}");
            }
        }
        () = too_long => tracing::warn!("some requests did not end in time and were cut off"),
    }
}
