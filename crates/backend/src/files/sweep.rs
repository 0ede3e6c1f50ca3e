//! Takes away what nobody finished or nobody used.

use std::time::Duration;

use crate::app::App;
use crate::refusal::Outcome;
use crate::storage::files;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(10 * 60);
/// How many are taken away in one write.
const AT_ONCE: u32 = 200;

/// Looks from time to time, until it is dropped.
pub async fn run(app: App) {
    loop {
        if let Err(refusal) = sweep(&app).await {
            tracing::warn!("uploads were not cleared: {}", refusal.problem());
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Takes away every file whose time is over.
///
/// # Errors
/// Only when the database fails.
pub async fn sweep(app: &App) -> Outcome<()> {
    loop {
        let over = app
            .storage
            .write(|change| Ok(files::take_expired(change.sql, change.now, AT_ONCE)?))
            .await?;
        if over.is_empty() {
            return Ok(());
        }
        for id in &over {
            app.files.remove(id).await;
        }
    }
}
