//! Waiting for what a page will show, by looking and never by sleeping for a guessed time.

use std::fmt::{Debug, Display};
use std::time::{Duration, Instant};

use tokio::time::sleep;

/// How long anything on a screen may take. Far more than it needs, for a machine with much to do.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// The pause between two looks.
const GLANCE: Duration = Duration::from_millis(40);

/// What a look found, or in words what was there instead.
pub type Look<T> = Result<T, String>;

/// Looks until something is found.
///
/// # Panics
/// When it is not found in time, with what was seen instead.
pub async fn until<T>(what: impl Display, look: impl AsyncFnMut() -> Look<T>) -> T {
    match within(PATIENCE, look).await {
        Ok(found) => found,
        Err(seen) => panic!(
            "waited {} s for {what}\nseen instead: {seen}",
            PATIENCE.as_secs()
        ),
    }
}

/// Looks until what is seen is what is expected.
///
/// # Panics
/// When it does not become so in time.
pub async fn until_equal<T: PartialEq + Debug>(
    what: impl Display,
    expected: T,
    mut look: impl AsyncFnMut() -> Look<T>,
) {
    until(format!("{what} to be {expected:#?}"), async || {
        let seen = look().await?;
        if seen == expected {
            Ok(())
        } else {
            Err(format!("{seen:#?}"))
        }
    })
    .await;
}

/// Looks until something is found or the time is over; then gives what was seen last.
pub async fn within<T>(time: Duration, mut look: impl AsyncFnMut() -> Look<T>) -> Look<T> {
    let begun = Instant::now();
    loop {
        match look().await {
            Err(_) if begun.elapsed() < time => sleep(GLANCE).await,
            looked => return looked,
        }
    }
}
