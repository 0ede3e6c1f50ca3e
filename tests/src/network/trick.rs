//! What the network does with one request, out of the ordinary.

use recado_protocol::Problem;
use tokio::sync::oneshot;

use crate::waiting::PATIENCE;

/// Waits for a request and does something with it, once.
pub struct Trick {
    pub method: String,
    /// How the path ends.
    pub path_end: String,
    pub deed: Deed,
}

pub enum Deed {
    /// The backend does it, and the browser never hears of it.
    LoseAnswer(Told, End),
    /// The backend never sees it.
    LoseRequest(Told, End),
    /// Answered on the way.
    Answer(Problem),
}

/// Tells the test that it has happened.
pub type Told = oneshot::Sender<()>;
/// Comes when the test lets go: then the browser's connection breaks.
pub type End = oneshot::Receiver<()>;

/// A request or an answer that is held on the way. Dropping it breaks the connection, and the
/// browser learns that something went wrong.
pub struct Held {
    happened: oneshot::Receiver<()>,
    _end: oneshot::Sender<()>,
}

impl Held {
    pub(super) fn new() -> (Self, Told, End) {
        let (told, happened) = oneshot::channel();
        let (ending, end) = oneshot::channel();
        (
            Self {
                happened,
                _end: ending,
            },
            told,
            end,
        )
    }

    /// Waits until the request is held, or the answer to it: then the backend has done its work.
    ///
    /// # Panics
    /// When no such request comes in time.
    pub async fn happens(&mut self) {
        let told = tokio::time::timeout(PATIENCE, &mut self.happened).await;
        assert!(
            matches!(told, Ok(Ok(()))),
            "the request that was to be held never came"
        );
    }
}
