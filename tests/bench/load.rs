//! Colleagues who write a lot.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use recado_protocol::ConversationId;
use recado_tests::Stage;
use recado_tests::agent::AGENT_2;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// How many write at the same time.
const WRITERS: u64 = 24;

/// What was written.
pub struct Written {
    pub messages: u64,
    pub seconds: f64,
}

/// Writes until there are `most` messages or `time` is over, at most `a_second` of them a second.
pub async fn write(
    stage: &Stage,
    conversations: &[ConversationId],
    most: u64,
    a_second: u64,
    time: Duration,
) -> Written {
    let written = Arc::new(AtomicU64::new(0));
    let api = Arc::new(stage.api(AGENT_2).await);
    let begun = Instant::now();
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let (api, written) = (Arc::clone(&api), Arc::clone(&written));
        let mine: Vec<ConversationId> = conversations
            .iter()
            .skip(usize::try_from(writer).unwrap_or(0))
            .step_by(usize::try_from(WRITERS).unwrap_or(1))
            .cloned()
            .collect();
        writers.spawn(async move {
            let mut pace = interval(
                Duration::from_secs(1) * u32::try_from(WRITERS).unwrap_or(1)
                    / u32::try_from(a_second).unwrap_or(1),
            );
            pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
            for conversation in mine.iter().cycle() {
                pace.tick().await;
                if begun.elapsed() >= time || written.fetch_add(1, Ordering::Relaxed) >= most {
                    return;
                }
                api.write(conversation, "A colleague answers.").await;
            }
        });
    }
    while let Some(ended) = writers.join_next().await {
        ended.expect("a writer does not fail");
    }
    Written {
        messages: written.load(Ordering::Relaxed).min(most),
        seconds: begun.elapsed().as_secs_f64(),
    }
}
